import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getInvitation } from "@/lib/workspaces/invitations";
import { ConfirmSettingsForm } from "../../_components/confirm-settings-form";
import { addressedWorkspace } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { revokeInvitationAction } from "../actions";

export const metadata: Metadata = { title: "Revoke an invitation · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The question before an invitation is revoked. */
export default async function RevokeInvitationPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  if (!search.invitation) notFound();
  const { access, invitation } = await orNotFound(
    getInvitation(actor, search.workspace, search.invitation, new Date()),
  );
  return (
    <>
      <PageHeader
        title={`Revoke the invitation of ${invitation.name}`}
        description={`${invitation.email} · ${invitation.tenant?.name ?? access.workspace.name}`}
      />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={revokeInvitationAction}
          hidden={{ workspace: access.workspace.slug, invitation: invitation.id }}
          verb="Revoke"
          back={settingsPath("members", { workspace: addressedWorkspace(access) })}
        >
          <p>Its link stops working at once. {invitation.name} can be invited again.</p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
