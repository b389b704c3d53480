import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getApiToken } from "@/lib/workspaces/api-tokens";
import { ConfirmSettingsForm } from "../../_components/confirm-settings-form";
import { addressedWorkspace } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { revokeTokenAction } from "../actions";

export const metadata: Metadata = { title: "Revoke an API token · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The question before a token is revoked. */
export default async function RevokeTokenPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  if (!search.token) notFound();
  const { access, token } = await orNotFound(getApiToken(actor, search.workspace, search.token, new Date()));
  return (
    <>
      <PageHeader title={`Revoke ${token.name}`} description={`${token.prefix}… of ${token.createdByName}`} />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={revokeTokenAction}
          hidden={{ workspace: access.workspace.slug, token: token.id }}
          verb="Revoke"
          back={settingsPath("api-tokens", { workspace: addressedWorkspace(access) })}
        >
          <p>
            The next request with it is refused, and download links that were made with it stop working. This cannot be
            taken back: whatever uses it needs a new token.
          </p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
