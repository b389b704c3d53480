import { recordAudit, recordAudits } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { sweepInvitations } from "@/lib/auth/invitations";
import { sweepSessions } from "@/lib/auth/sessions";
import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { notify } from "@/lib/notifications/notify";
import { utcDay } from "@/lib/readable/utc-day";
import { expireOverdue } from "@/lib/review-packs/lifecycle";
import type { Problem } from "@/lib/review-packs/reconcile";
import { exportsStorage } from "@/lib/storage/exports";

/** What a prune did, in counts, and which files it could not delete. */
export interface PruneReport {
  expired: number;
  filesDeleted: number;
  rowsDeleted: number;
  expiryNotices: number;
  problems: Problem[];
}

const system: Actor = { kind: "system", name: "TenantPilot" };

const dayMs = 86_400_000;
const batchRows = 200;
const noticeDays = 7;

/**
 * Keeps house (generation.md): packs past their date expire, files of expired and deleted packs go, rows past the grace
 * become tombstones, and "expires in 7 days" is said once. Each part commits by itself and can be repeated; two prunes at
 * once do each thing once. A pack on legal hold is left alone. What else has run out goes too: counts of limits, answers kept
 * for repeated requests, sessions, invitations that ended long ago. What becomes of a pack here is in the audit, as done by the actor.
 */
export async function prune(now: Date, actor: Actor = system): Promise<PruneReport> {
  const expired = await repeat(() =>
    inSystem((tx) => expireOverdue(tx, { limit: batchRows }, now, actor)).then((ids) => ids.length),
  );
  const ofExpired = await deleteExpiredFiles(now, actor);
  const rowsDeleted = await repeat(() => inSystem((tx) => deleteOldRows(tx, now, actor)));
  const ofBuried = await deleteBuriedFiles(now, actor);
  const expiryNotices = await repeat(() => inSystem((tx) => noticeExpiry(tx, now)));
  await inSystem((tx) => tx.rateLimit.deleteMany({ where: { windowStart: { lt: new Date(now.getTime() - dayMs) } } }));
  await inSystem((tx) => tx.apiIdempotencyKey.deleteMany({ where: { expiresAt: { lte: now } } }));
  await inSystem((tx) => sweepSessions(tx, now));
  await inSystem((tx) => sweepInvitations(tx, now));
  return {
    expired,
    filesDeleted: ofExpired.deleted + ofBuried.deleted,
    rowsDeleted,
    expiryNotices,
    problems: [...ofExpired.problems, ...ofBuried.problems],
  };
}

/** Runs a batch until one does nothing. */
async function repeat(batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = await batch(); done > 0; done = await batch()) total += done;
  return total;
}

interface EndedFile {
  id: bigint;
  workspaceId: bigint;
  tenantId: bigint;
  filePath: string | null;
}

interface DeletedFiles {
  deleted: number;
  problems: Problem[];
}

/** The file goes after its pack has expired in the table, so a crash between the two leaves nothing that can be downloaded. */
async function deleteExpiredFiles(now: Date, actor: Actor): Promise<DeletedFiles> {
  return deleteFiles(
    actor,
    (tx, after) =>
      tx.reviewPack.findMany({
        where: {
          status: "expired",
          filePath: { not: null },
          fileDeletedAt: null,
          isLegalHold: false,
          id: { gt: after },
        },
        take: batchRows,
        orderBy: { id: "asc" },
        select: { id: true, workspaceId: true, tenantId: true, filePath: true },
      }),
    (tx, id) => tx.reviewPack.updateMany({ where: { id, fileDeletedAt: null }, data: { fileDeletedAt: now } }),
  );
}

async function deleteBuriedFiles(now: Date, actor: Actor): Promise<DeletedFiles> {
  return deleteFiles(
    actor,
    async (tx, after) => {
      const rows = await tx.reviewPackTombstone.findMany({
        where: { filePath: { not: null }, fileDeletedAt: null, packId: { gt: after } },
        take: batchRows,
        orderBy: { packId: "asc" },
        select: { packId: true, workspaceId: true, tenantId: true, filePath: true },
      });
      return rows.map(({ packId, ...row }) => ({ id: packId, ...row }));
    },
    (tx, packId) =>
      tx.reviewPackTombstone.updateMany({ where: { packId, fileDeletedAt: null }, data: { fileDeletedAt: now } }),
  );
}

