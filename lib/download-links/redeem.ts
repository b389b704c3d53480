import { randomBytes } from "node:crypto";
import { can } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import type { PackFile } from "@/lib/download-links/http";
import { type LinkFacts, type LinkToken, parseLinkKeys, parseLinkUrl, verifyLink } from "@/lib/download-links/sign";
import { env } from "@/lib/env";

/** Why a genuine link is refused; kept in the audit. */
export type RefusalReason =
  | "link_expired"
  | "link_revoked"
  | "creator_lost_access"
  | "pack_deleted"
  | "pack_not_ready"
  | "pack_expired"
  | "pack_replaced"
  | "file_missing"
  | "file_altered"
  | "storage_failed";

/** The link that was redeemed, as the audit names it. */
export interface RedeemedLink {
  id: string;
  workspaceId: bigint;
  packId: bigint;
  createdByName: string;
  /** Null when the pack's row is gone. */
  tenantId: bigint | null;
}

/** What an address turned out to be, before the file is opened. */
export type Redemption =
  | { outcome: "accepted"; link: RedeemedLink; pack: PackFile; filePath: string }
  | { outcome: "refused"; link: RedeemedLink; reason: RefusalReason; tenantSlug: string | null }
  /** A known link with a signature that is not ours. To whoever asked it is the same as unknown. */
  | { outcome: "altered"; link: RedeemedLink }
  | { outcome: "unknown" };

/**
 * Checks an address in the order of downloads.md: parse, load, signature, expiry, then what may have changed since.
 * Nothing of the pack is read before the signature has been verified.
 */
export async function redeemLink(url: string, now: Date): Promise<Redemption> {
  const token = parseLinkUrl(url);
  if (!token) return { outcome: "unknown" };
  return inSystem(async (tx) => {
    const row = await tx.packLink.findFirst({ where: { id: token.linkId, purpose: "download" } });
    const isGenuine = verifyLink(parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS), factsOf(row, token), token);
    if (!row) return { outcome: "unknown" };
    const { id, workspaceId, packId, createdByName } = row;
    const link: RedeemedLink = { id, workspaceId, packId, createdByName, tenantId: null };
    if (!isGenuine) return { outcome: "altered", link };
    return checkLive(tx, row, { ...link, tenantId: null }, token, now);
  });
}

type LinkRow = NonNullable<Awaited<ReturnType<Tx["packLink"]["findFirst"]>>>;

/** Stands for the facts of a link that does not exist: verifying against it takes as long, and fails. */
const decoyFacts = { packId: 0n, packSha256: randomBytes(32).toString("hex") };

function factsOf(row: LinkRow | null, token: LinkToken): LinkFacts {
  const { packId, packSha256 } = row ?? decoyFacts;
  return { linkId: token.linkId, packId, packSha256, expiresAtSeconds: token.expiresAtSeconds };
}

async function checkLive(tx: Tx, row: LinkRow, found: RedeemedLink, token: LinkToken, now: Date): Promise<Redemption> {
  const pack = await tx.reviewPack.findUnique({
    where: { id: row.packId },
    include: { tenant: { select: { slug: true } } },
  });
  const link = { ...found, tenantId: pack?.tenantId ?? null };
  const refuse = (reason: RefusalReason): Redemption => ({
    outcome: "refused",
    link,
    reason,
    tenantSlug: pack?.tenant.slug ?? null,
  });
  const expiresAtMs = Math.min(token.expiresAtSeconds * 1000, row.expiresAt.getTime());
  if (now.getTime() >= expiresAtMs) return refuse("link_expired");
  if (row.revokedAt !== null) return refuse("link_revoked");
  if (!pack || pack.workspaceId !== row.workspaceId) return refuse("pack_deleted");
  if (!(await mayCreatorStillView(tx, row, pack.tenantId))) return refuse("creator_lost_access");
  if (pack.status === "expired") return refuse("pack_expired");
  const { filePath, fileSize, sha256, generatedAt, expiresAt } = pack;
  if (pack.status !== "ready" || !filePath || !fileSize || !sha256 || !generatedAt || !expiresAt) {
    return refuse("pack_not_ready");
  }
  if (now.getTime() >= expiresAt.getTime()) return refuse("pack_expired");
  // Ids are given out again after a restore from a backup: the link is for the contents, not for the number.
  if (sha256 !== row.packSha256) return refuse("pack_replaced");
  const file = { packId: pack.id, tenantSlug: pack.tenant.slug, sha256, bytes: Number(fileSize), generatedAt };
  return { outcome: "accepted", link, pack: file, filePath };
}

/** A link is worth what its maker's access is worth now. The operator's (at the command line) needs none. */
async function mayCreatorStillView(tx: Tx, row: LinkRow, tenantId: bigint): Promise<boolean> {
  if (row.createdByKind === "operator") return true;
  if (row.createdByUserId === null) return false;
  const creator = { kind: "user" as const, userId: row.createdByUserId, name: row.createdByName, email: "" };
  return can(tx, creator, "review_pack.view", { workspaceId: row.workspaceId, tenantId });
}
