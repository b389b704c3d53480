import type { Collected } from "@/lib/review-packs/build/collected";
import { inspectPack } from "@/lib/review-packs/build/inspect";
import type { Manifest } from "@/lib/review-packs/build/sections/manifest";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsDisk } from "@/lib/storage/disk";

/** A stored pack that is not what it should be. The message names the entry, or the archive. */
export class PackDamagedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PackDamagedError";
  }
}

/**
 * Opens the stored ZIP of this attempt again and reads it to the end, before the pack may become ready: size and SHA-256
 * as assembled, every entry as in the manifest, and the manifest as collected.
 * @throws {PackDamagedError} naming the entry. @throws {StorageError} missing, failed.
 */
export async function verifyPack(
  claim: PackClaim,
  assembled: { bytes: number; sha256: string },
  collected: Collected,
): Promise<void> {
  const manifest = await verifyStoredPack(claim.filePath, assembled);
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
): Promise<Manifest> {
  const file = await exportsDisk().open(filePath);
  try {
    const { bytes, sha256, manifest, problems } = await inspectPack(file);
    const [first] = problems;
    if (first) throw new PackDamagedError(`${first.path || "The archive"}: ${first.problem}`);
    if (bytes !== recorded.bytes)
      throw new PackDamagedError(`The archive: It has ${bytes} bytes, and ${recorded.bytes} are recorded.`);
    if (sha256 !== recorded.sha256)
      throw new PackDamagedError("The archive: Its SHA-256 is not the one that is recorded.");
    if (!manifest) throw new PackDamagedError("manifest.json: It is missing.");
    return manifest;
  } finally {
    await file.close();
  }
}
