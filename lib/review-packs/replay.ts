import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { enqueueEvent, takeRun } from "@/lib/outbox/outbox";
import { type ClaimAnswer, isLeased, notClaimable } from "@/lib/review-packs/claim";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { getManagedPack } from "@/lib/review-packs/managed-pack";
import { optionsFromJson } from "@/lib/review-packs/options";
import { readAgain } from "@/lib/review-packs/read-again";
import { generateRequested, requestReplay } from "@/lib/review-packs/request-pack";
import { hasRunOut } from "@/lib/review-packs/run-out";
import type { Prisma } from "@/prisma/client/client";

// Replays (generation.md): a person presses Replay here or in Inngest's dashboard, and what follows depends on how far the
// pack is. Both ways end in the same verbs, so both do the same.

/** What a replay did. `made`, `already_available` and `already_in_progress` are about another pack, the others about this one. */
export type ReplayOutcome =
  | "made"
  | "already_available"
  | "already_in_progress"
  | "sent_again"
  | "resumed"
  | "reading_again"
  | "being_made";

export interface ReplayAnswer {
  outcome: ReplayOutcome;
  /** The pack that it is about, and its operation run. */
  packId: string;
  operationRunId: string | null;
}

const system: Actor = { kind: "system", name: "TenantPilot" };

/**
 * Replays a pack because a person says so. Queued: its event is sent again. Generating: resumed if nobody has worked on it
 * for as long as a lease lasts, else left alone. Ready: its file is read again, and nothing changes. Failed or expired: a
 * new pack is made with the same options on behalf of whoever asked for the old one. The same key replays once.
 * The caller sends the events with relayOutbox.
 * @throws {AppError} not_found, forbidden, rate_limited; conflict when whoever asked for it may not make packs any more.
 */
export async function replayPack(
  by: Actor,
  slug: string,
  packId: bigint,
  key: string,
  now: Date,
): Promise<ReplayAnswer> {
  return untilDecided(async (tx) => {
    await getManagedPack(tx, by, slug, packId);
    const pack = await lockPack(tx, packId);
    if (!pack) throw new AppError("conflict", `Review pack #${packId} was deleted.`);
    if (hasEndedForGood(pack, now)) return remake(tx, pack, { by, key }, now);
    const outcome = outcomeOf(pack, now);
    const answer = { outcome, packId: String(packId), operationRunId: idOf(pack.operationRunId) };
    if (outcome === "being_made") return answer;
    const event = { id: `review-pack-${packId}-replay-${key}`, name: generateRequested };
    const isReplay = outcome === "reading_again";
    await enqueueEvent(tx, { ...event, data: { packId: String(packId) } }, { isReplay });
    await recordReplay(tx, pack, by, { outcome });
    return answer;
  });
}

/**
 * Makes a pack anew that failed or ran out, with the same options, for the person who asks now. The same key makes one.
 * The caller sends the events with relayOutbox.
 * @throws {AppError} not_found, forbidden, rate_limited; conflict while the pack is being made or can still be had.
 */
export async function makeAgain(
  by: Actor,
  slug: string,
  packId: bigint,
  key: string,
  now: Date,
): Promise<ReplayAnswer> {
  return untilDecided(async (tx) => {
    await getManagedPack(tx, by, slug, packId);
    const pack = await lockPack(tx, packId);
    if (!pack) throw new AppError("conflict", `Review pack #${packId} was deleted.`, { next: "Generate a new one." });
    if (!hasEndedForGood(pack, now))
      throw new AppError("conflict", `Review pack #${packId} is ${pack.status}: there is nothing to make again.`, {
        next: "Reload the page to see how it is now.",
      });
    return remake(tx, pack, { by, key, owner: by }, now);
  });
}

/** A run of the durable function, and the event that it was started with. */
export interface Delivery {
  eventId: string;
  runId: string;
}

/**
 * As claimPack, and whether the run is a replay: one that a person started with an event that had been delivered before.
 * What is delivered twice by chance must not make a second pack of one that failed. Of a replay from outside, in Inngest's dashboard,
 * nobody has asked who presses: whoever asked for the pack has to be allowed to still, or nothing is done (generation.md, Replays).
 */
export async function claimDelivered(
  packId: bigint,
  { eventId, runId }: Delivery,
  now: Date,
): Promise<ClaimAnswer & { isReplay: boolean }> {
  const cause = await takeRun(eventId, runId);
  const isReplay = cause !== "event";
  const refusal = cause === "outside" ? await inSystem((tx) => findRefusal(tx, packId)) : null;
  if (refusal !== null) return { ...notClaimable(refusal), isReplay };
  return { ...(await claimPack(packId, runId, now)), isReplay };
}

/** Why nothing is done on behalf of whoever asked for a pack, in words; null when they may make packs of the tenant. */
async function findRefusal(tx: Tx, packId: bigint): Promise<string | null> {
  const pack = await tx.reviewPack.findUnique({ where: { id: packId }, select: replayed });
  if (!pack) return null;
  return getOwner(tx, pack).then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError) return error.message;
      throw error;
    },
  );
}

/**
 * What a replayed event does about a pack that has ended: a ready one is read again; a failed or expired one is made
 * anew, once per run. @returns what was done, for the dashboard.
 * @throws {PackDamagedError | StorageError} when the file of a ready pack is not what was published.
 */
