import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { optionsFromJson } from "@/lib/review-packs/options";
import { requestPackOfFleet } from "@/lib/review-packs/request-pack";
import { visibleTo } from "@/lib/tenants/tenants";

const batchItems = 25;
const triesMax = 5;

/**
 * Asks for the packs of the next tenants of a run, as far as fewer than `inFlightMax` of its packs are queued or being made:
 * a thousand at once would all wait half-made, past their leases, and everybody else's pack behind them. An item, its pack
 * and the pack's event are one transaction that holds the item's row: however often this is called, out of order, at once, or
 * cut off in the middle, each item is done once.
 * @returns how many were done now, and whether any are left.
 */
export async function walkFleet(
  fleetRunId: bigint,
  now: Date,
  inFlightMax = 12,
): Promise<{ done: number; isLeft: boolean }> {
  const { pending, room } = await inSystem(async (tx) => {
    const inFlight = await tx.fleetRunItem.count({
      where: { fleetRunId, outcome: "queued", pack: { status: { in: ["queued", "generating"] } } },
    });
    const room = Math.max(0, Math.min(batchItems, inFlightMax - inFlight));
    const pending = await tx.fleetRunItem.findMany({
      where: { fleetRunId, outcome: "pending" },
      orderBy: { id: "asc" },
      take: room + 1,
      select: { id: true },
    });
    return { pending, room };
  });
  let done = 0;
  for (const { id } of pending.slice(0, room)) {
    if (await doItem(id, now)) done += 1;
  }
  return { done, isLeft: pending.length > room };
}

const stalledMs = 5 * 60_000;
const stalledRunsMax = 20;

/**
 * Walks on with runs that should have been walked long ago: their event was lost, or its tries are used up. A walk that
 * is only slow is not disturbed, because an item is done once.
 * @returns how many items were done.
 */
export async function walkStalledFleets(now: Date): Promise<number> {
  const before = new Date(now.getTime() - stalledMs);
  const runs = await inSystem(
    (tx) => tx.$queryRaw<{ id: bigint }[]>`
      SELECT r.id FROM fleet_runs r WHERE r.completed_at IS NULL AND r.created_at < ${before}
        AND EXISTS (SELECT FROM fleet_run_items i WHERE i.fleet_run_id = r.id AND i.outcome = 'pending')
      ORDER BY r.id LIMIT ${stalledRunsMax}`,
  );
  let done = 0;
  for (const { id } of runs) done += (await walkFleet(id, now)).done;
  return done;
}

async function doItem(itemId: bigint, now: Date): Promise<boolean> {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    try {
      const answer = await inSystem((tx) => requestItem(tx, itemId, now));
      if (answer !== "again") return answer === "done";
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return refuseItem(itemId, error);
    }
  }
  return refuseItem(itemId, new AppError("conflict", "The pack changed while it was being asked for."));
}

async function requestItem(tx: Tx, itemId: bigint, now: Date): Promise<"done" | "gone" | "again"> {
  const locked = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM fleet_run_items WHERE id = ${itemId} AND outcome = 'pending' FOR UPDATE`;
  if (locked.length === 0) return "gone";
  const { fleetRun, tenantId } = await tx.fleetRunItem.findUniqueOrThrow({
    where: { id: itemId },
    include: { fleetRun: { include: { requestedBy: { select: { id: true, name: true, email: true } } } } },
  });
  const actor = actorOf(fleetRun);
  const tenant = await getTenantById(tx, actor, tenantId);
  const answer = await requestPackOfFleet(tx, actor, tenant, optionsFromJson(fleetRun.options), now);
  if (!answer) return "again";
  await tx.fleetRunItem.update({
    where: { id: itemId },
    data: { outcome: answer.outcome, reason: answer.reason, packId: BigInt(answer.pack.id) },
  });
  return "done";
}

interface Requester {
  requestedByKind: string;
  requestedByName: string;
  requestedBy: { id: bigint; name: string; email: string } | null;
}

/** Whoever asked, as they are now. @throws {AppError} forbidden when they have been removed. */
function actorOf({ requestedByKind, requestedByName, requestedBy }: Requester): Actor {
  if (requestedByKind === "operator") return { kind: "operator", name: requestedByName };
  if (requestedBy) return { kind: "user", userId: requestedBy.id, name: requestedBy.name, email: requestedBy.email };
  throw new AppError("forbidden", `${requestedByName}, who asked for it, has been removed.`);
}

async function getTenantById(tx: Tx, actor: Actor, tenantId: bigint) {
  const tenant = await tx.tenant.findFirst({
    where: { id: tenantId, ...visibleTo(actor) },
    select: { id: true, workspaceId: true, slug: true, name: true, entraTenantId: true, timeZone: true },
  });
  if (!tenant) throw notFound("The tenant");
  const { workspaceId, slug } = tenant;
  await authorize(tx, actor, "review_pack.manage", { workspaceId, tenantId, what: `The tenant ${slug}` });
  return tenant;
}

/** pending → refused, with the words of the refusal. */
async function refuseItem(itemId: bigint, { code, message }: AppError): Promise<boolean> {
  const reason =
    code === "forbidden" && message.startsWith("Your role")
      ? message.replace("Your role", "The role of whoever asked")
      : message;
  const { count } = await inSystem((tx) =>
    tx.fleetRunItem.updateMany({ where: { id: itemId, outcome: "pending" }, data: { outcome: "refused", reason } }),
  );
  return count === 1;
}
