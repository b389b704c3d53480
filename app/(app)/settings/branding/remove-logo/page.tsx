import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { ConfirmSettingsForm } from "../../_components/confirm-settings-form";
import { addressedWorkspace } from "../../_components/settings-frame";
import { removeLogoAction } from "../../actions";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";

export const metadata: Metadata = { title: "Remove the logo · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The question before the logo is taken away. */
export default async function RemoveLogoPage({ searchParams }: Props) {
  const { workspace } = readSettingsSearch(await searchParams);
  const access = await orNotFound(getWorkspaceAccess(await requireActor(), workspace, "workspace.manage"));
  return (
    <>
      <PageHeader title="Remove the logo" description={access.workspace.name} />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={removeLogoAction}
          hidden={{ workspace: access.workspace.slug }}
          verb="Remove"
          back={settingsPath("branding", { workspace: addressedWorkspace(access) })}
        >
          <p>
            Reports that are made from now on carry the name {access.workspace.name} instead. Packs that exist stay as
            they are.
          </p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
