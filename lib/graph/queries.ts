import type { Actor } from "@/lib/auth/actor";
import { inSystem, inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type GraphConnectionView, toView } from "@/lib/graph/connections";
import { type OperationOutcome, outcomeFrom } from "@/lib/operations/queries";
import { getTenant } from "@/lib/tenants/tenants";
import { getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** A fetch as its connection shows it. `at`: when it ended, or was asked for; ISO 8601 UTC. */
export interface FetchView {
  operationRunId: string;
  outcome: OperationOutcome;
  failureReason: string | null;
  at: string;
}

/** A tenant and how it is connected to Microsoft Graph. */
export interface GraphStanding {
  slug: string;
  name: string;
  entraTenantId: string | null;
  connection: GraphConnectionView | null;
  lastFetch: FetchView | null;
}

/** How a tenant is connected. @throws {AppError} not_found, forbidden (import.view). */
export async function getGraphStanding(actor: Actor, slug: string, now: Date): Promise<GraphStanding> {
  const tenant = await getTenant(actor, slug, "import.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const [standing] = await readStandings(tx, { id: tenant.id }, now);
    if (!standing) throw notFound(`The tenant ${slug}`);
    return standing;
  });
}

/** How the tenants of a workspace are connected, by name. @throws {AppError} not_found, forbidden (tenant.manage). */
export async function listGraphStandings(
  actor: Actor,
  workspace: string | undefined,
  now: Date,
): Promise<{ access: WorkspaceAccess; standings: GraphStanding[] }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "tenant.manage");
    return { access, standings: await readStandings(tx, { workspaceId: access.workspace.id }, now) };
  });
}

async function readStandings(
  tx: Tx,
  where: { id: bigint } | { workspaceId: bigint },
  now: Date,
): Promise<GraphStanding[]> {
  const tenants = await tx.tenant.findMany({
    where,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: { id: true, slug: true, name: true, entraTenantId: true, graphConnection: true },
  });
  const fetches = await readLastFetches(
    tx,
    tenants.map(({ id }) => id),
  );
  return tenants.map(({ id, graphConnection, ...tenant }) => ({
    ...tenant,
    connection: graphConnection && toView(graphConnection, now),
    lastFetch: fetches.get(id) ?? null,
  }));
}

/** The newest fetch of each tenant, by one look into the index for each. */
async function readLastFetches(tx: Tx, tenantIds: readonly bigint[]): Promise<Map<bigint, FetchView>> {
  const rows = await tx.$queryRaw<{ tenantId: bigint; id: bigint; outcome: string; reason: string | null; at: Date }[]>`
    SELECT t.id AS "tenantId", r.id, r.outcome, r.failure_reason AS reason, coalesce(r.completed_at, r.created_at) AS at
    FROM unnest(${tenantIds}::bigint[]) AS t (id) CROSS JOIN LATERAL (
      SELECT * FROM operation_runs o WHERE o.tenant_id = t.id AND o.type = 'tenant.graph_fetch' ORDER BY o.id DESC LIMIT 1) r`;
  return new Map(
    rows.map(({ tenantId, id, outcome, reason, at }) => [
      tenantId,
      { operationRunId: String(id), outcome: outcomeFrom(outcome), failureReason: reason, at: at.toISOString() },
    ]),
  );
}
