import type { Metadata } from "next";
import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card, Fact, Facts } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { Hash } from "@/app/_components/hash";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { DateTime, RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import type { GraphConnectionView } from "@/lib/graph/connections";
import { fetchRhythms } from "@/lib/graph/connections";
import { type FetchView, getGraphStanding } from "@/lib/graph/queries";
import { graphPermissions } from "@/lib/graph/sources";
import { getTenantAccess } from "@/lib/tenants/access";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { addressedWorkspace, SettingsFrame } from "../../_components/settings-frame";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { ConnectionForm } from "../_components/connection-form";
import { FetchForm } from "../_components/fetch-form";
import { FetchOutcome } from "../_components/fetch-outcome";
import { connectionState } from "../connection-state";
import { rhythmWords } from "../schema";

export const metadata: Metadata = { title: "Connection to Microsoft Graph · Settings" };

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** How one tenant is connected to Microsoft Graph, and the form that connects it. */
export default async function GraphConnectionPage({ params, searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { tenant: slug } = await params;
  const actor = await requireActor();
  const access = await orNotFound(getWorkspaceAccess(actor, search.workspace, "tenant.manage"));
  await orNotFound(getTenantAccess(actor, slug, "tenant.manage"));
  const { name, entraTenantId, connection, lastFetch } = await orNotFound(getGraphStanding(actor, slug, new Date()));
  const workspace = addressedWorkspace(access);
  return (
    <SettingsFrame access={access} tab="graph" title={name} description="Connection to Microsoft Graph" search={search}>
      <LiveRefresh slug={slug} isActive={lastFetch?.outcome === "pending"} />
      {entraTenantId === null ? (
        <EmptyState
          icon="building"
          title={`${name} has no Entra tenant id yet.`}
          text="Microsoft has to be told whose data is meant."
          action={
            <Button variant="primary" href={settingsPath("tenants", { workspace }, slug)}>
              Enter the Entra tenant id
            </Button>
          }
        />
      ) : (
        <div className="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] xl:items-start">
          <div className="grid gap-6">
            {lastFetch?.outcome === "failed" && (
              <Notice tone="danger" title="The last fetch failed">
                {lastFetch.failureReason}
              </Notice>
            )}
            {connection && <Connected slug={slug} connection={connection} lastFetch={lastFetch} />}
            <Card title={connection ? "Change the connection" : "Connect"}>
              <div className="p-4">
                <ConnectionForm
                  hidden={{ workspace: access.workspace.slug, tenant: slug }}
                  now={{
                    clientId: connection?.clientId ?? "",
                    fetchEvery: connection?.fetchEvery ?? "day",
                    hasCredential: connection !== null,
                  }}
                  rhythms={fetchRhythms.map((value) => ({ value, label: rhythmWords[value] }))}
                />
              </div>
            </Card>
            {connection && (
              <p>
                <Link
                  href={settingsPath("graph", { workspace }, `${slug}/disconnect`)}
                  prefetch={false}
                  className="text-danger hover:underline"
                >
                  Disconnect
                </Link>
              </p>
            )}
          </div>
          <HowTo entraTenantId={entraTenantId} />
        </div>
      )}
    </SettingsFrame>
  );
}

function Connected({
  slug,
  connection,
  lastFetch,
}: {
  slug: string;
  connection: GraphConnectionView;
  lastFetch: FetchView | null;
}) {
  const { credentialKind, credentialExpiresAt, certificateThumbprint, nextFetchAt } = connection;
  return (
    <Card
      title="Connection"
      actions={<StatusBadge domain="graph_connection_state" value={connectionState(connection)} />}
    >
      <Facts>
        <Fact name="Last fetch">
          <FetchOutcome slug={slug} fetch={lastFetch} />
        </Fact>
        <Fact name="Next fetch">{nextFetchAt ? <RelativeTime at={nextFetchAt} /> : "When somebody asks for it"}</Fact>
        <Fact name="Signs in with">{credentialKind === "certificate" ? "A certificate" : "A client secret"}</Fact>
        {certificateThumbprint && (
          <Fact name="Thumbprint (SHA-256)">
            <Hash value={certificateThumbprint} label="Copy the thumbprint" />
          </Fact>
        )}
        <Fact name="Ends on">{credentialExpiresAt ? <DateTime at={credentialExpiresAt} /> : "Not known"}</Fact>
        <Fact name="Connected by">
          {connection.connectedByName}, <RelativeTime at={connection.updatedAt} />
        </Fact>
      </Facts>
      <div className="border-t border-line px-4 py-3">
        <FetchForm tenant={slug} />
      </div>
    </Card>
  );
}

/** What has to be done in Entra, in its order. */
function HowTo({ entraTenantId }: { entraTenantId: string }) {
  return (
    <Card title="In Microsoft Entra">
      <ol className="grid list-decimal gap-3 py-4 pr-4 pl-9">
        <li>
          Register an application in the directory <code className="font-mono text-xs break-all">{entraTenantId}</code>,
          or consent there to one of yours.
        </li>
        <li>
          Give it these application permissions of Microsoft Graph, with an administrator's consent. All of them only
          read:
          <ul className="mt-1.5 grid gap-1">
            {graphPermissions.map((permission) => (
              <li key={permission}>
                <code className="font-mono text-xs break-all">{permission}</code>
              </li>
            ))}
          </ul>
        </li>
        <li>Add a certificate or a client secret, and enter it here.</li>
      </ol>
      <p className="border-t border-line px-4 py-3 text-muted">
        What a permission is missing for is left out of the fetch and named in its run; the rest is fetched.
      </p>
    </Card>
  );
}
