import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { FetchForm } from "@/app/(app)/settings/graph/_components/fetch-form";
import { FetchOutcome } from "@/app/(app)/settings/graph/_components/fetch-outcome";
import { connectionState } from "@/app/(app)/settings/graph/connection-state";
import { settingsPath } from "@/app/(app)/settings/paths";
import type { GraphStanding } from "@/lib/graph/queries";

interface GraphCardProps {
  standing: GraphStanding;
  canFetch: boolean;
  canConnect: boolean;
}

/** The way in without files: what the tenant's connection to Microsoft Graph did last, and the button that fetches now. */
export function GraphCard({ standing: { slug, connection, lastFetch }, canFetch, canConnect }: GraphCardProps) {
  if (!connection && !canConnect) return null;
  const settings = settingsPath("graph", {}, slug);
  return (
    <Card
      title="Microsoft Graph"
      className="mb-8"
      actions={<StatusBadge domain="graph_connection_state" value={connectionState(connection)} />}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
        {connection ? (
          <p className="flex flex-wrap items-center gap-2 text-muted">
            Last fetch: <FetchOutcome slug={slug} fetch={lastFetch} />
          </p>
        ) : (
          <p className="text-muted">
            Roles, granted permissions, conditional access and Secure Score can be fetched, without files.
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          {canConnect && <Button href={settings}>{connection ? "Connection" : "Connect"}</Button>}
          {connection && canFetch && <FetchForm tenant={slug} />}
        </div>
      </div>
    </Card>
  );
}
