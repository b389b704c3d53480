import { randomBytes } from "node:crypto";
import { inSystem, type Tx } from "@/lib/db";
import type { PackFile } from "@/lib/download-links/http";
import { checkLinkedPack, findLinkedPack, type LinkRow, type PackRefusal } from "@/lib/download-links/linked-pack";
import type { FileRefusal } from "@/lib/download-links/open-whole";
import { type LinkFacts, type LinkToken, parseLinkKeys, parseLinkUrl, verifyLink } from "@/lib/download-links/sign";
import { env } from "@/lib/env";

/** Why a genuine link is refused; kept in the audit. */
export type RefusalReason = "link_expired" | "link_revoked" | PackRefusal | FileRefusal;

/** The link that was redeemed, as the audit names it. */
export interface RedeemedLink {
  id: string;
  workspaceId: bigint;
  packId: bigint;
  /** Who made it; of a link made by a share link, whom that is for. */
  name: string;
  /** The share link that it was made by. */
  shareLinkId: string | null;
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
    const row = await tx.packLink.findFirst({
      where: { id: token.linkId, purpose: "download" },
      include: { shareLink: { select: { revokedAt: true } } },
    });
    const isGenuine = verifyLink(parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS), factsOf(row, token), token);
    if (!row) return { outcome: "unknown" };
    const { id, workspaceId, packId, shareLinkId } = row;
    const name = row.label ?? row.createdByName;
    const link: RedeemedLink = { id, workspaceId, packId, name, shareLinkId, tenantId: null };
    if (!isGenuine) return { outcome: "altered", link };
    return checkLive(tx, row, link, token, now);
  });
}

type MadeLink = LinkRow & { shareLink: { revokedAt: Date | null } | null };

/** Stands for the facts of a link that does not exist: verifying against it takes as long, and fails. */
const decoyFacts = { packId: 0n, packSha256: randomBytes(32).toString("hex") };

function factsOf(row: LinkRow | null, token: LinkToken): LinkFacts {
  const { packId, packSha256 } = row ?? decoyFacts;
  return { linkId: token.linkId, packId, packSha256, expiresAtSeconds: token.expiresAtSeconds };
}

async function checkLive(tx: Tx, row: MadeLink, found: RedeemedLink, token: LinkToken, now: Date): Promise<Redemption> {
  const pack = await findLinkedPack(tx, row);
  const link = { ...found, tenantId: pack?.tenantId ?? null };
  // Whoever has it from a share link is no member: our pages are closed to them.
  const tenantSlug = row.shareLinkId === null ? (pack?.tenant.slug ?? null) : null;
  const refuse = (reason: RefusalReason): Redemption => ({ outcome: "refused", link, reason, tenantSlug });
  const expiresAtMs = Math.min(token.expiresAtSeconds * 1000, row.expiresAt.getTime());
  if (now.getTime() >= expiresAtMs) return refuse("link_expired");
  if (row.revokedAt !== null || (row.shareLink && row.shareLink.revokedAt !== null)) return refuse("link_revoked");
  const checked = await checkLinkedPack(tx, row, pack, now);
  if (typeof checked === "string") return refuse(checked);
  return { outcome: "accepted", link, pack: checked.file, filePath: checked.filePath };
}
