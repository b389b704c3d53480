import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { roleWords } from "@/app/_components/role-words";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { InvitationView } from "@/lib/workspaces/invitations";
import { settingsPath } from "../../paths";

interface InvitationTableProps {
  invitations: InvitationView[];
  workspace: string | undefined;
  canManage: boolean;
}

/** Who was invited, and what became of it. Nothing when nobody was. */
export function InvitationTable({ invitations, workspace, canManage }: InvitationTableProps) {
  if (invitations.length === 0) return null;
  return (
    <div className="mt-10">
      <h2 className="mb-3 text-base font-medium">Invitations</h2>
      <Table label="Invitations">
        <thead>
          <tr>
            <Th>For</Th>
            <Th className="max-md:hidden">Where</Th>
            <Th className="max-sm:hidden">Role</Th>
            <Th className="max-xl:hidden">Invited by</Th>
            <Th>State</Th>
            {canManage && (
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <Tr key={invitation.id} className="align-top">
              <Td>
                <p className="font-medium wrap-anywhere">{invitation.name}</p>
                <p className="text-xs wrap-anywhere text-muted">{invitation.email}</p>
              </Td>
              <Td className="text-muted max-md:hidden">{invitation.tenant?.name ?? "Whole workspace"}</Td>
              <Td className="max-sm:hidden">{roleWords[invitation.role].label}</Td>
              <Td className="text-muted max-xl:hidden">
                {invitation.invitedByName}, <RelativeTime at={invitation.createdAt} />
              </Td>
              <Td>
                <StatusBadge domain="invitation_state" value={invitation.state} />
                <p className="mt-1 text-xs text-muted">
                  {invitation.state === "pending" && (
                    <>
                      ends <RelativeTime at={invitation.expiresAt} />
                    </>
                  )}
                  {invitation.acceptedByName && `by ${invitation.acceptedByName}`}
                </p>
              </Td>
              {canManage && (
                <Td end>
                  {invitation.state === "pending" && (
                    <Link
                      href={settingsPath("members", { workspace, invitation: invitation.id }, "revoke")}
                      prefetch={false}
                      aria-label={`Revoke the invitation of ${invitation.name}`}
                      className="relative text-danger hover:underline"
                    >
                      Revoke
                    </Link>
                  )}
                </Td>
              )}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
