import { randomBytes } from "node:crypto";
import { type Actor, actorUserId } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import { linkPath, parseLinkKeys, signLink } from "@/lib/download-links/sign";
import { env } from "@/lib/env";
import type { Prisma } from "@/prisma/client/client";

/** The pack and the file of it that a link is for; `until` is null for one on legal hold. */
export interface LinkSubject {
  workspaceId: bigint;
  packId: bigint;
  sha256: string;
  until: Date | null;
}

/** Who is behind a link, as its row keeps it; for one made by a share link, which that was and whom it is for. */
export type LinkMaker = Pick<
  Prisma.PackLinkUncheckedCreateInput,
  "createdByKind" | "createdByUserId" | "createdByTokenId" | "createdByName" | "label" | "shareLinkId" | "pressKey"
>;

/** Who makes a link, as its row keeps it. */
export function makerOf(actor: Actor): LinkMaker {
  return {
    createdByKind: actor.kind,
    createdByUserId: actorUserId(actor),
    createdByTokenId: actor.kind === "token" ? actor.tokenId : null,
    createdByName: actor.name,
  };
}

/** A download link that was written. `path` is its address without the host, and a credential. */
export interface WrittenLink {
  id: string;
  path: string;
  /** Whole seconds: from then on it answers 410. */
  expiresAt: Date;
}

/**
 * Writes the row of a download link for the next minutes (TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES), never beyond
 * `until`, and signs it with the first key. Whoever calls it has asked the policy and writes the audit.
 */
export async function writeLink(tx: Tx, subject: LinkSubject, maker: LinkMaker, now: Date): Promise<WrittenLink> {
  const { workspaceId, packId, sha256: packSha256, until } = subject;
  const ttlMs = env().TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES * 60_000;
  const untilMs = Math.min(now.getTime() + ttlMs, until?.getTime() ?? Infinity);
  const expiresAt = new Date(Math.floor(untilMs / 1000) * 1000);
  const id = newLinkId();
  const keyId = signingLinkKey().id;
  const row = { id, workspaceId, packId, packSha256, purpose: "download", keyId, ...maker, expiresAt, createdAt: now };
  await tx.packLink.create({ data: row });
  return { id, path: pathOfLink(row), expiresAt };
}

/** The path and query of a link that was written before. @throws {Error} when its key is no longer listed. */
export function pathOfLink(row: {
  id: string;
  packId: bigint;
  packSha256: string;
  keyId: string;
  expiresAt: Date;
}): string {
  const key = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS).find(({ id }) => id === row.keyId);
  if (!key) throw new Error("The key of a download link is not listed.");
  const expiresAtSeconds = row.expiresAt.getTime() / 1000;
  const { id: linkId, packId, packSha256 } = row;
  const signature = signLink(key, { linkId, packId, packSha256, expiresAtSeconds });
  return linkPath({ linkId, expiresAtSeconds, keyId: key.id, signature });
}

/** The key that new links are made with: the first of TENANTPILOT_DOWNLOAD_LINK_KEYS. */
export function signingLinkKey() {
  const [key] = parseLinkKeys(env().TENANTPILOT_DOWNLOAD_LINK_KEYS);
  if (!key) throw new Error("There is no key for download links.");
  return key;
}

/** 128 random bits: 22 characters of base64url. */
export function newLinkId(): string {
  return randomBytes(16).toString("base64url");
}
