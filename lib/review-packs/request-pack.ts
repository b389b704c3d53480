import { recordAudit } from "@/lib/audit/record";
import { type Actor, actorUserId, isHouse } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { notify } from "@/lib/notifications/notify";
import { openRun } from "@/lib/operations/runs";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { utcDay } from "@/lib/readable/utc-day";
import { describeChanges } from "@/lib/review-packs/changes-since";
import { fingerprintOf, type PackInputs, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import { freeSlot } from "@/lib/review-packs/lifecycle";
import { limitPacks } from "@/lib/review-packs/limit-requests";
import { optionsToJson } from "@/lib/review-packs/options";
import { findPreviousPack } from "@/lib/review-packs/previous-pack";
import { type PackView, toPackView } from "@/lib/review-packs/queries";
import { recordExpired } from "@/lib/review-packs/record-expired";
import { activeStatuses, type PackOptions } from "@/lib/review-packs/status";
import { takeTurns } from "@/lib/review-packs/take-turns";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** What a person asks for. The key is made with the form: the same form sent twice asks once. */
export interface PackRequest {
  /** The tenant's slug. */
  tenant: string;
  options: PackOptions;
  idempotencyKey?: string;
}

/** The three answers to Generate (data-model.md), each with why and with the pack it is about. */
export interface RequestAnswer {
  outcome: "queued" | "already_available" | "already_in_progress";
  reason: string;
  pack: PackView;
}

/** Name of the event that the durable function is started by. Its data is { packId }. */
export const generateRequested = "review-pack/generate.requested";

const sameFormMs = 10 * 60_000;
// A press that arrives this soon again is the same press: a small pack may be ready before its second half is answered.
const samePressMs = 15_000;
const triesMax = 5;

/**
 * Asks for a review pack of the tenant's present content (generation.md, Request). If an active pack holds the same
 * content already, nothing is made and the answer is that pack. Otherwise pack, operation run, queued notification,
 * audit and the event to send are written in one transaction; the caller then sends it with relayOutbox.
 * @throws {AppError} not_found, forbidden, rate_limited.
 */
export async function requestPack(actor: Actor, request: PackRequest, now: Date): Promise<RequestAnswer> {
  return inTurn({ actor, request, now });
}

interface Asked {
  actor: Actor;
  request: PackRequest;
  now: Date;
}

/**
 * Who asks the same at the same moment, as in a rush of retries, shares a transaction; another process has its own. A pack
 * that is made is the answer to one request, and to the same form sent again; the others are told of it.
 */
const inTurn = takeTurns<Asked, RequestAnswer>({
  keyOf: ({ actor, request: { tenant, options } }) => {
    const who = isHouse(actor) ? actor.name : String(actor.kind === "token" ? actor.tokenId : actor.userId);
    return JSON.stringify([actor.kind, who, tenant, options.includePii, options.includeOperations]);
  },
  answer: ({ actor, request, now }) => requestUntilDecided(actor, request, now),
  isShared: ({ outcome }, { request: first }, { request: other }) =>
    outcome !== "queued" || (first.idempotencyKey !== undefined && first.idempotencyKey === other.idempotencyKey),
});

async function requestUntilDecided(actor: Actor, request: PackRequest, now: Date): Promise<RequestAnswer> {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    const answer = await inSystem((tx) => requestOnce(tx, actor, request, now));
    if (answer) return answer;
  }
  // The active pack that was in the way ended each time before it could be read.
  throw new AppError("conflict", "The pack changed while it was being asked for.", { next: "Ask again." });
}

async function requestOnce(tx: Tx, actor: Actor, request: PackRequest, now: Date): Promise<RequestAnswer | null> {
  const tenant = await getTenantWithin(tx, actor, request.tenant, "review_pack.manage");
  const repeated = await findSameForm(tx, actor, tenant, request, now);
  if (repeated) return repeated;
  return requestOf(tx, actor, tenant, request, now);
}

/**
 * As requestPack, for one tenant of a fleet run, in the caller's transaction and after its check of the policy. The run
 * as a whole took a ticket and tells whoever asked, so the single pack does neither (docs/decisions/011).
 * @returns null when an active pack with the same content ended just now: ask again in a new transaction.
 */
export async function requestPackOfFleet(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  options: PackOptions,
  now: Date,
): Promise<RequestAnswer | null> {
  return requestOf(tx, actor, tenant, { tenant: tenant.slug, options, isOfFleet: true }, now);
}

/** A pack that is made anew: of which one, and who asked for that. */
export interface Replay {
  ofPackId: bigint;
  options: PackOptions;
  by: Actor;
  /** The same key makes one pack. */
  key: string;
}

/**
 * As requestPack, for the replay of a pack that has ended, in the caller's transaction and after its check of the policy.
 * `actor` is whose pack it is; the ticket is that of whoever replays it.
 * @returns null when an active pack with the same content ended just now: ask again in a new transaction.
 * @throws {AppError} rate_limited.
 */
export async function requestReplay(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  replay: Replay,
  now: Date,
): Promise<RequestAnswer | null> {
  const { options, key } = replay;
  return requestOf(tx, actor, tenant, { tenant: tenant.slug, options, idempotencyKey: key, replay }, now);
}

type AnyRequest = PackRequest & { isOfFleet?: boolean; replay?: Replay };

