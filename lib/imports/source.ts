import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { env } from "@/lib/env";
import { fileProblem } from "@/lib/imports/problem";
import type { Storage } from "@/lib/storage/storage";

/** Bytes that can be read more than once: to hash them, to recognise them, to import them. */
export interface ImportSource {
  /** Size in bytes. */
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
  /** Frees what was made for reading: a temporary file, an open handle. */
  close(): Promise<void>;
}

const chunkBytes = 1024 * 1024;

/** What a caller may hand in: a path, or bytes as they arrive (standard input, an upload). */
export type ImportInput = string | AsyncIterable<Uint8Array>;

/**
 * A source over a path, or over a stream by way of a temporary file.
 * @throws {AppError} invalid_input when there is no such file, or it is larger than TENANTPILOT_IMPORT_BYTES_MAX.
 */
export async function openSource(input: ImportInput): Promise<ImportSource> {
  return typeof input === "string" ? fileSource(input) : spoolSource(input);
}

/** A staged upload on the exports disk. */
export async function storedSource(storage: Storage, name: string): Promise<ImportSource> {
  const file = await storage.open(name);
  return { bytes: file.bytes, open: () => file.chunks(), close: () => file.close() };
}

async function fileSource(file: string): Promise<ImportSource> {
  const found = await stat(file).catch(() => null);
  if (!found) throw fileProblem(`There is no file ${file}.`, "Check the path.");
  if (!found.isFile()) throw fileProblem(`${file} is not a file.`, "Name the files of the folder one by one.");
  checkSize(found.size);
  return {
    bytes: found.size,
    open: () => createReadStream(file, { highWaterMark: chunkBytes }),
    close: async () => {},
  };
}

async function spoolSource(input: AsyncIterable<Uint8Array>): Promise<ImportSource> {
  const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-import-"));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const file = path.join(folder, "input");
    const handle = await open(file, "wx", 0o600);
    try {
      for await (const chunk of limitBytes(input)) await handle.writeFile(chunk);
    } finally {
      await handle.close();
    }
    return { ...(await fileSource(file)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Passes bytes on until there are more than may be imported. @throws {AppError} invalid_input. */
export async function* limitBytes(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.byteLength;
    checkSize(bytes);
    yield chunk;
  }
}

function checkSize(bytes: number): void {
  const most = env().TENANTPILOT_IMPORT_BYTES_MAX;
  if (bytes > most)
    throw fileProblem(`The file is larger than ${most} bytes.`, "Split it, or raise TENANTPILOT_IMPORT_BYTES_MAX.");
}

/** SHA-256 of all bytes of a source, 64 hex digits: by it a file is known again. */
export async function hashSource(source: ImportSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source.open()) hash.update(chunk);
  return hash.digest("hex");
}

const tellEveryMs = 500;

/**
 * The same source, which tells how far it has been read: the furthest byte so far, at most twice a second, and never two
 * tellings at once. Nobody waits for them while reading; a telling that fails is only one that is missing.
 */
export function meteredSource(source: ImportSource, tell: (readBytes: number) => Promise<unknown>): ImportSource {
  let furthest = 0;
  let toldAt = performance.now();
  let telling: Promise<unknown> | undefined;
  const note = (at: number) => {
    if (at <= furthest) return;
    furthest = at;
    if (telling || performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    telling = tell(furthest)
      .catch(() => {})
      .finally(() => {
        telling = undefined;
      });
  };
  return {
    bytes: source.bytes,
    async *open() {
      let at = 0;
      for await (const chunk of source.open()) {
        at += chunk.byteLength;
        note(at);
        yield chunk;
      }
    },
    async close() {
      await telling;
      await source.close();
    },
  };
}
