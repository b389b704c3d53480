/** What a storage failure is about: nothing there, something there already, no room left, or anything else. */
export type StorageErrorCode = "missing" | "exists" | "full" | "failed";

/** Every failure of a disk or an object store is one of these (data-model.md, Storage): nothing is swallowed. The message is for people. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StorageError";
    this.code = code;
  }
}

/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** How much is read at once: 1 MiB is fast for few readers, 256 KiB keeps 200 of them below 50 MB (performance-notes.md). */
export const readBytes = { few: 1024 * 1024, many: 256 * 1024 } as const;

/**
 * A stored file, open. It is this file's bytes to the end, or a StorageError: on a disk also when the file is deleted or replaced
 * meanwhile; of an object store what is being sent goes on, and what is asked for after that fails (docs/decisions/026-object-storage.md).
 */
export interface StoredFile {
  readonly bytes: number;
  /**
   * The bytes as a pull-based web stream, safe when the reader goes away. The stream takes the file over: its end, its
   * failure and its cancellation close it.
   */
  stream(range?: ByteRange, chunkBytes?: number): ReadableStream<Uint8Array>;
  /**
   * The bytes in pieces of at most `chunkBytes`; the file stays open.
   * @throws {StorageError} failed, also when the file ends before the range does; missing when it was deleted meanwhile.
   */
  chunks(range?: ByteRange, chunkBytes?: number): AsyncIterable<Uint8Array>;
  /** Closes the file; again is allowed. */
  close(): Promise<void>;
}

/** What is stored under a path. */
export interface StoredStat {
  bytes: number;
  modifiedAt: Date;
}

const segment = /^\.?[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/**
 * The parts of a path. Only plain names pass, so `..`, absolute paths, NUL and backslashes never reach a file system or a store.
 * @throws {StorageError} failed.
 */
export function splitPath(path: string): string[] {
  const parts = path.split("/");
  if (!parts.every((part) => segment.test(part)))
    throw new StorageError("failed", `Not a path of this disk: ${JSON.stringify(path)}.`);
  return parts;
}

/** A private disk: a folder, a bucket or a container. Paths are `folder/name` of plain ASCII; anything else is refused, so that no path leaves the disk. */
export interface Storage {
  readonly disk: "exports";
  /**
   * Stores a file whole or not at all, replacing what was there; a failing source leaves nothing behind.
   * @returns its size in bytes and SHA-256 (64 hex digits), both of what was written.
   * With `isNew` nothing is replaced: of several writers of one path the first wins.
   * @throws {StorageError} full, failed, or with `isNew` exists; an error of the source comes through as it is.
   */
  write(
    path: string,
    source: AsyncIterable<Uint8Array>,
    rule?: { isNew: boolean },
  ): Promise<{ bytes: number; sha256: string }>;
  /** @throws {StorageError} missing. */
  open(path: string): Promise<StoredFile>;
  /** Null when there is no such file. */
  stat(path: string): Promise<StoredStat | null>;
  /** Deletes a file. @returns whether there was one. */
  remove(path: string): Promise<boolean>;
  /** Deletes a folder with all that is in it; none is no error. */
  removeFolder(prefix: string): Promise<void>;
  /** Every file below a folder, unfinished ones included, in no order. A folder that is not there has none. */
  list(prefix: string): AsyncIterable<StoredStat & { path: string }>;
}
