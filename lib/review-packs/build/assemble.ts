import { createHash } from "node:crypto";
import { writeZip, type ZipPart } from "@/lib/archive/write-zip";
import type { Collected } from "@/lib/review-packs/build/collected";
import { readRendered } from "@/lib/review-packs/build/render";
import { packedPath, type StagedEntry } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsStorage } from "@/lib/storage/exports";

/**
 * Joins the staged entries to the ZIP of this attempt. Repeating it gives the same bytes under the same name.
 * @throws {StorageError} missing (staging is gone), full, failed; an Error naming an entry that is not what was staged.
 */
export async function assemblePack(claim: PackClaim, collected: Collected): Promise<{ bytes: number; sha256: string }> {
  const entries = await readRendered(collected);
  const parts = entries.map(
    (entry): ZipPart => ({
      name: entry.path,
      bytes: entry.bytes,
      crc32: entry.crc32,
      packedBytes: entry.packed.bytes,
      open: () => readPacked(collected.folder, entry),
    }),
  );
  return exportsStorage().write(claim.filePath, writeZip(parts, new Date(collected.asOf)));
}

/** A staged entry's file. What was hashed when it was written is compared, before a damaged disk goes into a pack. */
async function* readPacked(folder: string, { path, packed }: StagedEntry): AsyncGenerator<Uint8Array> {
  const file = await exportsStorage().open(packedPath(folder, path));
  try {
    const hash = createHash("sha256");
    for await (const piece of file.chunks()) {
      hash.update(piece);
      yield piece;
    }
    if (file.bytes !== packed.bytes || hash.digest("hex") !== packed.sha256)
      throw new Error(`The staged entry ${path} is not what was collected.`);
  } finally {
    await file.close();
  }
}
