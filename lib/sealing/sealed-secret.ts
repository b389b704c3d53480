import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** A secret as the database keeps it: encrypted, with the id of the key that opens it. */
export interface SealedSecret {
  keyId: string;
  /** Nonce (12 bytes), tag (16 bytes), ciphertext. */
  bytes: Uint8Array;
}

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** The id of the key that seals now; null when none was given, so that no secret can be kept. */
export function sealingKeyId(): string | null {
  return sealingKeys()[0]?.id ?? null;
}

/** The ids of all keys that open: a secret of another key is lost until that key is put back. */
export function knownKeyIds(): string[] {
  return sealingKeys().map(({ id }) => id);
}

/**
 * Encrypts a secret with AES-256-GCM (NIST SP 800-38D) under the first of TENANTPILOT_ENCRYPTION_KEYS, with a random nonce.
 * @param context what it belongs to: it opens for the same context only, so that no row's secret works in another row.
 * @throws {AppError} unavailable when no key was given.
 */
export function sealSecret(secret: string, context: string): SealedSecret {
  const [key] = sealingKeys();
  if (!key)
    throw new AppError("unavailable", "This TenantPilot has no key to encrypt credentials with.", {
      next: "Ask whoever runs it to set TENANTPILOT_ENCRYPTION_KEYS.",
    });
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key.bytes, nonce).setAAD(Buffer.from(context, "utf8"));
  const text = Buffer.concat([sealing.update(secret, "utf8"), sealing.final()]);
  return { keyId: key.id, bytes: Buffer.concat([nonce, sealing.getAuthTag(), text]) };
}

/**
 * What was sealed.
 * @throws {AppError} unavailable when its key is not among ours; conflict when it was changed, or sealed for another context.
 */
export function openSecret({ keyId, bytes }: SealedSecret, context: string): string {
  const key = sealingKeys().find(({ id }) => id === keyId);
  if (!key)
    throw new AppError("unavailable", `The credential was encrypted with the key ${keyId}, which is not here.`, {
      next: "Put the key back into TENANTPILOT_ENCRYPTION_KEYS, or enter the credential again.",
    });
  const sealed = Buffer.from(bytes);
  try {
    const opening = createDecipheriv(cipher, key.bytes, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    opening.setAAD(Buffer.from(context, "utf8"));
    opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("conflict", "The stored credential is damaged and cannot be read.", {
      next: "Enter the credential again.",
      cause,
    });
  }
}

/** The keys in their order. The schema of lib/env.ts has checked them. */
function sealingKeys(): { id: string; bytes: Buffer }[] {
  const text = env().TENANTPILOT_ENCRYPTION_KEYS;
  return (text ? text.split(",") : []).map((pair) => {
    const [id = "", key = ""] = pair.split(":");
    return { id, bytes: Buffer.from(key, "base64url") };
  });
}
