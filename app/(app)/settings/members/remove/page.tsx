import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getMember } from "@/lib/workspaces/members";
import { ConfirmSettingsForm } from "../../_components/confirm-settings-form";
import { addressedWorkspace } from "../../_components/settings-frame";
import { removeMemberAction } from "../../actions";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";

export const metadata: Metadata = { title: "Remove a member · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The question before a membership is taken away. */
export default async function RemoveMemberPage({ searchParams }: Props) {
  const { user, tenant, workspace } = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  if (!user) notFound();
  const { access, member } = await orNotFound(getMember(actor, workspace, { userId: user, tenant }));
  const place = member.tenant?.name ?? access.workspace.name;
  return (
    <>
      <PageHeader title={`Remove ${member.name}`} description={`${member.email} · ${place}`} />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={removeMemberAction}
          hidden={{ workspace: access.workspace.slug, tenant: member.tenant?.slug ?? "", email: member.email }}
          verb="Remove"
          back={settingsPath("members", { workspace: addressedWorkspace(access) })}
        >
          <p>
            {member.tenant
              ? `${member.name} loses the role on ${place}. A role on the whole workspace, if there is one, counts there again.`
              : `${member.name} sees nothing of ${place} any more, from the next request on, except tenants with a role of their own. What they did stays in the audit.`}
          </p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
