import type { Metadata } from "next";
import { formatCount } from "@/app/_components/format";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { keptInputDaysMax } from "@/lib/workspaces/kept-input";
import type { Retention } from "@/lib/workspaces/retention";
import { getWorkspaceSettings } from "@/lib/workspaces/settings";
import { SettingsForm } from "../_components/settings-form";
import { SettingsFrame } from "../_components/settings-frame";
import { setKeptInputDaysAction, setRetentionAction } from "../actions";
import { readSettingsSearch } from "../schema";

export const metadata: Metadata = { title: "Retention · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** For how many days packs can be downloaded, and imported files are kept. An owner changes it; a manager sees it. */
export default async function RetentionPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, settings } = await orNotFound(getWorkspaceSettings(await requireActor(), search.workspace));
  const workspace = access.can("workspace.manage") ? access.workspace.slug : null;
  return (
    <SettingsFrame access={access} tab="retention" title="Retention" search={search}>
      <div className="grid gap-10">
        <PackRetention retention={settings.retention} workspace={workspace} />
        <KeptInput days={settings.keptInputDays} workspace={workspace} />
      </div>
    </SettingsFrame>
  );
}

/** `workspace`: its slug; null for who may only see it. */
function PackRetention({ retention, workspace }: { retention: Retention; workspace: string | null }) {
  const { ownDays, limitDays, days } = retention;
  return (
    <section>
      <h2 className="mb-3 text-base font-medium">Review packs</h2>
      <div className="mb-6 grid max-w-xl gap-2 text-muted">
        <p>
          A review pack that is made today can be downloaded for{" "}
          <strong className="text-ink">{formatCount(days, "day")}</strong>. Then it expires and its file is deleted.
        </p>
        <p>Packs that exist keep their date. A pack on legal hold does not expire.</p>
        {ownDays !== null && ownDays > limitDays && (
          <p className="text-warning">
            {formatCount(ownDays, "day")} were chosen; this TenantPilot now allows {limitDays} at most, which counts.
          </p>
        )}
      </div>
      {workspace === null ? (
        <OwnersOnly />
      ) : (
        <SettingsForm
          action={setRetentionAction}
          hidden={{ workspace }}
          submit="Save"
          fields={[
            {
              name: "days",
              label: "Days",
              value: ownDays === null ? "" : String(ownDays),
              inputMode: "numeric",
              placeholder: String(limitDays),
              hint: `1 to ${limitDays}. Left empty: ${limitDays}, as this TenantPilot is set up.`,
            },
          ]}
        />
      )}
    </section>
  );
}

/** `workspace`: its slug; null for who may only see it. */
function KeptInput({ days, workspace }: { days: number; workspace: string | null }) {
  return (
    <section>
      <h2 className="mb-3 text-base font-medium">Imported files</h2>
      <div className="mb-6 grid max-w-xl gap-2 text-muted">
        {days === 0 ? (
          <p>
            A file is <strong className="text-ink">not kept</strong>: what was read of it stays, and the file is deleted
            when its import has ended.
          </p>
        ) : (
          <p>
            A file is kept for <strong className="text-ink">{formatCount(days, "day")}</strong> after its import, as it
            was. Whoever may import can download it on the import's page. Then it is deleted.
          </p>
        )}
        <p>
          It may hold more about people than what was read of it. Fewer days, or 0, count for files that are kept
          already too.
        </p>
      </div>
      {workspace === null ? (
        <OwnersOnly />
      ) : (
        <SettingsForm
          action={setKeptInputDaysAction}
          hidden={{ workspace }}
          submit="Set"
          fields={[
            {
              name: "days",
              label: "Kept for",
              value: String(days),
              inputMode: "numeric",
              hint: `1 to ${keptInputDaysMax} days. 0: not kept.`,
            },
          ]}
        />
      )}
    </section>
  );
}

function OwnersOnly() {
  return <p className="text-muted">Only an owner of the workspace changes it.</p>;
}
