import { type Actor, actorUserId } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { createFleetRun } from "@/lib/fleet/create-run";
import { fleetIdFrom, fleetVisible } from "@/lib/fleet/queries";
import { limitRequests } from "@/lib/review-packs/limit-requests";
import { optionsFromJson } from "@/lib/review-packs/options";
import type { PackOptions } from "@/lib/review-packs/status";
import { visibleTo } from "@/lib/tenants/tenants";

/** What a person asks for: packs for these tenants (slugs), all with the same options. */
export interface FleetRequest {
  tenants: readonly string[];
  options: PackOptions;
  /** Made with the form: the same form sent twice asks once. */
  idempotencyKey?: string;
}

/** The run that was made, or that the same form had made before. */
export interface FleetAnswer {
  fleetRunId: string;
  tenants: number;
  isNew: boolean;
}

/**
 * Asks for review packs of several tenants at once (generation.md, Scale). Only the run is written here; a durable
 * function then asks for each pack under the same rules as for a single one. A run takes one ticket of the limit.
 * @throws {AppError} not_found (a tenant that does not exist or is not the actor's), forbidden (on all of them),
 * invalid_input, rate_limited.
 */
export async function requestPacks(actor: Actor, request: FleetRequest, now: Date): Promise<FleetAnswer> {
  return inSystem(async (tx) => {
    const repeated = await findSameForm(tx, actor, request.idempotencyKey);
    if (repeated) return repeated;
    const tenants = await resolve(tx, actor, [...new Set(request.tenants)]);
    const workspaceId = tenants[0]?.workspaceId ?? 0n;
    const tenantIds = tenants.map(({ id }) => id);
    if (tenants.some((tenant) => tenant.workspaceId !== workspaceId)) {
      throw new AppError("invalid_input", "The chosen tenants are of different workspaces.", {
        next: "Ask for the packs of one workspace at a time.",
      });
    }
    const { options, idempotencyKey } = request;
    // Before the run, which writes into the audit: whoever holds that waits for nobody else (lib/audit/record.ts).
    await limitRequests(tx, actor, now);
    const id = await createFleetRun(tx, actor, { workspaceId, tenantIds, options, idempotencyKey });
    return { fleetRunId: String(id), tenants: tenantIds.length, isNew: true };
  });
}

/**
 * Tries the failed and the refused tenants of a run again, in a new run on behalf of the actor; what succeeded, is still
 * being made, or was tried again already is left alone.
 * @throws {AppError} not_found, forbidden, rate_limited, or conflict when nothing is left to try again.
 */
export async function retryFleet(
  actor: Actor,
  request: { fleetRunId: string; idempotencyKey?: string },
  now: Date,
): Promise<FleetAnswer> {
  const retryOfId = fleetIdFrom(request.fleetRunId);
  return inSystem(async (tx) => {
    const repeated = await findSameForm(tx, actor, request.idempotencyKey);
    if (repeated) return repeated;
    if (!(await fleetVisible(tx, actor, retryOfId))) throw notFound(`Fleet run #${retryOfId}`);
    // One retry at a time: a second one waits here, and then finds nothing left.
    await tx.$queryRaw`SELECT id FROM fleet_runs WHERE id = ${retryOfId} FOR NO KEY UPDATE`;
    const run = await tx.fleetRun.findUniqueOrThrow({ where: { id: retryOfId } });
    const items = await tx.fleetRunItem.findMany({
      where: {
        fleetRunId: retryOfId,
        retriedInId: null,
        OR: [{ outcome: "refused" }, { pack: { status: "failed" } }],
        tenant: visibleTo(actor),
      },
      select: { id: true, tenantId: true },
    });
    if (items.length === 0) {
      throw new AppError("conflict", "No tenant of this run is left to try again.", {
        next: "Reload the page to see how it is now.",
      });
    }
    await limitRequests(tx, actor, now);
    const id = await createFleetRun(tx, actor, {
      workspaceId: run.workspaceId,
      tenantIds: items.map(({ tenantId }) => tenantId),
      options: optionsFromJson(run.options),
      idempotencyKey: request.idempotencyKey,
      retryOfId,
    });
    const ids = items.map((item) => item.id);
    await tx.$executeRaw`UPDATE fleet_run_items SET retried_in_id = ${id} WHERE id = ANY(${ids}::bigint[])`;
    return { fleetRunId: String(id), tenants: items.length, isNew: true };
  });
}

/** The run that this form made already. Two that come at once are told apart by the key's unique index. */
async function findSameForm(tx: Tx, actor: Actor, idempotencyKey?: string): Promise<FleetAnswer | null> {
  const requestedByUserId = actorUserId(actor);
  if (requestedByUserId === null || !idempotencyKey) return null;
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${requestedByUserId} FOR NO KEY UPDATE`;
  const run = await tx.fleetRun.findUnique({
    where: { requestedByUserId_idempotencyKey: { requestedByUserId, idempotencyKey } },
    select: { id: true, _count: { select: { items: true } } },
  });
  return run && { fleetRunId: String(run.id), tenants: run._count.items, isNew: false };
}

/** As getTenant resolves a slug, for all of them in one query: of the same slug twice, the older workspace's. */
async function resolve(tx: Tx, actor: Actor, slugs: string[]): Promise<{ id: bigint; workspaceId: bigint }[]> {
  const rows = await tx.tenant.findMany({
    where: { slug: { in: slugs }, ...visibleTo(actor) },
    orderBy: { workspaceId: "desc" },
    select: { id: true, workspaceId: true, slug: true },
  });
  const bySlug = new Map(rows.map((row) => [row.slug, row]));
  return slugs.map((slug) => {
    const tenant = bySlug.get(slug);
    if (!tenant) throw notFound(`The tenant ${slug}`);
    return tenant;
  });
}
