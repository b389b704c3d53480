import type { Metadata } from "next";
import { formatCount } from "@/app/_components/format";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getWorkspaceSettings } from "@/lib/workspaces/settings";
import { SettingsForm } from "../_components/settings-form";
import { SettingsFrame } from "../_components/settings-frame";
import { setRetentionAction } from "../actions";
import { readSettingsSearch } from "../schema";

export const metadata: Metadata = { title: "Retention · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** For how many days packs can be downloaded. An owner changes it; a manager sees it. */
export default async function RetentionPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, settings } = await orNotFound(getWorkspaceSettings(await requireActor(), search.workspace));
  const { ownDays, limitDays, days } = settings.retention;
  return (
    <SettingsFrame access={access} tab="retention" title="Retention" search={search}>
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
      {access.can("workspace.manage") ? (
        <SettingsForm
          action={setRetentionAction}
          hidden={{ workspace: access.workspace.slug }}
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
      ) : (
        <p className="text-muted">Only an owner of the workspace changes it.</p>
      )}
    </SettingsFrame>
  );
}
