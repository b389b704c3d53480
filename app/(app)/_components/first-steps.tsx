import clsx from "clsx";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { Icon } from "@/app/_components/icon";
import { type Role, roleIncludes } from "@/lib/auth/capabilities";

/** A workspace that the reader is a member of; the role is null for a guest of some of its tenants. */
interface Place {
  slug: string;
  name: string;
  role: Role | null;
}

const steps = [
  { title: "A workspace", text: "The place of your team, your tenants and what you set for them." },
  { title: "A tenant", text: "One Microsoft 365 tenant that you look after. Only its name has to be known." },
  { title: "Its evidence", text: "Import a scan of Prowler, ScubaGear or Maester, or answers of Microsoft Graph." },
  { title: "A review pack", text: "One file with findings, roles and posture, which an auditor can check." },
];

/** What stands where the tenants would be: where the reader is on the way to the first pack, and the one next step. */
export function FirstSteps({ workspaces }: { workspaces: Place[] }) {
  const place = workspaces.find(({ role }) => role !== null && roleIncludes(role, "tenant.manage")) ?? workspaces[0];
  if (!place) {
    return (
      <EmptyState
        icon="building"
        title="You are no member of a workspace yet."
        text={
          <>
            <p>Ask an owner of your team's workspace to add you. What you may see then appears here.</p>
            <p className="mt-2">
              Nobody has one? Whoever runs this TenantPilot makes it on the machine:{" "}
              <code className="font-mono text-xs text-ink">
                npx tenantpilot workspace add --slug my-team --name "My team" --owner name@example.com
              </code>
            </p>
          </>
        }
      />
    );
  }
  const canAdd = place.role !== null && roleIncludes(place.role, "tenant.manage");
  return (
    <StepsToFirstPack at={1} done={`${place.name} has no tenant yet.`}>
      {canAdd ? (
        <Button variant="primary" href={`/tenants/new?workspace=${place.slug}`}>
          Add a tenant
        </Button>
      ) : (
        <p>Ask an owner or a manager of {place.name} to add one, or to give you a role on it.</p>
      )}
    </StepsToFirstPack>
  );
}

/** The way to the first pack with the step that is next (`at`, from 0), and what to do there. `done` says how far it is. */
export function StepsToFirstPack({
  at: next,
  done,
  children,
}: {
  at: number;
  done: string;
  children: React.ReactNode;
}) {
  return (
    <section aria-labelledby="first-steps" className="max-w-2xl rounded-lg border border-line bg-surface">
      <header className="border-b border-line px-4 py-3">
        <h2 id="first-steps">Four steps to the first review pack</h2>
        <p className="text-muted">{done}</p>
      </header>
      <ol className="divide-y divide-line">
        {steps.map(({ title, text }, at) => (
          <li key={title} className="flex gap-3 px-4 py-3" aria-current={at === next ? "step" : undefined}>
            <Icon
              name={at < next ? "circle-check" : at === next ? "circle-dot" : "circle-dashed"}
              className={clsx("mt-0.5", at < next ? "text-success" : at === next ? "text-info" : "text-muted")}
            />
            <div className="grid gap-0.5">
              <p className={clsx(at === next ? "font-medium" : "text-muted")}>
                {title}
                {at < next && <span className="sr-only"> (done)</span>}
              </p>
              {at >= next && <p className="text-muted">{text}</p>}
              {at === next && <div className="mt-2">{children}</div>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
