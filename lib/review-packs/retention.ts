import { sweepInvitations } from "@/lib/auth/invitations";
import { sweepSessions } from "@/lib/auth/sessions";
import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { notify } from "@/lib/notifications/notify";
import { utcDay } from "@/lib/readable/utc-day";
import { expireOverdue } from "@/lib/review-packs/lifecycle";
import { exportsStorage } from "@/lib/storage/exports";

/** What a prune did, in counts. */
export interface PruneReport {
  expired: number;
  filesDeleted: number;
  rowsDeleted: number;
  expiryNotices: number;
}

const dayMs = 86_400_000;
const batchRows = 200;
const noticeDays = 7;

/**
 * Keeps house (generation.md): packs past their date expire, files of expired and deleted packs go, rows past the grace
 * become tombstones, and "expires in 7 days" is said once. Each part commits by itself and can be repeated; two prunes at
 * once do each thing once. A pack on legal hold is left alone. What else has run out goes too: counts of limits, answers kept
 * for repeated requests, sessions, invitations that ended long ago.
 */
export async function prune(now: Date): Promise<PruneReport> {
  const expired = await repeat(() =>
    inSystem((tx) => expireOverdue(tx, { limit: batchRows }, now)).then((ids) => ids.length),
  );
  const filesOfExpired = await deleteExpiredFiles(now);
  const rowsDeleted = await repeat(() => inSystem((tx) => deleteOldRows(tx, now)));
  const filesDeleted = filesOfExpired + (await deleteBuriedFiles(now));
  const expiryNotices = await repeat(() => inSystem((tx) => noticeExpiry(tx, now)));
  await inSystem((tx) => tx.rateLimit.deleteMany({ where: { windowStart: { lt: new Date(now.getTime() - dayMs) } } }));
  await inSystem((tx) => tx.apiIdempotencyKey.deleteMany({ where: { expiresAt: { lte: now } } }));
  await inSystem((tx) => sweepSessions(tx, now));
  await inSystem((tx) => sweepInvitations(tx, now));
  return { expired, filesDeleted, rowsDeleted, expiryNotices };
}

/** Runs a batch until one does nothing. */
async function repeat(batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = await batch(); done > 0; done = await batch()) total += done;
  return total;
}

interface EndedFile {
  id: bigint;
  filePath: string | null;
}

/** The file goes after its pack has expired in the table, so a crash between the two leaves nothing that can be downloaded. */
async function deleteExpiredFiles(now: Date): Promise<number> {
  return deleteFiles(
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
        select: { id: true, filePath: true },
      }),
    (tx, id) => tx.reviewPack.updateMany({ where: { id, fileDeletedAt: null }, data: { fileDeletedAt: now } }),
  );
}

async function deleteBuriedFiles(now: Date): Promise<number> {
  return deleteFiles(
    async (tx, after) => {
      const rows = await tx.reviewPackTombstone.findMany({
        where: { filePath: { not: null }, fileDeletedAt: null, packId: { gt: after } },
        take: batchRows,
        orderBy: { packId: "asc" },
        select: { packId: true, filePath: true },
      });
      return rows.map((row) => ({ id: row.packId, filePath: row.filePath }));
    },
    (tx, packId) =>
      tx.reviewPackTombstone.updateMany({ where: { packId, fileDeletedAt: null }, data: { fileDeletedAt: now } }),
  );
}

/** By keyset, so that a file that will not be deleted is passed over, told of, and tried again by the next prune. */
async function deleteFiles(
  list: (tx: Tx, after: bigint) => Promise<EndedFile[]>,
  mark: (tx: Tx, id: bigint) => Promise<unknown>,
): Promise<number> {
  let deleted = 0;
  let after = 0n;
  for (;;) {
    const batch = await inSystem((tx) => list(tx, after));
    for (const { id, filePath } of batch) {
      after = id;
      try {
        if (filePath) await exportsStorage().remove(filePath);
        await inSystem((tx) => mark(tx, id));
        deleted += 1;
      } catch (error) {
        log("retention").error(
          { pack: String(id), err: error },
          "a file could not be deleted; the next prune tries again",
        );
      }
    }
    if (batch.length < batchRows) return deleted;
  }
}

async function deleteOldRows(tx: Tx, now: Date): Promise<number> {
  const before = new Date(now.getTime() - env().TENANTPILOT_REVIEW_PACK_HARD_DELETE_GRACE_DAYS * dayMs);
  return tx.$executeRaw`DELETE FROM review_packs WHERE id IN (
    SELECT id FROM review_packs WHERE NOT is_legal_hold
      AND ((status = 'expired' AND expires_at < ${before} AND updated_at < ${before}) OR (status = 'failed' AND updated_at < ${before}))
    ORDER BY id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)`;
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
