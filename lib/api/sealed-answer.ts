import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { ApiAnswer } from "@/lib/api/operation";

// A kept answer may hold a download link, which is a credential. It is encrypted with a key that is made from the token
// itself, of which the database has the hash only: nobody reads it there, and whoever may ask again can.

const cipher = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** An answer as it is kept for its token. */
export function sealAnswer(token: string, answer: ApiAnswer): Buffer {
  const iv = randomBytes(ivBytes);
  const sealing = createCipheriv(cipher, keyOf(token), iv);
  const text = Buffer.concat([sealing.update(JSON.stringify(answer), "utf8"), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), text]);
}

/** What was sealed. @throws {Error} when it was sealed for another token, or changed since. */
export function openAnswer(token: string, sealed: Uint8Array): ApiAnswer {
  const bytes = Buffer.from(sealed);
  const opening = createDecipheriv(cipher, keyOf(token), bytes.subarray(0, ivBytes));
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const text = Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]);
  return JSON.parse(text.toString("utf8"));
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync("sha256", token, "", "tenantpilot api answer", 32));
}
