import { type Actor, isHouse } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { visible } from "@/lib/overview/tenant-summaries";
import { optionsFromJson } from "@/lib/review-packs/options";
import { type PackOptions, type PackStatus, packStatuses } from "@/lib/review-packs/status";
import { Prisma } from "@/prisma/client/client";

/** What became of one tenant of a run. `pending`: its turn has not come. */
export type FleetOutcome = "pending" | "queued" | "already_available" | "already_in_progress" | "refused";

/** One tenant of a run, as the page shows it. */
export interface FleetItemView {
  id: string;
  /** The tenant's slug. */
  tenant: string;
  tenantName: string;
  outcome: FleetOutcome;
  /** Why: the answer to the request, or why the pack failed. */
  reason: string;
  /** The pack; null before the turn, after a refusal, and when the pack has been deleted. */
  pack: { id: string; status: PackStatus } | null;
  /** The run in which it was tried again. */
  retriedInId: string | null;
}

/** How many tenants of a run stand where. */
export interface FleetCounts {
  all: number;
  /** Ready, or there already. */
  ready: number;
  /** Waiting, queued or being made. */
  inProgress: number;
  /** Failed or refused. */
  failed: number;
  /** Those of `failed` that have not been tried again. */
  retryable: number;
}

/** A run as the pages show it; counts and items are of the tenants that the reader may know of. */
export interface FleetView {
  id: string;
  workspaceName: string;
  requestedByName: string;
  options: PackOptions;
  /** Whether a schedule started it. */
  isScheduled: boolean;
  retryOfId: string | null;
  /** ISO 8601 UTC. */
  createdAt: string;
  counts: FleetCounts;
}

interface RunRow {
  id: bigint;
  workspace_name: string;
  requested_by_name: string;
  options: unknown;
  is_scheduled: boolean;
  retry_of_id: bigint | null;
  created_at: Date;
  all: number;
  ready: number;
  in_progress: number;
  failed: number;
  retryable: number;
}

const pageRows = 30;

/** The runs that touch a tenant of the actor's, newest first, by keyset on the id. */
export async function listFleets(actor: Actor, cursor?: string): Promise<{ runs: FleetView[]; next: string | null }> {
  const before = cursor && /^[1-9]\d{0,17}$/.test(cursor) ? BigInt(cursor) : null;
  const rows = await inSystem((tx) => readRuns(tx, actor, { before, id: null, limit: pageRows + 1 }));
  const runs = rows.slice(0, pageRows).map(toView);
  return { runs, next: rows.length > pageRows ? (runs.at(-1)?.id ?? null) : null };
}

/** One run with its tenants: what needs a look first, then by name. @throws {AppError} not_found. */
export async function getFleet(actor: Actor, id: string): Promise<{ run: FleetView; items: FleetItemView[] }> {
  const fleetRunId = fleetIdFrom(id);
  return inSystem(async (tx) => {
    const [row] = await readRuns(tx, actor, { before: null, id: fleetRunId, limit: 1 });
    if (!row) throw notFound(`Fleet run #${id}`);
    return { run: toView(row), items: await readItems(tx, actor, fleetRunId) };
  });
}

/** Whether the run touches a tenant of the actor's. */
export async function fleetVisible(tx: Tx, actor: Actor, fleetRunId: bigint): Promise<boolean> {
  const found = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT i.id FROM fleet_run_items i JOIN tenants t ON t.id = i.tenant_id
    WHERE i.fleet_run_id = ${fleetRunId} AND ${visible(actor)} LIMIT 1`;
  return found.length > 0;
}

/** Whether the actor may hear of the run's changes, for its live stream. */
export async function mayFollowFleet(actor: Actor, fleetRunId: bigint): Promise<boolean> {
  return inSystem((tx) => fleetVisible(tx, actor, fleetRunId));
}

/** A run's id from text that came from outside. @throws {AppError} not_found for what cannot be one. */
export function fleetIdFrom(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw notFound(`Fleet run #${text.slice(0, 20)}`);
  return BigInt(text);
}

