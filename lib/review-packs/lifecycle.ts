import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { completeRun, type RunEnd, startRun } from "@/lib/operations/runs";
import { interruptSteps, noteStep } from "@/lib/operations/steps";
import {
  anotherIsGenerating,
  type ClaimAnswer,
  isLeased,
  leaseFrom,
  type leaseRanOut,
  notClaimable,
} from "@/lib/review-packs/claim";
import type { PackFailure } from "@/lib/review-packs/failure";
import { getManagedPack } from "@/lib/review-packs/managed-pack";
import { nameNobody } from "@/lib/review-packs/name-nobody";
import { type ExpiredPack, recordExpired } from "@/lib/review-packs/record-expired";
import type { PackProgress } from "@/lib/review-packs/status";
import { getRetentionDays } from "@/lib/workspaces/retention";
import { Prisma } from "@/prisma/client/client";

// The only writer of review_packs.status. Each verb is one compare-and-set on the expected state (and the claim), and
// writes its audit row in the same transaction (generation.md).

const system: Actor = { kind: "system", name: "TenantPilot" };

/**
 * queued → generating for one run of the durable function, and the operation run becomes running. Asking again with the
 * same run gives the same claim (a step retried after its answer was lost); a generating pack whose lease has run out is
 * taken over; one pack at a time per tenant.
 */
export async function claimPack(packId: bigint, runId: string, now: Date): Promise<ClaimAnswer> {
  return inSystem(async (tx) => {
    // Two claimers are decided one after the other: the second one reads what the first has written.
    await tx.$queryRaw`SELECT id FROM review_packs WHERE id = ${packId} FOR UPDATE`;
    const pack = await tx.reviewPack.findUnique({
      where: { id: packId },
      select: {
        status: true,
        claimToken: true,
        claimRunId: true,
        leaseExpiresAt: true,
        tenantId: true,
        workspaceId: true,
        operationRunId: true,
      },
    });
    if (!pack) return notClaimable(`Review pack #${packId} was deleted.`);
    if (pack.status !== "queued" && pack.status !== "generating") {
      return notClaimable(`Review pack #${packId} is ${pack.status} already.`, true);
    }
    if (pack.status === "generating" && pack.claimRunId === runId && pack.claimToken) {
      await tx.reviewPack.updateMany({
        where: { id: packId, claimToken: pack.claimToken },
        data: { leaseExpiresAt: leaseFrom(now) },
      });
      return { outcome: "claimed", claimToken: pack.claimToken };
    }
    if (pack.status === "generating" && isLeased(pack, now)) {
      return notClaimable(`Another run is making review pack #${packId}.`);
    }
    const step = { operationRunId: pack.operationRunId, runId, name: "claim" };
    if (await anotherIsGenerating(tx, pack.tenantId, packId, now)) {
      await noteStep(tx, step, { status: "waiting", reason: "Another pack of the tenant is being made." }, now);
      // A run that waits is alive: the reaper sends nothing again until it has not been heard of for a lease.
      await tx.reviewPack.updateMany({ where: { id: packId }, data: { resentAt: now } });
      return { outcome: "busy" };
    }

    const claimToken = randomUUID();
    const claimed = await tx.reviewPack.updateMany({
      where: { id: packId, status: pack.status, claimToken: pack.claimToken },
      data: {
        status: "generating",
        claimToken,
        claimRunId: runId,
        leaseExpiresAt: leaseFrom(now),
        progress: progressOf("claim", now),
        resentAt: null,
        // What was counted before the work began was waiting, not an interruption.
        ...(pack.status === "queued" ? { resends: 0 } : {}),
      },
    });
    if (claimed.count !== 1) return { outcome: "busy" };
    await startRun(tx, pack.operationRunId, runId, now);
    await interruptSteps(tx, pack.operationRunId, now, { except: runId });
    await noteStep(tx, step, { status: "done" }, now);
    await recordAudit(tx, {
      ...pack,
      action: pack.status === "queued" ? "review_pack.claimed" : "review_pack.resumed",
      subject: { type: "review_pack", id: packId },
      actor: system,
      details: { run: runId },
    });
    return { outcome: "claimed", claimToken };
  });
}

