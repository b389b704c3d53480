import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { roles } from "@/lib/auth/capabilities";
import { requireActor } from "@/lib/auth/session";
import { listWorkspaceTenants } from "@/lib/tenants/manage-tenants";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { addressedWorkspace, SettingsFrame } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { AddMemberForm } from "../_components/add-member-form";
import { roleWords } from "../role-words";

export const metadata: Metadata = { title: "Add a member · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A person by e-mail, with a role on the whole workspace or on one tenant. */
export default async function AddMemberPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  const access = await orNotFound(getWorkspaceAccess(actor, search.workspace, "member.manage"));
  const { tenants } = await orNotFound(listWorkspaceTenants(actor, access.workspace.slug));
  const where = [
    { value: "", label: `The whole workspace ${access.workspace.name}` },
    ...tenants.map(({ slug, name }) => ({ value: slug, label: `Only ${name}` })),
  ];
  return (
    <SettingsFrame access={access} tab="members" title="Add a member" search={search}>
      <AddMemberForm
        hidden={{ workspace: access.workspace.slug }}
        back={settingsPath("members", { workspace: addressedWorkspace(access) })}
        fields={[
          { name: "email", label: "E-mail", type: "email", isRequired: true, placeholder: "name@example.com" },
          { name: "name", label: "Name", hint: "Left empty: the first part of the e-mail." },
          {
            name: "role",
            label: "Role",
            value: "readonly",
            options: roles.map((role) => ({
              value: role,
              label: `${roleWords[role].label}: ${roleWords[role].means}`,
            })),
          },
          { name: "tenant", label: "Where", options: where },
        ]}
      />
    </SettingsFrame>
  );
}
