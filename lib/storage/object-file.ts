import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type ObjectHead, type ObjectStore, type Patience, storageError } from "@/lib/storage/object-store";
import { inPieces } from "@/lib/storage/pieces";
import { pulledStream } from "@/lib/storage/pulled-stream";
import { type ByteRange, readBytes, StorageError, type StoredFile } from "@/lib/storage/storage";

/** An object as a file that is open: every range is one GET of that version, taken up again where it breaks off. */
export function openObject(store: ObjectStore, path: string, head: ObjectHead, patience: Patience): StoredFile {
  const closing = new AbortController();
  const whole = { start: 0, end: head.bytes - 1 };
  const chunks = (range: ByteRange = whole, chunkBytes: number = readBytes.few) =>
    inPieces(readRange({ store, path, head, patience, closing: closing.signal }, range), chunkBytes);
  const close = async () => closing.abort();
  return {
    bytes: head.bytes,
    chunks,
    stream: (range, chunkBytes) => pulledStream(chunks(range, chunkBytes), close),
    close,
  };
}

interface Reading {
  store: ObjectStore;
  path: string;
  head: ObjectHead;
  patience: Patience;
  closing: AbortSignal;
}

const triesMax = 4;

/** A store ends connections that wait for a slow reader, so a broken one is no failure until it breaks again and again without a byte. */
async function* readRange(reading: Reading, range: ByteRange): AsyncGenerator<Uint8Array> {
  const { store, path, closing } = reading;
  let position = range.start;
  for (let failures = 0; position <= range.end; ) {
    try {
      for await (const piece of readOnce(reading, { start: position, end: range.end })) {
        position += piece.byteLength;
        failures = 0;
        yield piece;
      }
      if (position <= range.end) failures += 1;
    } catch (error) {
      const fault = store.faultOf(error);
      if (closing.aborted) throw new StorageError("failed", `${path} was closed while it was read.`);
      if (fault.kind === "missing") throw storageError(`${path} was deleted while it was read`, fault);
      if (fault.kind === "exists") throw new StorageError("failed", `${path} was replaced while it was read.`);
      failures += 1;
      if (failures >= triesMax) throw storageError(`${path} could not be read`, fault);
    }
    if (failures >= triesMax) throw new StorageError("failed", `${path} ends at byte ${position}, before it should.`);
    if (failures > 0) await pause(50 * 2 ** failures);
  }
}

/** One GET. Its connection is given up when the reader leaves, when the file is closed, and when no byte comes for too long. */
async function* readOnce(
  { store, path, head, patience, closing }: Reading,
  range: ByteRange,
): AsyncGenerator<Uint8Array> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, closing]);
  let body: Readable | undefined;
  try {
    body = await within(patience.callMs, signal, store.get(path, range, head.version, signal));
    // What breaks after the reader has left is told to nobody.
    body.on("error", () => {});
    const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
    for (;;) {
      const next = await within(patience.stallMs, signal, pieces.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    leaving.abort();
    body?.destroy();
  }
}

/** The same work, given up at the time limit and when the signal says so, whether or not it can be ended. */
async function within<T>(limitMs: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  let giveUp = () => {};
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    giveUp = () => reject(new DOMException("given up", "AbortError"));
    timer = setTimeout(() => reject(new DOMException("too late", "TimeoutError")), limitMs);
  });
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp);
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  });
}
