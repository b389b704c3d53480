import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listWorkspaceTenants } from "@/lib/tenants/manage-tenants";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { addressedWorkspace, SettingsFrame } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { TokenForm } from "../_components/token-form";

export const metadata: Metadata = { title: "Make an API token · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A token by what it may do, where and for how long. */
export default async function CreateTokenPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  const access = await orNotFound(getWorkspaceAccess(actor, search.workspace, "workspace.manage"));
  const { tenants } = await orNotFound(listWorkspaceTenants(actor, access.workspace.slug));
  return (
    <SettingsFrame access={access} tab="api-tokens" title="Make an API token" search={search}>
      <TokenForm
        workspace={access.workspace.slug}
        tenants={tenants.map(({ slug, name }) => ({ slug, name }))}
        back={settingsPath("api-tokens", { workspace: addressedWorkspace(access) })}
      />
    </SettingsFrame>
  );
}
