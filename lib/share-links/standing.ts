import type { Tx } from "@/lib/db";
import {
  checkLinkedPack,
  type HandedOut,
  type LinkedPack,
  type LinkRow,
  type PackRefusal,
} from "@/lib/download-links/linked-pack";
import { parseLinkKeys } from "@/lib/download-links/sign";
import { env } from "@/lib/env";
import { hashShareToken } from "@/lib/share-links/token";

/** Why a share link does not open; kept in the audit. */
export type ShareRefusal = "link_expired" | "link_revoked" | "link_used_up" | PackRefusal;

/** A row of pack_links whose token was the one that was asked with. */
export type ShareRow = LinkRow & { label: string };

/** The share link with this token under one of the listed keys; null for a token that is none of ours. */
export async function findShareLink(tx: Tx, token: string): Promise<ShareRow | null> {
  const keys = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS);
  const hashes = keys.map((key) => hashShareToken(key, token));
  const row = await tx.packLink.findFirst({ where: { purpose: "share", tokenHash: { in: hashes } } });
  return row && row.label !== null ? { ...row, label: row.label } : null;
}

/**
 * Whether a share link opens now, and what it leads to. How often it was used is not looked at: a form that was sent
 * before is answered again although its use was the last.
 */
export async function checkShareLink(
  tx: Tx,
  row: ShareRow,
  pack: LinkedPack | null,
  now: Date,
): Promise<HandedOut | ShareRefusal> {
  if (row.revokedAt !== null) return "link_revoked";
  if (row.expiresAt <= now) return "link_expired";
  return checkLinkedPack(tx, row, pack, now);
}

/** Whether it was used as often as it may be. */
export function isUsedUp(row: Pick<LinkRow, "uses" | "usesMax">): boolean {
  return row.usesMax !== null && row.uses >= row.usesMax;
}

/** When nothing can be had by a share link any more: at its own end or the pack's, whichever comes first. */
export function endOfShare(row: Pick<LinkRow, "expiresAt">, pack: Pick<LinkedPack, "isLegalHold" | "expiresAt">): Date {
  const isPackFirst = !pack.isLegalHold && pack.expiresAt !== null && pack.expiresAt < row.expiresAt;
  return isPackFirst && pack.expiresAt ? pack.expiresAt : row.expiresAt;
}
