import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const prefix = /^signkey-\w+-/;

/**
 * `x-inngest-signature` over a body (inngest-wire.md, section 6): HMAC-SHA256 of body and time, keyed with the text of the
 * signing key after its prefix. The body has to be RFC 8785 text, since that is what the SDK checks.
 */
export function signBody(body: string, signingKey: string, now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000));
  const mac = createHmac("sha256", signingKey.replace(prefix, "")).update(body).update(seconds).digest("hex");
  return `t=${seconds}&s=${mac}`;
}

/** The key as the SDK proves it when it registers: its prefix, and SHA-256 of the hex-decoded rest (section 2). */
export function hashedSigningKey(signingKey: string): string {
  const start = prefix.exec(signingKey)?.[0] ?? "";
  return (
    start +
    createHash("sha256")
      .update(Buffer.from(signingKey.slice(start.length), "hex"))
      .digest("hex")
  );
}

/** Compares secrets in a time that tells nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
