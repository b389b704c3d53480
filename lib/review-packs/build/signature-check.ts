import type { PackProblem } from "@/lib/review-packs/build/compare-entries";
import type { Manifest } from "@/lib/review-packs/build/manifest-format";

// What a manifest's signature is worth. Nothing here needs Node, because a browser asks the same.

/**
 * good: made over this manifest with a key that the reader trusts. unknown_key: with one that the reader does not know.
 * bad: not of this manifest by the key that it names. none: there is no signature to check.
 */
export type SignatureState = "good" | "unknown_key" | "bad" | "none";

/** The key as the manifest names it, and what checking it gave. */
export interface SignatureFinding {
  state: SignatureState;
  keyId: string | null;
  /** Of the public key, 64 hex digits. */
  fingerprint: string | null;
}

/** Checks one signature; null when the reader does not know the key that is named. */
export type CheckSignature = (
  key: { id: string; fingerprint: string },
  manifest: Uint8Array,
  signature: Uint8Array,
) => boolean | null | Promise<boolean | null>;

/** What is read of the archive for this: the manifest's own bytes, and manifest.sig or null when there is none. */
export interface SignedBytes {
  manifest: Uint8Array;
  signature: Uint8Array | null;
}

const none: SignatureFinding = { state: "none", keyId: null, fingerprint: null };

/** Checks the signature over a manifest that could be read. A manifest that names no key is from before there were signatures. */
export async function checkManifest(
  { signature: named }: Manifest,
  bytes: SignedBytes,
  check: CheckSignature,
): Promise<{ finding: SignatureFinding; problems: PackProblem[] }> {
  if (!named) {
    const problem = { path: "manifest.sig", problem: "It was added: the manifest names no key that it could be of." };
    return { finding: none, problems: bytes.signature ? [problem] : [] };
  }
  const key = { id: named.key_id, fingerprint: named.public_key_sha256 };
  const found = (state: SignatureState) => ({ state, keyId: key.id, fingerprint: key.fingerprint });
  if (!bytes.signature)
    return { finding: found("none"), problems: [{ path: "manifest.sig", problem: "It was dropped." }] };
  const isRight = await check(key, bytes.manifest, bytes.signature);
  if (isRight === null) return { finding: found("unknown_key"), problems: [] };
  if (isRight) return { finding: found("good"), problems: [] };
  const problem = `It was changed: manifest.sig is not its signature by the key ${key.id}.`;
  return { finding: found("bad"), problems: [{ path: "manifest.json", problem }] };
}