export async function replayEnded(packId: bigint, runId: string, now: Date): Promise<{ ended: string }> {
  try {
    const answer = await untilDecided(async (tx) => {
      const pack = await lockPack(tx, packId);
      if (!pack) return "deleted";
      return hasEndedForGood(pack, now) ? remake(tx, pack, { by: system, key: `run:${runId}` }, now) : "read again";
    });
    if (answer === "deleted") return { ended: `Review pack #${packId} was deleted.` };
    if (answer !== "read again") return { ended: said(packId, answer) };
    await readAgain(packId, runId);
    return { ended: `Review pack #${packId} was read again: it is what was published.` };
  } catch (error) {
    // The words of a refusal are the result: trying again would be refused again.
    if (error instanceof AppError && error.code !== "unavailable") return { ended: error.message };
    throw error;
  }
}

function said(packId: bigint, answer: ReplayAnswer): string {
  const about = `Review pack #${answer.packId}`;
  if (answer.outcome === "made") return `${about} is made in place of #${packId}, with the same options.`;
  return `${about} has the same content already, so none was made in place of #${packId}.`;
}

const replayed = {
  id: true,
  workspaceId: true,
  tenantId: true,
  operationRunId: true,
  status: true,
  options: true,
  expiresAt: true,
  isLegalHold: true,
  leaseExpiresAt: true,
  initiatedBy: { select: { id: true, name: true, email: true } },
  initiatedByName: true,
  tenant: {
    select: { id: true, workspaceId: true, slug: true, name: true, entraTenantId: true, timeZone: true },
  },
} satisfies Prisma.ReviewPackSelect;

type ReplayedPack = Prisma.ReviewPackGetPayload<{ select: typeof replayed }>;

/** Replays of one pack are decided one after the other. */
async function lockPack(tx: Tx, packId: bigint): Promise<ReplayedPack | null> {
  await tx.$queryRaw`SELECT id FROM review_packs WHERE id = ${packId} FOR NO KEY UPDATE`;
  return tx.reviewPack.findUnique({ where: { id: packId }, select: replayed });
}

function hasEndedForGood(pack: ReplayedPack, now: Date): boolean {
  const { status } = pack;
  if (status === "ready") return hasRunOut(pack, now);
  return status === "failed" || status === "expired";
}

function outcomeOf(pack: ReplayedPack, now: Date): ReplayOutcome {
  if (pack.status === "queued") return "sent_again";
  if (pack.status === "ready") return "reading_again";
  return isLeased(pack, now) ? "being_made" : "resumed";
}

/** On behalf of `owner`; left out, of whoever asked for it. @returns null when it has to be asked again in a new transaction. */
async function remake(
  tx: Tx,
  pack: ReplayedPack,
  { by, key, owner: whose }: { by: Actor; key: string; owner?: Actor },
  now: Date,
): Promise<ReplayAnswer | null> {
  const made = await tx.reviewPack.findFirst({
    where: { replayOfId: pack.id, idempotencyKey: key },
    select: { id: true, operationRunId: true },
  });
  if (made) return { outcome: "made", packId: String(made.id), operationRunId: idOf(made.operationRunId) };
  const owner = whose ?? (await getOwner(tx, pack));
  const replay = { ofPackId: pack.id, options: optionsFromJson(pack.options), by, key };
  const answer = await requestReplay(tx, owner, pack.tenant, replay, now);
  if (!answer) return null;
  const outcome = answer.outcome === "queued" ? "made" : answer.outcome;
  await recordReplay(tx, pack, by, { outcome, pack: answer.pack.id });
  return { outcome, packId: answer.pack.id, operationRunId: answer.pack.operationRunId };
}

const idOf = (id: bigint | null) => (id === null ? null : String(id));

/**
 * Whoever asked for the pack, as they are now: a user, or the operator at the command line.
 * @throws {AppError} conflict, without their name, when they may not make packs of the tenant any more.
 */
async function getOwner(tx: Tx, pack: ReplayedPack): Promise<Actor> {
  const { initiatedBy, workspaceId, tenantId } = pack;
  const owner: Actor | null = initiatedBy
    ? { kind: "user", userId: initiatedBy.id, name: initiatedBy.name, email: initiatedBy.email }
    : await findOperator(tx, pack);
  const scope = { workspaceId, tenantId, what: "The tenant" };
  const isAllowed = owner && (await authorize(tx, owner, "review_pack.manage", scope).then(() => true, refusal));
  if (isAllowed) return owner;
  throw new AppError(
    "conflict",
    `Nothing was done: whoever asked for review pack #${pack.id} may not make review packs of this tenant any more.`,
    { next: "Generate a new pack yourself." },
  );
}

function refusal(error: unknown): false {
  if (error instanceof AppError) return false;
  throw error;
}

/** A pack without a user is the operator's, unless its user was deleted since: the audit knows. */
async function findOperator(tx: Tx, { id, workspaceId, initiatedByName }: ReplayedPack): Promise<Actor | null> {
  const asked = await tx.auditEvent.findFirst({
    where: { workspaceId, subjectType: "review_pack", subjectId: String(id), action: "review_pack.requested" },
    select: { actorKind: true },
  });
  return asked?.actorKind === "operator" ? { kind: "operator", name: initiatedByName } : null;
}

async function recordReplay(
  tx: Tx,
  { id, workspaceId, tenantId }: ReplayedPack,
  actor: Actor,
  details: Prisma.InputJsonObject,
): Promise<void> {
  const subject = { type: "review_pack", id };
  await recordAudit(tx, { workspaceId, tenantId, action: "review_pack.replayed", subject, actor, details });
}

const triesMax = 5;

async function untilDecided<T>(decide: (tx: Tx) => Promise<T | null>): Promise<T> {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    const answer = await inSystem(decide);
    if (answer !== null) return answer;
  }
  throw new AppError("conflict", "The pack changed while it was being replayed.", { next: "Replay it again." });
}
