import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { shareTargetPattern } from "@/lib/download-links/guard-target";
import type { LinkKey } from "@/lib/download-links/sign";

const purpose = "tenantpilot share link, version 1";

/** 256 random bits: 43 characters of base64url. */
export function newShareToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The path of a share link; a credential, like the token itself. */
export function sharePath(token: string): string {
  return `/s/${token}`;
}

/** The token in an address as it was asked for, undecoded; null for every other spelling, and with anything after it. */
export function parseShareUrl(url: string): string | null {
  return shareTargetPattern.exec(url.replace(/^https?:\/\/[^/?#\\]+/, ""))?.[1] ?? null;
}

/**
 * What is kept of a token: HMAC-SHA256 of its characters (64 hex digits) under a key derived for this purpose and key id,
 * so that a key that is dropped kills its share links as it kills its download links, and so that no token can be made by
 * whoever can only write to the database.
 */
export function hashShareToken(key: LinkKey, token: string): string {
  const derived = hkdfSync("sha256", key.secret, "", `${purpose}, key ${key.id}`, 32);
  return createHmac("sha256", Buffer.from(derived)).update(token, "utf8").digest("hex");
}