/** The finished file and what is in it. */
export interface PublishedFile {
  bytes: number;
  sha256: string;
  summary: Prisma.InputJsonObject;
}

/**
 * generating → ready: one conditional update on the claim. The operation run ends as succeeded in the same transaction.
 * @returns false when somebody else owns the pack now; the own file is then left to reconcile.
 */
export async function publishPack(
  packId: bigint,
  claimToken: string,
  file: PublishedFile,
  now: Date,
): Promise<boolean> {
  const retentionMs = (await getRetentionDays(packId)) * 86_400_000;
  return inSystem(async (tx) => {
    const published = await tx.reviewPack.updateMany({
      where: { id: packId, claimToken, status: "generating" },
      data: {
        status: "ready",
        fileDisk: "exports",
        filePath: `packs/${claimToken}.zip`,
        fileSize: BigInt(file.bytes),
        sha256: file.sha256,
        summary: file.summary,
        generatedAt: now,
        expiresAt: new Date(now.getTime() + retentionMs),
        leaseExpiresAt: null,
        progress: {},
      },
    });
    const pack = await tx.reviewPack.findUnique({
      where: { id: packId },
      select: { workspaceId: true, tenantId: true, operationRunId: true, status: true, claimToken: true },
    });
    if (published.count !== 1) return pack?.status === "ready" && pack.claimToken === claimToken;
    if (!pack) return false;
    await completeRun(tx, pack.operationRunId, { outcome: "succeeded", summaryCounts: countsOf(file) }, now);
    await recordAudit(tx, {
      ...pack,
      action: "review_pack.published",
      subject: { type: "review_pack", id: packId },
      actor: system,
      details: { sha256: file.sha256, bytes: file.bytes },
    });
    return true;
  });
}

function countsOf(file: PublishedFile): Prisma.InputJsonObject {
  const { findings_total: findings } = file.summary;
  return { bytes: file.bytes, ...(typeof findings === "number" ? { findings } : {}) };
}

/**
 * generating → failed, and its operation run with it; a queued pack is claimed and failed in one transaction, because
 * there is no edge queued → failed. With `only`, a pack that this claim or run does not hold, or whose lease was renewed, is left alone.
 * @returns whether this call failed it.
 */
export async function failPack(
  packId: bigint,
  failure: PackFailure,
  now: Date,
  only?: { claimToken: string } | { claimRunId: string } | ReturnType<typeof leaseRanOut>,
  actor: Actor = system,
): Promise<boolean> {
  const said = await nameNobody(packId, failure);
  const end = { outcome: "failed", failureReason: said.reason } as const;
  return inSystem((tx) => setFailed(tx, packId, { failure: said, end, actor }, now, only));
}

/**
 * queued or generating → failed because a person says so, and the operation run ends as cancelled. Whoever works on it
 * finds the claim lost. Of a cancellation and a publication at once exactly one wins; again changes nothing.
 * @throws {AppError} not_found, forbidden, or conflict when it has ended otherwise.
 */
export async function cancelPack(actor: Actor, slug: string, packId: bigint, now: Date): Promise<void> {
  await inSystem((tx) => getManagedPack(tx, actor, slug, packId));
  const failure = await nameNobody(packId, { code: "cancelled", reason: `Cancelled by ${actor.name}.` });
  await inSystem(async (tx) => {
    await getManagedPack(tx, actor, slug, packId);
    const end = { outcome: "cancelled", by: actor.name } as const;
    if (await setFailed(tx, packId, { failure, end, actor }, now)) return;
    const { status, failureCode } = await getManagedPack(tx, actor, slug, packId);
    // Pressed twice, or by two at once: it is as they wanted it.
    if (failureCode === failure.code) return;
    throw new AppError("conflict", `Review pack #${packId} is ${status} already, so it cannot be cancelled.`, {
      next: "Reload the page to see how it is now.",
    });
  });
}

