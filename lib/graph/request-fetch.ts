import { recordAudit } from "@/lib/audit/record";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { nextFetchAt, notConnected, rhythmOf } from "@/lib/graph/connections";
import { graphSources } from "@/lib/graph/sources";
import { notify } from "@/lib/notifications/notify";
import { openRun } from "@/lib/operations/runs";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";

/** Name of the event that a fetch is started by. Its data is { operationRunId }. */
export const fetchRequested = "graph/fetch.requested";

/** What became of a request: queued, or there is one on its way already. */
export interface FetchAnswer {
  outcome: "queued" | "already_in_progress";
  operationRunId: string;
}

/**
 * Asks for a fetch from Microsoft Graph: operation run, audit, queued notification and event in one transaction. One at a time for a tenant. The
 * caller sends the event with relayOutbox.
 * @throws {AppError} not_found, forbidden (import.manage), conflict (not connected).
 */
export async function requestFetch(actor: Actor, slug: string, now: Date): Promise<FetchAnswer> {
  return inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "import.manage");
    return openFetch(tx, actor, tenant, now);
  });
}

/**
 * Sends the event of a fetch that is open again; whichever run comes first reads on. The same key sends once. The caller sends it with
 * relayOutbox.
 * @throws {AppError} not_found, forbidden (import.manage), conflict when it has ended.
 */
export async function sendFetchAgain(actor: Actor, slug: string, operationRunId: bigint, key: string): Promise<void> {
  const what = `Operation #${operationRunId}`;
  await inSystem(async (tx) => {
    const run = await tx.operationRun.findFirst({
      where: { id: operationRunId, type: "tenant.graph_fetch", tenant: { slug } },
      select: { workspaceId: true, tenantId: true, outcome: true },
    });
    if (!run) throw notFound(what);
    const { workspaceId, tenantId } = run;
    await authorize(tx, actor, "import.manage", { workspaceId, tenantId, what });
    if (run.outcome !== "pending")
      throw new AppError("conflict", `${what} has ended.`, { next: "Fetch again on the tenant's Import page." });
    const data = { operationRunId: String(operationRunId) };
    await enqueueEvent(tx, { id: `graph-fetch-${operationRunId}-replay-${key}`, name: fetchRequested, data });
    await recordAudit(tx, {
      workspaceId,
      tenantId,
      action: "graph_fetch.replayed",
      subject: { type: "operation_run", id: operationRunId },
      actor,
    });
  });
}

const system: Actor = { kind: "system", name: "TenantPilot" };
const batchRows = 50;

/**
 * Asks for a fetch of each connection whose time has come. The next time is written in the same transaction, so over any number of processes
 * each is asked for once.
 */
export async function startDueFetches(now: Date): Promise<{ started: number }> {
  let started = 0;
  for (;;) {
    const found = await inSystem(async (tx) => {
      const due = await tx.$queryRaw<{ id: bigint }[]>`
        SELECT tenant_id AS id FROM graph_connections WHERE next_fetch_at <= ${now}
        ORDER BY next_fetch_at LIMIT ${batchRows} FOR UPDATE SKIP LOCKED`;
      for (const { id } of due) {
        const row = await tx.graphConnection.findUniqueOrThrow({ where: { tenantId: id }, include: { tenant: true } });
        const answer = await openFetch(tx, system, row.tenant, now);
        if (answer.outcome === "queued") started++;
        await tx.graphConnection.update({
          where: { tenantId: id },
          data: { nextFetchAt: nextFetchAt(rhythmOf(row), now) },
        });
      }
      return due.length;
    });
    if (found < batchRows) return { started };
  }
}

async function openFetch(tx: Tx, actor: Actor, tenant: TenantRef, now: Date): Promise<FetchAnswer> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tenantpilot.graph', ${tenant.id}))`;
  if ((await tx.graphConnection.count({ where: { tenantId: tenant.id } })) === 0) throw notConnected(tenant.name);
  const open = await tx.operationRun.findFirst({
    where: { tenantId: tenant.id, type: "tenant.graph_fetch", outcome: "pending" },
    select: { id: true },
  });
  if (open) return { outcome: "already_in_progress", operationRunId: String(open.id) };
  const operationRunId = await openRun(tx, actor, tenant, "tenant.graph_fetch");
  const place = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
  await tx.graphFetchSource.createMany({
    data: graphSources.map(({ name }) => ({ ...place, operationRunId, source: name, updatedAt: now })),
  });
  await recordAudit(tx, {
    ...place,
    action: "graph_fetch.requested",
    subject: { type: "operation_run", id: operationRunId },
    actor,
  });
  await notify(tx, actorUserId(actor), {
    ...place,
    operationRunId,
    kind: "operation.queued",
    title: `Fetch from Microsoft Graph queued for ${tenant.name}`,
    href: fetchHref(tenant.slug, operationRunId),
    dedupeKey: `graph:${operationRunId}:queued`,
  });
  await enqueueEvent(tx, {
    id: `graph-fetch-${operationRunId}`,
    name: fetchRequested,
    data: { operationRunId: String(operationRunId) },
  });
  return { outcome: "queued", operationRunId: String(operationRunId) };
}

/** The page of a fetch: that of its operation run. */
export const fetchHref = (slug: string, operationRunId: bigint) => `/tenants/${slug}/operations/${operationRunId}`;
