import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

// An API token: "tenantpilot_", 32 random bytes, then the CRC-32 of those characters; both in base 62, so that a double
// click takes all of it, and a scanner for secrets can tell one from a word that looks like it.

const start = "tenantpilot_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretCharacters = 43;
const checkCharacters = 6;
const shownCharacters = 6;
const shape = new RegExp(`^${start}([0-9A-Za-z]{${secretCharacters}})([0-9A-Za-z]{${checkCharacters}})$`);

/** A new token, to be shown this once, with what is kept of it. */
export function makeToken(): { token: string; hash: string; prefix: string } {
  const secret = base62(BigInt(`0x${randomBytes(32).toString("hex")}`), secretCharacters);
  const token = `${start}${secret}${checkOf(secret)}`;
  return { token, hash: hashToken(token), prefix: token.slice(0, start.length + shownCharacters) };
}

/** Whether a text can be a token of ours at all: asked before the database is. */
export function isTokenText(text: string): boolean {
  const [, secret, check] = shape.exec(text) ?? [];
  return secret !== undefined && check === checkOf(secret);
}

/** SHA-256 of a token, 64 hex digits. It has 256 random bits, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function checkOf(secret: string): string {
  return base62(BigInt(crc32(secret)), checkCharacters);
}

function base62(value: bigint, characters: number): string {
  let text = "";
  for (let rest = value; text.length < characters; rest /= 62n) text = digits[Number(rest % 62n)] + text;
  return text;
}
