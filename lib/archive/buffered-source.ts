import type { ByteSource } from "@/lib/archive/read-zip";

const windowBytes = 256 * 1024;
const smallBytes = 16 * 1024;

/** A source that reads ahead for small ranges: an archive's headers are small, many, and nearly in order. Large ranges pass through. */
export function bufferedSource(source: ByteSource): ByteSource {
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  return {
    bytes: source.bytes,
    async *chunks(range = { start: 0, end: source.bytes - 1 }, chunkBytes) {
      const { start, end } = range;
      if (end - start >= smallBytes) return yield* source.chunks(range, chunkBytes);
      if (start < windowStart || end >= windowStart + window.length) {
        windowStart = start;
        const pieces: Uint8Array[] = [];
        for await (const piece of source.chunks({ start, end: Math.min(source.bytes, start + windowBytes) - 1 }))
          pieces.push(piece);
        window = Buffer.concat(pieces);
      }
      if (end >= start) yield window.subarray(start - windowStart, end - windowStart + 1);
    },
  };
}
