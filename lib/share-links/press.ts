import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { verifyPassword } from "@/lib/auth/passwords";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { enterLater } from "@/lib/download-links/ledger";
import { findLinkedPack } from "@/lib/download-links/linked-pack";
import { type FileRefusal, openWhole } from "@/lib/download-links/open-whole";
import { parseLinkKeys } from "@/lib/download-links/sign";
import { isWorthRecording } from "@/lib/download-links/worth-recording";
import { pathOfLink, writeLink } from "@/lib/download-links/write-link";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type SharedPack, sharedPack, shareRefusal } from "@/lib/share-links/open";
import {
  checkShareLink,
  endOfShare,
  findShareLink,
  type ShareRefusal,
  type ShareRow,
} from "@/lib/share-links/standing";

/** Presses in 15 minutes of a link that asks for a passphrase: whoever has the link cannot try many. */
export const passphraseLimit = { presses: 10, windowSeconds: 900 };

/** What the form on a share link's page sends. */
export interface SharePress {
  passphrase: string | null;
  /** The form's own key, made anew each time the page is shown: sent twice, it is one use. */
  pressKey: string | null;
}

/** What came of it: the path of a download link (a credential), or why there is none. */
export type PressOutcome =
  | { outcome: "made"; path: string }
  | { outcome: "refused"; reason: ShareRefusal | FileRefusal }
  | { outcome: "wrong_passphrase"; pack: SharedPack }
  | { outcome: "too_often"; pack: SharedPack | null; retryAfterSeconds: number }
  | { outcome: "unknown" };

/**
 * Makes a download link by a share link and counts a use of it. All of it is checked again in the transaction that counts,
 * and the limit is compared there: however many press at once, it is used as often as it may be and no more.
 */
export async function pressShareLink(
  token: string,
  press: SharePress,
  from: RequestOrigin,
  now: Date,
): Promise<PressOutcome> {
  const before = await inSystem((tx) => lookUp(tx, token, now));
  if (before === null) return { outcome: "unknown" };
  const { row, tenantId } = before;
  const refuse = (reason: ShareRefusal | FileRefusal): PressOutcome => {
    enterLater({ audit: shareRefusal(row, tenantId, from, reason) });
    return { outcome: "refused", reason };
  };
  const waitSeconds = await takePressTicket(row, now);
  if (waitSeconds !== null) {
    if (isWorthRecording(`${row.id} too often`, now)) {
      enterLater({ audit: shareRefusal(row, tenantId, from, "too_often") });
    }
    return { outcome: "too_often", pack: before.shown, retryAfterSeconds: waitSeconds };
  }
  if (before.reason !== null) return refuse(before.reason);
  if (row.passphraseHash !== null && !(await verifyPassword(row.passphraseHash, press.passphrase ?? ""))) {
    enterLater({ audit: shareRefusal(row, tenantId, from, "passphrase_wrong") });
    return { outcome: "wrong_passphrase", pack: before.shown };
  }
  const file = await openWhole(before.handedOut.filePath, before.handedOut.file.bytes);
  if (typeof file === "string") return refuse(file);
  await file.close();
  const made = await inSystem((tx) => use(tx, token, press.pressKey, from, now));
  return "path" in made ? { outcome: "made", path: made.path } : refuse(made.reason);
}

type LookUp = { row: ShareRow; tenantId: bigint | null } & (
  | { reason: ShareRefusal; shown: null }
  | { reason: null; shown: SharedPack; handedOut: Awaited<ReturnType<typeof checkShareLink>> & object }
);

async function lookUp(tx: Tx, token: string, now: Date): Promise<LookUp | null> {
  const row = await findShareLink(tx, token);
  if (!row) return null;
  const pack = await findLinkedPack(tx, row);
  const checked = await checkShareLink(tx, row, pack, now);
  const tenantId = pack?.tenantId ?? null;
  if (pack === null || typeof checked === "string") {
    return { row, tenantId, reason: typeof checked === "string" ? checked : "pack_deleted", shown: null };
  }
  return { row, tenantId, reason: null, shown: sharedPack(row, pack, checked), handedOut: checked };
}

/** Counted in a transaction of its own: what is refused afterwards counts. @returns seconds to wait, or null to go on. */
async function takePressTicket(row: ShareRow, now: Date): Promise<number | null> {
  const { presses, windowSeconds } = passphraseLimit;
  const limit =
    row.passphraseHash === null
      ? { limit: env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE, windowSeconds: 60 }
      : { limit: presses, windowSeconds };
  try {
    await inSystem((tx) => takeTicket(tx, { key: `share:${row.id}`, ...limit }, now));
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") return error.retryAfterSeconds ?? windowSeconds;
    throw error;
  }
}

async function use(
  tx: Tx,
  token: string,
  pressKey: string | null,
  from: RequestOrigin,
  now: Date,
): Promise<{ path: string } | { reason: ShareRefusal }> {
  const known = await findShareLink(tx, token);
  if (!known) return { reason: "link_revoked" };
  // Who presses twice waits here for the first press, and then finds the link that it made.
  await tx.$queryRaw`SELECT 1 FROM pack_links WHERE id = ${known.id} FOR UPDATE`;
  const row = (await findShareLink(tx, token)) ?? known;
  const pack = await findLinkedPack(tx, row);
  // A link lives for whole seconds: with less than one left there is none to give.
  const checked = await checkShareLink(tx, row, pack, new Date(now.getTime() + 999));
  if (typeof checked === "string") return { reason: checked };
  if (pack === null) return { reason: "pack_deleted" };
  const earlier = await findEarlier(tx, row, pressKey, now);
  if (earlier) return { path: pathOfLink(earlier) };
  const counted = await tx.packLink.updateMany({
    where: {
      id: row.id,
      revokedAt: null,
      expiresAt: { gt: now },
      OR: [{ usesMax: null }, { uses: { lt: tx.packLink.fields.usesMax } }],
    },
    data: { uses: { increment: 1 }, lastUsedAt: now },
  });
  if (counted.count !== 1) return { reason: "link_used_up" };
  const { workspaceId, packId, packSha256: sha256, label } = row;
  const { createdByKind, createdByUserId, createdByTokenId, createdByName } = row;
  const behind = { createdByKind, createdByUserId, createdByTokenId, createdByName };
  const maker = { ...behind, label, shareLinkId: row.id, pressKey };
  const link = await writeLink(tx, { workspaceId, packId, sha256, until: endOfShare(row, pack) }, maker, now);
  await recordAudit(tx, {
    workspaceId,
    tenantId: pack.tenantId,
    action: "review_pack.share_link_used",
    subject: { type: "review_pack", id: packId },
    actor: { kind: "link", id: row.id, name: label },
    ...from,
    details: { linkId: link.id, shareLinkId: row.id, use: row.uses + 1, expiresAt: link.expiresAt.toISOString() },
  });
  return { path: link.path };
}

/** The link that this very form has made already, while it works. */
async function findEarlier(tx: Tx, row: ShareRow, pressKey: string | null, now: Date) {
  if (pressKey === null) return null;
  const listed = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS).map(({ id }) => id);
  return tx.packLink.findFirst({
    where: { shareLinkId: row.id, pressKey, keyId: { in: listed }, expiresAt: { gt: now }, revokedAt: null },
  });
}