async function readRuns(
  tx: Tx,
  actor: Actor,
  { before, id, limit }: { before: bigint | null; id: bigint | null; limit: number },
): Promise<RunRow[]> {
  return tx.$queryRaw<RunRow[]>`
    SELECT r.id, w.name AS workspace_name, r.requested_by_name, r.options, r.retry_of_id, r.created_at,
      EXISTS (SELECT FROM pack_schedule_slots s WHERE s.fleet_run_id = r.id) AS is_scheduled, c.*
    FROM fleet_runs r JOIN workspaces w ON w.id = r.workspace_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS all,
        count(*) FILTER (WHERE i.outcome NOT IN ('pending', 'refused') AND (p.id IS NULL OR p.status IN ('ready', 'expired')))::int AS ready,
        count(*) FILTER (WHERE i.outcome = 'pending' OR p.status IN ('queued', 'generating'))::int AS in_progress,
        count(*) FILTER (WHERE i.outcome = 'refused' OR p.status = 'failed')::int AS failed,
        count(*) FILTER (WHERE (i.outcome = 'refused' OR p.status = 'failed') AND i.retried_in_id IS NULL)::int AS retryable
      FROM fleet_run_items i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN review_packs p ON p.id = i.pack_id
      WHERE i.fleet_run_id = r.id AND ${visible(actor)}) c
    WHERE ${ofOwnWorkspaces(actor)} AND c.all > 0 AND (${id}::bigint IS NULL OR r.id = ${id}::bigint)
      AND (${before}::bigint IS NULL OR r.id < ${before}::bigint)
    ORDER BY r.id DESC LIMIT ${limit}`;
}

/** As SQL over the run `r`: of a workspace that the actor is in. Runs of others are not even counted through. */
function ofOwnWorkspaces(actor: Actor): Prisma.Sql {
  if (isHouse(actor)) return Prisma.sql`true`;
  if (actor.kind === "token") return Prisma.sql`false`;
  return Prisma.sql`r.workspace_id IN (SELECT m.workspace_id FROM memberships m WHERE m.user_id = ${actor.userId})`;
}

interface ItemRow {
  id: bigint;
  tenant: string;
  tenant_name: string;
  outcome: FleetOutcome;
  reason: string;
  failure_reason: string | null;
  pack_id: bigint | null;
  status: string | null;
  retried_in_id: bigint | null;
}

async function readItems(tx: Tx, actor: Actor, fleetRunId: bigint): Promise<FleetItemView[]> {
  const rows = await tx.$queryRaw<ItemRow[]>`
    SELECT i.id, t.slug AS tenant, t.name AS tenant_name, i.outcome, i.reason, p.failure_reason, p.id AS pack_id, p.status,
      i.retried_in_id
    FROM fleet_run_items i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN review_packs p ON p.id = i.pack_id
    WHERE i.fleet_run_id = ${fleetRunId} AND ${visible(actor)}
    ORDER BY (i.outcome = 'refused' OR p.status IS NOT DISTINCT FROM 'failed') DESC, lower(t.name), i.id`;
  return rows.map((row) => {
    const status = packStatuses.find((known) => known === row.status);
    return {
      id: String(row.id),
      tenant: row.tenant,
      tenantName: row.tenant_name,
      outcome: row.outcome,
      reason: row.failure_reason ?? row.reason,
      pack: row.pack_id && status ? { id: String(row.pack_id), status } : null,
      retriedInId: row.retried_in_id === null ? null : String(row.retried_in_id),
    };
  });
}

function toView(row: RunRow): FleetView {
  return {
    id: String(row.id),
    workspaceName: row.workspace_name,
    requestedByName: row.requested_by_name,
    options: optionsFromJson(row.options),
    isScheduled: row.is_scheduled,
    retryOfId: row.retry_of_id === null ? null : String(row.retry_of_id),
    createdAt: row.created_at.toISOString(),
    counts: {
      all: row.all,
      ready: row.ready,
      inProgress: row.in_progress,
      failed: row.failed,
      retryable: row.retryable,
    },
  };
}
