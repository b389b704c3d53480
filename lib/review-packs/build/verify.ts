import type { Collected } from "@/lib/review-packs/build/collected";
import { inspectPack } from "@/lib/review-packs/build/inspect";
import type { Manifest } from "@/lib/review-packs/build/manifest-format";
import type { SignatureFinding } from "@/lib/review-packs/build/signature-check";
import type { PackClaim } from "@/lib/review-packs/claim";
import { checkByKeys } from "@/lib/signing/keys";
import { listKnownKeys } from "@/lib/signing/known-keys";
import { exportsStorage } from "@/lib/storage/exports";

/** A stored pack that is not what it should be. The message names the entry, or the archive. */
export class PackDamagedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PackDamagedError";
  }
}

/**
 * Opens the stored ZIP of this attempt again and reads it to the end, before the pack may become ready: size and SHA-256
 * as assembled, every entry as in the manifest, the manifest as collected and signed with the key that was chosen then.
 * @throws {PackDamagedError} naming the entry. @throws {StorageError} missing, failed.
 */
export async function verifyPack(
  claim: PackClaim,
  assembled: { bytes: number; sha256: string },
  collected: Collected,
): Promise<void> {
  const { manifest, signature } = await verifyStoredPack(claim.filePath, assembled);
  if (signature.state !== "good" || signature.fingerprint !== collected.signing.fingerprint)
    throw new PackDamagedError("manifest.sig: It is not by the key that the pack was to be signed with.");
  if (manifest.pack.pack_id !== String(claim.packId))
    throw new PackDamagedError("manifest.json: It is of another pack.");
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry.sha256]));
  for (const { path, sha256 } of collected.entries) {
    if (listed.get(path) !== sha256)
      throw new PackDamagedError(`${path}: The manifest does not say what was collected.`);
  }
}

/**
 * The same for any stored pack, against the size and SHA-256 that its row has: what a replay of a ready pack does.
 * @throws {PackDamagedError} naming the entry. @throws {StorageError} missing, failed.
 */
export async function verifyStoredPack(
  filePath: string,
  recorded: { bytes: number; sha256: string },
): Promise<{ manifest: Manifest; signature: SignatureFinding }> {
  const keys = await listKnownKeys();
  const file = await exportsStorage().open(filePath);
  try {
    const { bytes, sha256, manifest, signature, problems } = await inspectPack(file, checkByKeys(keys));
    const [first] = problems;
    if (first) throw new PackDamagedError(`${first.path || "The archive"}: ${first.problem}`);
    if (bytes !== recorded.bytes)
      throw new PackDamagedError(`The archive: It has ${bytes} bytes, and ${recorded.bytes} are recorded.`);
    if (sha256 !== recorded.sha256)
      throw new PackDamagedError("The archive: Its SHA-256 is not the one that is recorded.");
    if (!manifest) throw new PackDamagedError("manifest.json: It is missing.");
    if (signature.state === "unknown_key")
      throw new PackDamagedError("manifest.sig: It is by a key that is not known here.");
    return { manifest, signature };
  } finally {
    await file.close();
  }
}
