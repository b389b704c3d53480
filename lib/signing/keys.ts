import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The public part of a key that packs are signed with: all that is needed to check what it signed. */
export interface PublicKey {
  /** By this a manifest says which key it was signed with. */
  id: string;
  /** SubjectPublicKeyInfo as PEM (RFC 7468, RFC 8410), as openssl reads it. */
  pem: string;
  /** SHA-256 of the SubjectPublicKeyInfo in DER, 64 hex digits. */
  fingerprint: string;
}

/** A key of this product's own. */
export interface SigningKey extends PublicKey {
  /** The Ed25519 signature (RFC 8032), 64 bytes: the same bytes give the same signature, however often it is asked. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A signature of Ed25519 has this many bytes. */
export const signatureBytes = 64;

// PrivateKeyInfo (RFC 8410, section 7) up to the 32 bytes of the key itself.
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/** The keys of TENANTPILOT_SIGNING_KEYS (`id:base64url,…`) in its order. The schema of lib/env.ts has checked it. */
export function parseSigningKeys(text: string): SigningKey[] {
  return text.split(",").map((pair) => {
    const [id = "", seed = ""] = pair.split(":");
    const der = Buffer.concat([pkcs8Head, Buffer.from(seed, "base64url")]);
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    return { ...publicKeyOf(id, createPublicKey(privateKey)), sign: (bytes) => sign(null, bytes, privateKey) };
  });
}

/** The keys that packs are signed with here, the one that signs new packs first. */
export function signingKeys(): [SigningKey, ...SigningKey[]] {
  const [first, ...others] = parseSigningKeys(env().TENANTPILOT_SIGNING_KEYS);
  if (!first) throw new Error("TENANTPILOT_SIGNING_KEYS has no key.");
  return [first, ...others];
}

/** A public key that somebody gives. @throws {AppError} invalid_input when the text is no Ed25519 public key in PEM. */
export function readPublicKey(id: string, pem: string): PublicKey {
  try {
    const key = createPublicKey(pem);
    // createPublicKey takes a private key too, and answers with its public part: nobody is to pass that on by mistake.
    if (key.asymmetricKeyType === "ed25519" && !pem.includes("PRIVATE KEY")) return publicKeyOf(id, key);
  } catch {
    // Said below.
  }
  throw new AppError("invalid_input", "This is no Ed25519 public key in PEM.", {
    next: "Take the file from /.well-known/tenantpilot-signing-keys/<id>.pem of the TenantPilot that made the pack.",
  });
}

/** Whether `signature` is that of exactly these bytes by the owner of the key. */
export function isSignedBy(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === signatureBytes && verify(null, bytes, key.pem, signature);
}

/** The 32 bytes of the key itself as base64, for readers that know no PEM: the end of its SubjectPublicKeyInfo (RFC 8410). */
export function rawPublicKey({ pem }: PublicKey): string {
  return createPublicKey(pem).export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
}

/** Checks signatures by any of these keys; null for a key that is not among them. */
export function checkByKeys(keys: readonly PublicKey[]) {
  return ({ id }: { id: string }, bytes: Uint8Array, signature: Uint8Array): boolean | null => {
    const key = keys.find((one) => one.id === id);
    return key ? isSignedBy(key, bytes, signature) : null;
  };
}

function publicKeyOf(id: string, key: KeyObject): PublicKey {
  const der = key.export({ format: "der", type: "spki" });
  return {
    id,
    pem: key.export({ format: "pem", type: "spki" }).toString(),
    fingerprint: createHash("sha256").update(der).digest("hex"),
  };
}
