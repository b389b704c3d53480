import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** A secret of the download links and the short name by which a link says which one it was signed with. */
export interface LinkKey {
  id: string;
  secret: Uint8Array;
}

/** What a link is bound to. A change of any of these makes another link. */
export interface LinkFacts {
  linkId: string;
  packId: bigint;
  packSha256: string;
  /** Whole seconds since 1970 (UTC) from which the link no longer works. */
  expiresAtSeconds: number;
}

/** What an address carries: everything as text, strictly parsed, nothing of it trusted yet. */
export interface LinkToken {
  linkId: string;
  expiresAtSeconds: number;
  keyId: string;
  /** 64 lower-case hexadecimal digits. */
  signature: string;
}

const purpose = "tenantpilot download link, version 1";
/** GET and HEAD are one class: who may read the file may ask how long it is. */
const methodClass = "GET";

/** Takes the place of a key that there is none of, so that an unknown key costs as much time as a known one. */
const decoy: LinkKey = { id: "", secret: randomBytes(32) };

/** The keys of TENANTPILOT_DOWNLOAD_LINK_KEYS (`id:base64url,…`), in its order. The schema of lib/env.ts has checked it. */
export function parseLinkKeys(text: string): LinkKey[] {
  return text.split(",").map((pair) => {
    const colon = pair.indexOf(":");
    return { id: pair.slice(0, colon), secret: Buffer.from(pair.slice(colon + 1), "base64url") };
  });
}

/** The MAC of a link as 64 lower-case hexadecimal digits. */
export function signLink(key: LinkKey, facts: LinkFacts): string {
  return macOf(key, facts).toString("hex");
}

/**
 * Whether `token` was signed for exactly these facts with one of the keys. Takes the same time whether the key is known
 * or not and wherever the signatures differ. A key that was taken out of the list no longer verifies anything.
 */
export function verifyLink(keys: readonly LinkKey[], facts: LinkFacts, token: LinkToken): boolean {
  const key = keys.find((candidate) => candidate.id === token.keyId);
  const expected = macOf(key ?? decoy, { ...facts, expiresAtSeconds: token.expiresAtSeconds });
  const isEqual = timingSafeEqual(expected, Buffer.from(token.signature, "hex"));
  return isEqual && key !== undefined;
}

/** The path and query of a link (downloads.md, The link). */
export function linkPath(token: LinkToken): string {
  return `/d/${token.linkId}?exp=${token.expiresAtSeconds}&kid=${token.keyId}&sig=${token.signature}`;
}

/** The path and query of a link: the one spelling that linkPath writes. */
export const linkTargetPattern =
  /^\/d\/([A-Za-z0-9_-]{22})\?exp=([1-9][0-9]{9})&kid=([a-z0-9]{1,16})&sig=([0-9a-f]{64})$/;

const originPattern = /^https?:\/\/[^/?#\\]+/;

/**
 * Reads a link from the address as it was asked for, undecoded. Only the one spelling that linkPath writes is accepted:
 * no parameter twice, missing, added or moved, nothing percent-encoded, no fragment.
 * @returns null for every other address.
 */
export function parseLinkUrl(url: string): LinkToken | null {
  const found = linkTargetPattern.exec(url.replace(originPattern, ""));
  if (found === null) return null;
  // Each group of the pattern takes part in every match.
  const [, linkId, exp, keyId, signature] = found as unknown as [string, string, string, string, string];
  return { linkId, expiresAtSeconds: Number(exp), keyId, signature };
}

/** HMAC-SHA256 (RFC 2104) with a key derived for this purpose and key id by HKDF-SHA256 (RFC 5869). */
function macOf(key: LinkKey, facts: LinkFacts): Buffer {
  const derived = hkdfSync("sha256", key.secret, "", `${purpose}, key ${key.id}`, 32);
  const hmac = createHmac("sha256", Buffer.from(derived));
  const fields = [purpose, methodClass, facts.linkId, facts.packId, facts.expiresAtSeconds, facts.packSha256];
  for (const field of fields) hmac.update(lengthPrefixed(String(field)));
  return hmac.digest();
}

/** Four bytes of length, then the text: no two lists of fields give the same bytes. */
function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
