import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listWorkspaceTenants } from "@/lib/tenants/manage-tenants";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { addressedWorkspace, SettingsFrame } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { AddMemberForm } from "../_components/add-member-form";
import { memberFields } from "../member-fields";

export const metadata: Metadata = { title: "Add a member · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A person by e-mail, with a role on the whole workspace or on one tenant. */
export default async function AddMemberPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  const access = await orNotFound(getWorkspaceAccess(actor, search.workspace, "member.manage"));
  const { tenants } = await orNotFound(listWorkspaceTenants(actor, access.workspace.slug));
  return (
    <SettingsFrame access={access} tab="members" title="Add a member" search={search}>
      <AddMemberForm
        hidden={{ workspace: access.workspace.slug }}
        back={settingsPath("members", { workspace: addressedWorkspace(access) })}
        fields={memberFields(access.workspace.name, tenants)}
      />
    </SettingsFrame>
  );
}
