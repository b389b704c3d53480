import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { openEntry, packedPath } from "@/lib/review-packs/build/staging";
import { exportsStorage } from "@/lib/storage/exports";

// Beside the entries, but no entry itself, and gone with the staging. Not in collect's answer: that goes through the queue.
const name = ".personal.jsonl";
const pieceChars = 256 * 1024;

/** The values that the finished pack is searched for, as they are written down while it is read. */
export interface PersonalFile {
  add(value: string): void;
  /** @returns the SHA-256 of all of them. @throws {StorageError} full, failed. */
  end(): Promise<string>;
  /** Gives it up: nothing of it stays. */
  abort(): Promise<void>;
}

/** Opens the list of a pack's personal values for writing. End it or abort it, whatever happens. */
export function openPersonalFile(folder: string): PersonalFile {
  const entry = openEntry(folder, name, "application/jsonl");
  let written = Promise.resolve();
  let rows = 0;
  let piece = "";
  const write = () => {
    const bytes = Buffer.from(piece, "utf8");
    piece = "";
    written = written.then(() => entry.write(bytes));
    // What went wrong is said at the end.
    written.catch(() => {});
  };
  return {
    add(value) {
      piece += `${JSON.stringify(value)}\n`;
      rows += 1;
      if (piece.length > pieceChars) write();
    },
    async end() {
      write();
      await written;
      return (await entry.end(rows)).sha256;
    },
    abort: () => entry.abort(),
  };
}

/**
 * What an openPersonalFile wrote, some hundred values at a time.
 * @throws {StorageError} missing, failed; at the end an Error when it is not what was written.
 */
export async function* readPersonal(folder: string, sha256: string): AsyncGenerator<string[]> {
  const file = await exportsStorage().open(packedPath(folder, name));
  const hash = createHash("sha256");
  const decoder = new TextDecoder();
  try {
    let begun = "";
    for await (const piece of inflated(file.chunks())) {
      hash.update(piece);
      const lines = (begun + decoder.decode(piece, { stream: true })).split("\n");
      begun = lines.pop() ?? "";
      yield lines.map((line) => JSON.parse(line) as string);
    }
    if (begun !== "" || hash.digest("hex") !== sha256)
      throw new Error("What was staged to search the pack for is not what was collected.");
  } finally {
    await file.close();
  }
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 });
  pipeline(Readable.from(packed, { objectMode: false }), inflater, () => {
    // Whatever goes wrong comes out of the inflater.
  });
  yield* inflater;
}
