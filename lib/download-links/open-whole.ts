import { exportsStorage } from "@/lib/storage/exports";
import { StorageError, type StoredFile } from "@/lib/storage/storage";

/** Why a ready pack's file is not handed out; kept in the audit. */
export type FileRefusal = "file_missing" | "file_altered" | "storage_failed";

/** The open file, if it has the size of the pack, or why there is none that may be handed out. */
export async function openWhole(path: string, bytes: number): Promise<StoredFile | FileRefusal> {
  try {
    const file = await exportsStorage().open(path);
    if (file.bytes === bytes) return file;
    await file.close();
    return "file_altered";
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return error.code === "missing" ? "file_missing" : "storage_failed";
  }
}
