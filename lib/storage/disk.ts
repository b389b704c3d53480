import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, opendir, rename, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { openStoredFile } from "@/lib/storage/disk-file";
import { type Storage, StorageError, type StoredStat, splitPath } from "@/lib/storage/storage";

/** A disk below `root`, which is made when it is first written to. */
export function diskStorage(root: string): Storage {
  const at = (name: string) => resolveWithin(root, name);
  return {
    disk: "exports",
    write: async (name, source, rule) => writeWhole(at(name), source, rule?.isNew ? linkNew : rename),
    open: async (name) => openStoredFile(at(name), name),
    stat: async (name) => statFile(at(name)),
    remove: async (name) => removeFile(at(name)),
    removeFolder: async (prefix) => {
      // A writer who has not heard yet may put one more file into what is being emptied.
      await rm(at(prefix), { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }).catch(
        rethrow(`The folder ${prefix} could not be deleted`),
      );
    },
    async *list(prefix) {
      yield* listBelow(at(prefix), prefix);
    },
  };
}

function resolveWithin(root: string, name: string): string {
  return path.join(/*turbopackIgnore: true*/ path.resolve(root), ...splitPath(name));
}

// Small pieces are gathered up to this size, so that an archive's headers do not cost a system call each.
const gatherBytes = 256 * 1024;

/** As rename, but fails with EEXIST where there is a file of that name. */
async function linkNew(partial: string, target: string): Promise<void> {
  await link(partial, target);
  await unlink(partial);
}

async function writeWhole(
  target: string,
  source: AsyncIterable<Uint8Array>,
  giveName: (partial: string, target: string) => Promise<void>,
): Promise<{ bytes: number; sha256: string }> {
  const folder = path.dirname(target);
  const partial = path.join(folder, `.${path.basename(target)}.${randomBytes(6).toString("hex")}.partial`);
  await makeFolder(folder).catch(rethrow("The folder could not be made"));
  const handle = await open(partial, "wx", 0o600).catch(rethrow("The file could not be made"));
  try {
    const written = await writeAll(handle, source);
    await finish(handle, written.bytes).catch(rethrow("The file could not be finished"));
    await handle.close().catch(rethrow("The file could not be closed"));
    await giveName(partial, target).catch(rethrow("The file could not be given its name"));
    await syncFolder(folder).catch(rethrow("The folder could not be made durable"));
    return written;
  } catch (error) {
    await handle.close().catch(() => {});
    await unlink(partial).catch(() => {});
    throw error;
  }
}

async function writeAll(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    await writeFully(handle, waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    if (waitingBytes >= gatherBytes) await flush();
  }
  if (waitingBytes > 0) await flush();
  return { bytes, sha256: hash.digest("hex") };
}

/** One write may take fewer bytes than it was given; the rest is written again. */
async function writeFully(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let done = 0; done < data.byteLength; ) {
    const { bytesWritten } = await handle
      .write(data, done, data.byteLength - done, null)
      .catch(rethrow("The file could not be written"));
    if (bytesWritten === 0) throw new StorageError("full", `${noRoom} (a write took no bytes).`);
    done += bytesWritten;
  }
}

async function finish(handle: FileHandle, bytes: number): Promise<void> {
  await handle.sync();
  const { size } = await handle.stat();
  if (size !== bytes) throw new StorageError("failed", `The file has ${size} bytes, and ${bytes} were written.`);
}

/** Makes a folder and makes it durable: each new folder's name lives in the one above it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const above = path.dirname(first);
  for (let current = folder; current !== above; ) {
    current = path.dirname(current);
    await syncFolder(current);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statFile(file: string): Promise<StoredStat | null> {
  const found = await stat(file).catch(nullIfMissing("The file could not be looked at"));
  return found?.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : null;
}

async function removeFile(file: string): Promise<boolean> {
  const removed = await unlink(file).then(() => true, nullIfMissing("The file could not be deleted"));
  if (!removed) return false;
  await syncFolder(path.dirname(file)).catch(rethrow("The folder could not be made durable"));
  return true;
}

async function* listBelow(folder: string, prefix: string): AsyncIterable<StoredStat & { path: string }> {
  const entries = await opendir(folder).catch(nullIfMissing("The folder could not be listed"));
  if (!entries) return;
  for await (const entry of entries) {
    const name = `${prefix}/${entry.name}`;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* listBelow(file, name);
    else {
      const found = await statFile(file);
      if (found) yield { path: name, ...found };
    }
  }
}

const noRoom = "The disk is full";

/** Turns what the file system threw into a StorageError that says what was being done. */
function rethrow(doing: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof StorageError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new StorageError("full", `${noRoom}. ${doing} (${code}). Free some space, then generate again.`, error);
    if (code === "EEXIST") throw new StorageError("exists", `${doing}: it is there already (EEXIST).`, error);
    if (code === "ENOENT") throw new StorageError("missing", `${doing}: it is not there (ENOENT).`, error);
    throw new StorageError(
      "failed",
      `${doing} (${code || (error instanceof Error ? error.message : String(error))}).`,
      error,
    );
  };
}

function nullIfMissing(doing: string): (error: unknown) => null {
  return (error) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    return rethrow(doing)(error);
  };
}
