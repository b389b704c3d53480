import { createHash } from "node:crypto";
import { writeZip, type ZipSource } from "@/lib/archive/write-zip";
import type { Collected } from "@/lib/review-packs/build/collected";
import { readRendered } from "@/lib/review-packs/build/render";
import { type StagedEntry, stagedPath } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsDisk } from "@/lib/storage/disk";

/**
 * Packs the staged entries into the ZIP of this attempt. Repeating it gives the same bytes under the same name.
 * @throws {StorageError} missing (staging is gone), full, failed; an Error naming an entry that is not what was staged.
 */
export async function assemblePack(claim: PackClaim, collected: Collected): Promise<{ bytes: number; sha256: string }> {
  const entries = await readRendered(collected);
  const sources = entries.map(
    (entry): ZipSource => ({ name: entry.path, open: () => readStaged(collected.folder, entry) }),
  );
  return exportsDisk().write(claim.filePath, writeZip(sources, new Date(collected.asOf)));
}

/** A staged entry's bytes. What was hashed when it was written is compared, before a damaged disk goes into a pack. */
async function* readStaged(folder: string, entry: StagedEntry): AsyncGenerator<Uint8Array> {
  const file = await exportsDisk().open(stagedPath(folder, entry.path));
  try {
    const hash = createHash("sha256");
    for await (const piece of file.chunks()) {
      hash.update(piece);
      yield piece;
    }
    if (file.bytes !== entry.bytes || hash.digest("hex") !== entry.sha256)
      throw new Error(`The staged entry ${entry.path} is not what was collected.`);
  } finally {
    await file.close();
  }
}
