import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getGraphStanding } from "@/lib/graph/queries";
import { getTenantAccess } from "@/lib/tenants/access";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { ConfirmSettingsForm } from "../../../_components/confirm-settings-form";
import { addressedWorkspace } from "../../../_components/settings-frame";
import { settingsPath } from "../../../paths";
import { readSettingsSearch } from "../../../schema";
import { disconnectGraphAction } from "../../actions";

export const metadata: Metadata = { title: "Disconnect from Microsoft Graph · Settings" };

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The question before a connection and its credential are forgotten. */
export default async function DisconnectGraphPage({ params, searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { tenant: slug } = await params;
  const actor = await requireActor();
  const access = await orNotFound(getWorkspaceAccess(actor, search.workspace, "tenant.manage"));
  await orNotFound(getTenantAccess(actor, slug, "tenant.manage"));
  const { name, connection } = await orNotFound(getGraphStanding(actor, slug, new Date()));
  if (!connection) notFound();
  return (
    <>
      <PageHeader title={`Disconnect ${name}`} description="Connection to Microsoft Graph" />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={disconnectGraphAction}
          hidden={{ workspace: access.workspace.slug, tenant: slug }}
          verb="Disconnect"
          back={settingsPath("graph", { workspace: addressedWorkspace(access) }, slug)}
        >
          <p>
            The credential is deleted here, and nothing is fetched any more. Reports that were fetched stay. The
            application in Entra stays too: remove its credential there.
          </p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