/** By keyset, so that a file that will not be deleted is passed over, told of, and tried again by the next prune. */
async function deleteFiles(
  actor: Actor,
  list: (tx: Tx, after: bigint) => Promise<EndedFile[]>,
  mark: (tx: Tx, id: bigint) => Promise<{ count: number }>,
): Promise<DeletedFiles> {
  const report: DeletedFiles = { deleted: 0, problems: [] };
  let after = 0n;
  for (;;) {
    const batch = await inSystem((tx) => list(tx, after));
    for (const file of batch) {
      after = file.id;
      try {
        if (await deleteFile(file, actor, mark)) report.deleted += 1;
      } catch (error) {
        report.problems.push(undeleted(file));
        log("retention").error(
          { pack: String(file.id), err: error },
          "a file could not be deleted; the next prune tries again",
        );
      }
    }
    if (batch.length < batchRows) return report;
  }
}

/** @returns whether this call did it: of two prunes at once, one says so. */
async function deleteFile(
  { id, workspaceId, tenantId, filePath }: EndedFile,
  actor: Actor,
  mark: (tx: Tx, id: bigint) => Promise<{ count: number }>,
): Promise<boolean> {
  if (filePath) await exportsStorage().remove(filePath);
  return inSystem(async (tx) => {
    if ((await mark(tx, id)).count === 0) return false;
    const subject = { type: "review_pack", id };
    await recordAudit(tx, { workspaceId, tenantId, action: "review_pack.file_deleted", subject, actor });
    return true;
  });
}

function undeleted({ id, filePath }: EndedFile): Problem {
  return {
    kind: "undeleted_file",
    id: String(id),
    detail: `${filePath} of review pack #${id} could not be deleted. The next prune tries again; the log says why.`,
  };
}

/** For how long a pack has ended; of one that ended before that was written down, its date and its last change say it. */
async function deleteOldRows(tx: Tx, now: Date, actor: Actor): Promise<number> {
  const before = new Date(now.getTime() - env().TENANTPILOT_REVIEW_PACK_HARD_DELETE_GRACE_DAYS * dayMs);
  const deleted = await tx.$queryRaw<{ id: bigint; workspaceId: bigint; tenantId: bigint; sha256: string | null }[]>`
    DELETE FROM review_packs WHERE id IN (
      SELECT id FROM review_packs WHERE NOT is_legal_hold AND status IN ('expired', 'failed')
        AND coalesce(ended_at, greatest(expires_at, updated_at)) < ${before}
      ORDER BY id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
    RETURNING id, workspace_id AS "workspaceId", tenant_id AS "tenantId", sha256`;
  const entries = deleted.map(({ id, workspaceId, tenantId, sha256 }) => ({
    workspaceId,
    tenantId,
    action: "review_pack.deleted",
    subject: { type: "review_pack", id },
    actor,
    details: sha256 ? { sha256 } : {},
  }));
  await recordAudits(tx, entries);
  return deleted.length;
}

async function noticeExpiry(tx: Tx, now: Date): Promise<number> {
  const soon = new Date(now.getTime() + noticeDays * dayMs);
  const packs = await tx.reviewPack.findMany({
    where: { status: "ready", isLegalHold: false, expiryNotifiedAt: null, expiresAt: { gt: now, lte: soon } },
    take: batchRows,
    select: {
      id: true,
      workspaceId: true,
      tenantId: true,
      initiatedByUserId: true,
      expiresAt: true,
      tenant: { select: { slug: true, name: true } },
    },
  });
  for (const pack of packs) {
    await notify(tx, pack.initiatedByUserId, {
      workspaceId: pack.workspaceId,
      tenantId: pack.tenantId,
      kind: "review_pack.expires_soon",
      title: `Review pack #${pack.id} of ${pack.tenant.name} expires on ${pack.expiresAt && utcDay(pack.expiresAt)}`,
      body: "Download it before then if you need to keep it.",
      href: `/tenants/${pack.tenant.slug}/review-packs/${pack.id}`,
      dedupeKey: `review_pack:${pack.id}:expires_soon`,
    });
    await tx.reviewPack.updateMany({ where: { id: pack.id }, data: { expiryNotifiedAt: now } });
  }
  return packs.length;
}