async function setFailed(
  tx: Tx,
  packId: bigint,
  { failure, end, actor }: { failure: PackFailure; end: RunEnd; actor: Actor },
  now: Date,
  only?: Prisma.ReviewPackWhereInput,
): Promise<boolean> {
  if (!only)
    await tx.reviewPack.updateMany({ where: { id: packId, status: "queued" }, data: { status: "generating" } });
  const failed = await tx.reviewPack.updateMany({
    where: { ...only, id: packId, status: "generating" },
    data: {
      status: "failed",
      failureCode: failure.code,
      failureReason: failure.reason,
      supersededById: failure.supersededById ?? null,
      leaseExpiresAt: null,
      progress: {},
      endedAt: now,
    },
  });
  if (failed.count !== 1) return false;
  const pack = await tx.reviewPack.findUniqueOrThrow({
    where: { id: packId },
    select: { workspaceId: true, tenantId: true, operationRunId: true },
  });
  await completeRun(tx, pack.operationRunId, end, now);
  const isCancelled = end.outcome === "cancelled";
  await recordAudit(tx, {
    ...pack,
    action: isCancelled ? "review_pack.cancelled" : "review_pack.failed",
    subject: { type: "review_pack", id: packId },
    actor,
    outcome: isCancelled ? "ok" : "failed",
    details: { code: failure.code },
  });
  return true;
}

/** Of one tenant, or of all, and how many at most. */
interface Overdue {
  tenantId?: bigint;
  limit: number;
}

/** ready → expired for packs whose time has passed, the oldest first, except those on legal hold. @returns their ids. */
export async function expireOverdue(tx: Tx, which: Overdue, now: Date, actor: Actor = system): Promise<bigint[]> {
  const expired = await setExpired(tx, which, now);
  await recordExpired(tx, expired, actor);
  return expired.map(({ id }) => id);
}

/**
 * The same for a tenant of which a pack is asked for; the pack with that content is always among them, because it holds the slot. The
 * caller writes their audit with recordExpired, once it has locked all else that it needs.
 */
export async function freeSlot(tx: Tx, tenantId: bigint, fingerprint: string, now: Date): Promise<ExpiredPack[]> {
  const holder = await setExpired(tx, { tenantId, fingerprint, limit: 1 }, now);
  return [...holder, ...(await setExpired(tx, { tenantId, limit: 100 }, now))];
}

/** Packs that somebody else is changing are passed over; but the one of a content that is asked for is waited for. */
async function setExpired(tx: Tx, which: Overdue & { fingerprint?: string }, now: Date): Promise<ExpiredPack[]> {
  const { tenantId, fingerprint, limit } = which;
  const ofTenant = tenantId === undefined ? Prisma.empty : Prisma.sql`AND tenant_id = ${tenantId}`;
  const ofContent = fingerprint === undefined ? Prisma.empty : Prisma.sql`AND fingerprint = ${fingerprint}`;
  const patience = fingerprint === undefined ? Prisma.sql`SKIP LOCKED` : Prisma.empty;
  const overdue = await tx.$queryRaw<ExpiredPack[]>`
    SELECT id, workspace_id AS "workspaceId", tenant_id AS "tenantId" FROM review_packs
    WHERE status = 'ready' AND expires_at <= ${now} AND NOT is_legal_hold ${ofTenant} ${ofContent}
    ORDER BY expires_at LIMIT ${limit} FOR NO KEY UPDATE ${patience}`;
  if (overdue.length === 0) return [];
  await tx.reviewPack.updateMany({
    where: { id: { in: overdue.map(({ id }) => id) }, status: "ready" },
    data: { status: "expired", endedAt: now },
  });
  return overdue;
}

/**
 * ready → expired because a person says so: its links stop at once, its file goes with the next prune.
 * @throws {AppError} not_found, forbidden, or conflict when it is not ready or on legal hold.
 */
export async function expirePack(actor: Actor, slug: string, packId: bigint, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await getManagedPack(tx, actor, slug, packId);
    const { count } = await tx.reviewPack.updateMany({
      where: { id: packId, status: "ready", isLegalHold: false },
      data: { status: "expired", endedAt: now },
    });
    if (count === 1) return recordExpired(tx, [pack], actor);
    throw new AppError(
      "conflict",
      `Review pack #${packId} is ${pack.isLegalHold ? "on legal hold" : pack.status}, so it cannot be expired.`,
      { next: "Reload the page to see how it is now." },
    );
  });
}

function progressOf(step: PackProgress["step"], now: Date): Prisma.InputJsonObject {
  return { step, rowsDone: 0, rowsExpected: 0, at: now.toISOString() };
}