async function requestOf(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  request: AnyRequest,
  now: Date,
): Promise<RequestAnswer | null> {
  const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
  const inputs = await readInputs(query, tenant.id, request.options, now);
  const fingerprint = fingerprintOf(inputs);
  const expired = await freeSlot(tx, tenant.id, fingerprint, now);
  const existing = await findActive(tx, tenant.id, fingerprint, now);
  const answer = existing ?? (await make(tx, actor, tenant, { request, inputs, fingerprint }, now));
  // At the end: whoever holds the audit waits for nobody else (lib/audit/record.ts).
  await recordExpired(tx, expired);
  return answer;
}

async function make(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  { request, inputs, fingerprint }: Pick<NewPack, "request" | "inputs" | "fingerprint">,
  now: Date,
): Promise<RequestAnswer | null> {
  const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
  const previous = await findPreviousPack(query, tenant.id);
  const changes = await describeChanges(query, previous, inputs);
  const sentence = request.replay ? `Made again from #${request.replay.ofPackId}. ${changes}` : changes;
  const packId = await insertQueued(tx, actor, tenant, {
    request,
    fingerprint,
    previousFingerprint: previous?.fingerprint ?? null,
    inputs,
    sentence,
  });
  if (packId === null) return findActive(tx, tenant.id, fingerprint, now);
  if (!request.isOfFleet) await limitPacks(tx, request.replay?.by ?? actor, tenant.id, now);
  await announce(tx, actor, tenant, { packId, request });
  const row = await tx.reviewPack.findUniqueOrThrow({
    where: { id: packId },
    include: { tenant: { select: { slug: true, name: true } } },
  });
  return { outcome: "queued", reason: sentence, pack: toPackView(row, now) };
}

interface NewPack {
  request: AnyRequest;
  fingerprint: string;
  previousFingerprint: string | null;
  inputs: PackInputs;
  sentence: string;
}

/** Inserts against the partial unique index. @returns null when an active pack with the same content was there first. */
async function insertQueued(tx: Tx, actor: Actor, tenant: TenantRef, pack: NewPack): Promise<bigint | null> {
  const userId = actorUserId(actor);
  const key = pack.request.idempotencyKey ?? null;
  const isKeyFree =
    key === null || (await tx.reviewPack.count({ where: { initiatedByUserId: userId, idempotencyKey: key } })) === 0;
  const inserted = await tx.reviewPack.createManyAndReturn({
    data: [
      {
        workspaceId: tenant.workspaceId,
        tenantId: tenant.id,
        initiatedByUserId: userId,
        initiatedByName: actor.name,
        fingerprint: pack.fingerprint,
        previousFingerprint: pack.previousFingerprint,
        inputs: pack.inputs as unknown as Prisma.InputJsonObject,
        options: optionsToJson(pack.request.options),
        reason: { sentence: pack.sentence },
        replayOfId: pack.request.replay?.ofPackId ?? null,
        idempotencyKey: isKeyFree ? key : null,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  return inserted[0]?.id ?? null;
}

async function announce(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  { packId, request }: { packId: bigint; request: AnyRequest },
): Promise<void> {
  const operationRunId = await openRun(tx, actor, tenant, "tenant.review_pack.generate");
  await tx.reviewPack.update({ where: { id: packId }, data: { operationRunId } });
  await notify(tx, request.isOfFleet ? null : actorUserId(actor), {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    operationRunId,
    kind: "operation.queued",
    title: `Review pack #${packId} of ${tenant.name} queued`,
    href: `/tenants/${tenant.slug}/review-packs/${packId}`,
    dedupeKey: `run:${operationRunId}:queued`,
  });
  await recordAudit(tx, {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    action: "review_pack.requested",
    subject: { type: "review_pack", id: packId },
    actor,
    ...(request.replay ? { details: { replay_of: String(request.replay.ofPackId) } } : {}),
  });
  await enqueueEvent(tx, { id: `review-pack-${packId}`, name: generateRequested, data: { packId: String(packId) } });
}

/** The form of the last minutes, sent again: its pack, said as it was said the first time. */
async function findSameForm(
  tx: Tx,
  actor: Actor,
  tenant: TenantRef,
  request: PackRequest,
  now: Date,
): Promise<RequestAnswer | null> {
  const userId = actorUserId(actor);
  if (userId === null || !request.idempotencyKey) return null;
  const row = await tx.reviewPack.findFirst({
    where: {
      initiatedByUserId: userId,
      idempotencyKey: request.idempotencyKey,
      tenantId: tenant.id,
      status: { in: [...activeStatuses] },
      createdAt: { gt: new Date(now.getTime() - sameFormMs) },
    },
    include: { tenant: { select: { slug: true, name: true } } },
  });
  if (!row) return null;
  const pack = toPackView(row, now);
  const isSamePress = now.getTime() - row.createdAt.getTime() < samePressMs;
  const outcome = pack.status === "ready" && !isSamePress ? "already_available" : "queued";
  return { outcome, reason: pack.reason, pack };
}

async function findActive(tx: Tx, tenantId: bigint, fingerprint: string, now: Date): Promise<RequestAnswer | null> {
  const row = await tx.reviewPack.findFirst({
    where: { tenantId, fingerprint, status: { in: [...activeStatuses] } },
    include: { tenant: { select: { slug: true, name: true } } },
  });
  if (!row) return null;
  const pack = toPackView(row, now);
  if (pack.status === "ready") {
    return {
      outcome: "already_available",
      reason: `Nothing has changed since review pack #${pack.id} of ${dayOf(row.generatedAt)}.`,
      pack,
    };
  }
  return { outcome: "already_in_progress", reason: `Review pack #${pack.id} of the same content is being made.`, pack };
}

function dayOf(at: Date | null): string {
  return at ? utcDay(at) : "today";
}
