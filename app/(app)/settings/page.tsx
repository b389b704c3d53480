import type { Metadata } from "next";
import Link from "next/link";
import { formatCount } from "@/app/_components/format";
import { LimitsCard } from "@/app/(app)/_components/limits-card";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { limitsInForce } from "@/lib/limits";
import { accents } from "@/lib/workspaces/accent";
import { getWorkspaceSettings, type WorkspaceSettings } from "@/lib/workspaces/settings";
import { addressedWorkspace, SettingsFrame } from "./_components/settings-frame";
import { settingsPath } from "./paths";
import { readSettingsSearch, type SettingsTab } from "./schema";

export const metadata: Metadata = { title: "Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What a workspace has set, at first sight; each line leads to where it is changed. Below, what is set for all of them. */
export default async function SettingsPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, settings } = await orNotFound(getWorkspaceSettings(await requireActor(), search.workspace));
  const workspace = addressedWorkspace(access);
  return (
    <SettingsFrame access={access} tab={null} title="Settings" search={search}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {linesOf(settings).map(({ tab, label, text }) => (
          <li key={tab} className="relative flex flex-wrap items-center gap-x-6 gap-y-0.5 px-4 py-3 hover:bg-hover">
            <Link href={settingsPath(tab, { workspace })} prefetch={false} className="row-link w-32 font-medium">
              {label}
            </Link>
            <span className="text-muted">{text}</span>
          </li>
        ))}
      </ul>
      <LimitsCard limits={limitsInForce()} />
    </SettingsFrame>
  );
}

function linesOf(settings: WorkspaceSettings): { tab: SettingsTab; label: string; text: string }[] {
  const { people, owners, tenants, retention, keptInputDays, accent, logo } = settings;
  const colour = accent ? (accents.find(({ hex }) => hex === accent)?.name ?? accent) : "TenantPilot's own accent";
  const days = formatCount(retention.days, "day");
  const kept = keptInputDays === 0 ? "" : `; imported files ${formatCount(keptInputDays, "day")}`;
  return [
    {
      tab: "members",
      label: "Members",
      text: `${formatCount(people, "person", "people")}, ${formatCount(owners, "owner")}`,
    },
    { tab: "tenants", label: "Tenants", text: tenants === 0 ? "None yet" : formatCount(tenants, "tenant") },
    { tab: "schedules", label: "Schedules", text: "Review packs that are made by themselves" },
    {
      tab: "retention",
      label: "Retention",
      text: `${retention.ownDays === null ? `${days}, as this TenantPilot is set up` : days}${kept}`,
    },
    { tab: "branding", label: "Branding", text: `${colour}, ${logo ? "with a logo" : "no logo"}` },
    { tab: "graph", label: "Microsoft Graph", text: "Where roles, permissions and Secure Score are fetched from" },
    { tab: "api-tokens", label: "API tokens", text: "What programs sign in with" },
    { tab: "signing-keys", label: "Signing keys", text: "By which others check that a pack is from here" },
  ];
}
