import { AppError } from "@/lib/errors";
import { newStagedPath, shownFileName } from "@/lib/imports/import-record";
import { limitBytes } from "@/lib/imports/source";
import { exportsStorage } from "@/lib/storage/exports";

/** A file of an upload: on the exports disk, or refused while it came in. */
export interface StagedFile {
  fileName: string;
  bytes: number;
  sha256: string | null;
  stagedPath: string | null;
  refusal?: { message: string; next: string };
}

/**
 * Takes one file of an upload as it comes in. One that is too large is refused by itself, so that the others are still looked at.
 * @throws {StorageError} when the disk does not take it.
 */
export async function stageFile(name: string, source: AsyncIterable<Uint8Array>): Promise<StagedFile> {
  const fileName = shownFileName(name);
  const stagedPath = newStagedPath();
  try {
    const { bytes, sha256 } = await exportsStorage().write(stagedPath, limitBytes(source));
    return { fileName, bytes, sha256, stagedPath };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const refusal = { message: error.message, next: error.next ?? "" };
    return { fileName, bytes: 0, sha256: null, stagedPath: null, refusal };
  }
}

/** Removes staged files that nobody owns, or is to own any more. */
export async function removeStaged(paths: readonly (string | null)[]): Promise<void> {
  for (const path of paths) if (path !== null) await exportsStorage().remove(path);
}
