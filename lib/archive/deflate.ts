import { createHash } from "node:crypto";
import { crc32, createDeflateRaw, type DeflateRaw } from "node:zlib";

/**
 * The compression of every entry (docs/decisions/021): pinned, because an archive's bytes depend on it. Level 6 with a
 * large state and large pieces is a quarter faster than zlib's defaults, and its output is no larger.
 */
const compression = { level: 6, memLevel: 9, chunkSize: 256 * 1024, readableHighWaterMark: 1024 * 1024 };

/** What an archive and a manifest say of an entry's content. */
export interface ContentFacts {
  bytes: number;
  /** 64 hex digits. */
  sha256: string;
  crc32: number;
}

/**
 * Compresses content as it comes (raw deflate, as an archive holds it) and counts it on the way. zlib works on a thread of
 * its own while the next piece is being made. How the content is cut into pieces does not change the result.
 */
export class Deflated implements AsyncIterable<Uint8Array> {
  readonly #content: AsyncIterable<Uint8Array>;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #crc32 = 0;

  /** `content`: a piece is in use until the next one is asked for. */
  constructor(content: AsyncIterable<Uint8Array>) {
    this.#content = content;
  }

  /** The compressed bytes; to be read once. Whatever the content throws comes through. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const zlib = createDeflateRaw(compression);
    this.#feed(zlib).catch((error: unknown) =>
      zlib.destroy(error instanceof Error ? error : new Error(String(error), { cause: error })),
    );
    try {
      for await (const packed of zlib) yield packed;
    } finally {
      zlib.destroy();
    }
  }

  async #feed(zlib: DeflateRaw): Promise<void> {
    for await (const piece of this.#content) {
      this.#hash.update(piece);
      this.#crc32 = crc32(piece, this.#crc32);
      this.#bytes += piece.byteLength;
      await written(zlib, piece);
    }
    zlib.end();
  }

  /** To be asked once, when the compressed bytes were read to their end. */
  facts(): ContentFacts {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex"), crc32: this.#crc32 };
  }
}

/** Waits until zlib needs `piece` no more, or is closed. */
function written(zlib: DeflateRaw, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error("Nobody reads what is compressed any more."));
    zlib.once("close", closed);
    zlib.write(piece, (error) => {
      zlib.off("close", closed);
      if (error) reject(error);
      else resolve();
    });
  });
}
