import { recordAudit } from "@/lib/audit/record";
import { type Actor, actorUserId, isHouse } from "@/lib/auth/actor";
import { type Role, roleIncludes, roles } from "@/lib/auth/capabilities";
import { narrowTo, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { notify } from "@/lib/notifications/notify";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { optionsToJson } from "@/lib/review-packs/options";
import type { PackOptions } from "@/lib/review-packs/status";

/** Name of the event that the walk through a fleet run is started by. Its data is { fleetRunId }. */
export const fleetRequested = "fleet/requested";

/** Most tenants of one run. */
export const fleetTenantsMax = 5_000;

/** What a fleet run is made of. The tenants are of the workspace; who may do what on each is decided at its turn. */
export interface NewFleetRun {
  workspaceId: bigint;
  tenantIds: bigint[];
  options: PackOptions;
  idempotencyKey?: string | undefined;
  retryOfId?: bigint;
}

/**
 * Writes a fleet run with one item per tenant, its audit, the queued notification and the event that starts it, in the
 * caller's transaction, which sees nothing but the workspace from then on. Tenants with fewer findings come first, so that small ones wait for no large one.
 * @throws {AppError} forbidden or not_found when the actor may make packs for none of the tenants; invalid_input when
 * there are none, or too many.
 */
export async function createFleetRun(tx: Tx, actor: Actor, run: NewFleetRun): Promise<bigint> {
  const { workspaceId, tenantIds } = run;
  if (tenantIds.length === 0) {
    throw new AppError("invalid_input", "No tenant was chosen.", { next: "Choose at least one, and ask again." });
  }
  if (tenantIds.length > fleetTenantsMax) {
    throw new AppError("invalid_input", `One run takes at most ${fleetTenantsMax} tenants.`, {
      next: "Choose fewer, and ask for the others afterwards.",
    });
  }
  await refuseWithoutAny(tx, actor, run);
  await narrowTo(tx, workspaceId);
  const { id } = await tx.fleetRun.create({
    data: {
      workspaceId,
      requestedByKind: actor.kind === "user" ? "user" : "operator",
      requestedByUserId: actorUserId(actor),
      requestedByName: actor.name,
      options: optionsToJson(run.options),
      idempotencyKey: actor.kind === "user" ? (run.idempotencyKey ?? null) : null,
      retryOfId: run.retryOfId ?? null,
    },
    select: { id: true },
  });
  await tx.$executeRaw`
    INSERT INTO fleet_run_items (fleet_run_id, workspace_id, tenant_id)
    SELECT ${id}, ${workspaceId}, t.id FROM tenants t LEFT JOIN tenant_contents c ON c.tenant_id = t.id
    WHERE t.workspace_id = ${workspaceId} AND t.id = ANY(${tenantIds}::bigint[])
    ORDER BY coalesce(c.findings_count, 0), t.id`;
  await recordAudit(tx, {
    workspaceId,
    action: "fleet.requested",
    subject: { type: "fleet_run", id },
    actor,
    details: { tenants: tenantIds.length, ...(run.retryOfId ? { retry_of: String(run.retryOfId) } : {}) },
  });
  await notify(tx, actorUserId(actor), {
    workspaceId,
    kind: "operation.queued",
    title: `Review packs for ${tenantIds.length === 1 ? "1 tenant" : `${tenantIds.length} tenants`} queued`,
    href: `/fleet/${id}`,
    dedupeKey: `fleet:${id}:queued`,
  });
  await enqueueEvent(tx, { id: `fleet-${id}`, name: fleetRequested, data: { fleetRunId: String(id) } });
  return id;
}

/** One tenant on which the actor may make packs is enough: the others are refused one by one, with the reason. */
async function refuseWithoutAny(tx: Tx, actor: Actor, { workspaceId, tenantIds }: NewFleetRun): Promise<void> {
  if (isHouse(actor)) return;
  if (actor.kind === "token") throw forbidden("review_pack.manage");
  const rows = await tx.$queryRaw<{ role: string }[]>`
    SELECT DISTINCT coalesce(
      (SELECT m.role FROM memberships m WHERE m.user_id = ${actor.userId} AND m.tenant_id = t.id LIMIT 1),
      (SELECT m.role FROM memberships m
       WHERE m.user_id = ${actor.userId} AND m.workspace_id = t.workspace_id AND m.tenant_id IS NULL LIMIT 1)) AS role
    FROM tenants t WHERE t.workspace_id = ${workspaceId} AND t.id = ANY(${tenantIds}::bigint[])`;
  const held = rows.map(({ role }) => roles.find((known) => known === role)).filter((role): role is Role => !!role);
  if (held.length === 0) throw notFound("The workspace");
  if (!held.some((role) => roleIncludes(role, "review_pack.manage"))) throw forbidden("review_pack.manage");
}
