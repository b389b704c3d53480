import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/app/_components/button";
import { formatCount } from "@/app/_components/format";
import { roleWords } from "@/app/_components/role-words";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listInvitations } from "@/lib/workspaces/invitations";
import { listMembers, type MemberView } from "@/lib/workspaces/members";
import { addressedWorkspace, SettingsFrame } from "../_components/settings-frame";
import { settingsPath } from "../paths";
import { readSettingsSearch } from "../schema";
import { InvitationTable } from "./_components/invitation-table";
import { RoleForm } from "./_components/role-form";

export const metadata: Metadata = { title: "Members · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Who may do what here. An owner changes it; a manager sees it. */
export default async function MembersPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  const { access, members } = await orNotFound(listMembers(actor, search.workspace));
  const { invitations } = await orNotFound(listInvitations(actor, access.workspace.slug, new Date()));
  const canManage = access.can("member.manage");
  const people = new Set(members.map(({ userId }) => userId)).size;
  const workspace = addressedWorkspace(access);
  return (
    <SettingsFrame
      access={access}
      tab="members"
      title="Members"
      description={`${access.workspace.name} · ${formatCount(people, "person", "people")}`}
      search={search}
      actions={
        canManage && (
          <>
            <Button href={settingsPath("members", { workspace }, "add")}>Add a member</Button>
            <Button variant="primary" href={settingsPath("members", { workspace }, "invite")}>
              Invite a person
            </Button>
          </>
        )
      }
    >
      {!canManage && <p className="mb-4 text-muted">Only an owner of the workspace changes members and roles.</p>}
      <Table label="Members">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th className="max-md:hidden">Where</Th>
            <Th>Role</Th>
            <Th className="max-lg:hidden">Signs in with</Th>
            <Th className="max-lg:hidden">Since</Th>
            {canManage && (
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Tr key={`${member.userId}/${member.tenant?.slug ?? ""}`}>
              <Td>
                <p className="font-medium">{member.name}</p>
                <p className="text-xs wrap-anywhere text-muted">{member.email}</p>
                {member.tenant && <p className="text-xs text-muted md:hidden">Only in {member.tenant.name}</p>}
              </Td>
              <Td className="max-md:hidden">{member.tenant?.name ?? "Whole workspace"}</Td>
              <Td>
                {canManage ? (
                  <RoleForm hidden={fieldsOf(member, access.workspace.slug)} role={member.role} who={member.name} />
                ) : (
                  roleWords[member.role].label
                )}
              </Td>
              <Td className="text-muted max-lg:hidden">{signInWords(member)}</Td>
              <Td className="text-muted max-lg:hidden">
                <RelativeTime at={member.since} />
              </Td>
              {canManage && (
                <Td end>
                  <Link
                    href={settingsPath(
                      "members",
                      { workspace, user: member.userId, tenant: member.tenant?.slug },
                      "remove",
                    )}
                    prefetch={false}
                    aria-label={`Remove ${member.name}${member.tenant ? ` from ${member.tenant.name}` : ""}`}
                    className="relative text-danger hover:underline"
                  >
                    Remove
                  </Link>
                </Td>
              )}
            </Tr>
          ))}
        </tbody>
      </Table>
      <InvitationTable invitations={invitations} workspace={workspace} canManage={canManage} />
      <dl className="mt-6 grid gap-2 text-muted">
        {Object.entries(roleWords).map(([role, { label, means }]) => (
          <div key={role} className="flex gap-3">
            <dt className="w-20 shrink-0 font-medium text-ink">{label}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </SettingsFrame>
  );
}

function fieldsOf({ email, tenant }: MemberView, workspace: string): Record<string, string> {
  return { workspace, tenant: tenant?.slug ?? "", email };
}

function signInWords({ signIn }: MemberView): string {
  const ways = [signIn.microsoft && "Microsoft", signIn.password && "Password"].filter(Boolean);
  return ways.join(", ") || "Not possible yet";
}
