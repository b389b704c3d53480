import { isUtf8 } from "node:buffer";
import { fileProblem } from "@/lib/imports/problem";

/** The encodings that are read. Anything else is refused in words (imports.md, Bad input). */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

interface Beginning {
  encoding: Encoding;
  /** Bytes of the byte order mark. */
  skip: number;
}

/** What the first bytes say: a byte order mark decides, without one it is UTF-8. @throws {AppError} for archives and other encodings. */
export function readBeginning(head: Uint8Array): Beginning {
  const [a = 1, b = 1, c = 1, d = 1] = head;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) throw refused("UTF-32");
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) throw refused("UTF-32");
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", skip: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", skip: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", skip: 3 };
  if (a === 0x50 && b === 0x4b && (c === 3 || c === 5)) throw packed("a ZIP archive");
  if (a === 0x1f && b === 0x8b) throw packed("compressed with gzip");
  if (head.byteLength >= 2 && (a === 0 || b === 0)) throw refused("UTF-16 or UTF-32 without a byte order mark");
  return { encoding: "utf-8", skip: 0 };
}

const refused = (name: string) =>
  fileProblem(
    `The file is written in ${name}. UTF-8 and UTF-16 with a byte order mark are read.`,
    "Save it as UTF-8 and import it again.",
  );

const packed = (what: string) =>
  fileProblem(`The file is ${what}. Archives are not opened.`, "Unpack it and import the files that are in it.");

/**
 * The text of a file as valid UTF-8 without a byte order mark, in the pieces in which it arrives. A character is never
 * split between two pieces.
 * @throws {AppError} invalid_input with the byte at which the text stops being what it says it is.
 */
export async function* readUtf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let text: TextReader | undefined;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const piece = join(waiting, chunk);
    if (!text && piece.byteLength < 4) {
      waiting = piece;
      continue;
    }
    text ??= new TextReader(piece);
    const read = text.read(piece);
    waiting = read.rest;
    if (read.text.byteLength > 0) yield read.text;
  }
  text ??= new TextReader(waiting);
  const last = text.end(waiting);
  if (last.byteLength > 0) yield last;
}

/** Turns pieces of one file into UTF-8. */
class TextReader {
  readonly #encoding: Encoding;
  readonly #convert: (piece: Buffer) => Buffer;
  #skip: number;
  #position = 0;

  constructor(head: Buffer) {
    const { encoding, skip } = readBeginning(head);
    this.#encoding = encoding;
    this.#skip = skip;
    this.#convert = converter(encoding);
  }

  /** The whole characters of a piece, and the bytes that wait for the next one. */
  read(piece: Buffer): { text: Buffer; rest: Buffer } {
    const bare = this.#withoutMark(piece);
    const whole = wholeCharacters(bare, this.#encoding);
    return { text: this.#take(bare.subarray(0, whole)), rest: bare.subarray(whole) };
  }

  /** What is left at the end of the file. */
  end(piece: Buffer): Buffer {
    return this.#take(this.#withoutMark(piece));
  }

  #withoutMark(piece: Buffer): Buffer {
    const skip = this.#skip;
    this.#skip = 0;
    this.#position += skip;
    return piece.subarray(skip);
  }

  #take(piece: Buffer): Buffer {
    const from = this.#position;
    this.#position += piece.byteLength;
    try {
      return this.#convert(piece);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw fileProblem(
        `The file is not valid text: somewhere after byte ${from} there are bytes that are neither UTF-8 nor the encoding of its byte order mark.`,
        "Save it as UTF-8 and import it again.",
      );
    }
  }
}

function join(waiting: Buffer, chunk: Uint8Array): Buffer {
  const next = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return waiting.byteLength === 0 ? next : Buffer.concat([waiting, next]);
}

function converter(encoding: Encoding): (piece: Buffer) => Buffer {
  if (encoding === "utf-8") return passUtf8;
  const name = encoding;
  // A decoder of its own for each piece: pieces hold whole characters, and a half one at the end has to be an error.
  return (piece) => Buffer.from(new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(piece), "utf8");
}

function passUtf8(piece: Buffer): Buffer {
  if (!isUtf8(piece)) throw new TypeError("not UTF-8");
  return piece;
}

/** How many bytes of a piece end with a whole character. */
function wholeCharacters(piece: Buffer, encoding: Encoding): number {
  const { length } = piece;
  if (encoding !== "utf-8") return wholeUtf16(piece, length - (length % 2), encoding);
  // A character of UTF-8 has at most four bytes: look for a lead byte among the last three.
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = piece[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return sequenceBytes(byte) > back ? length - back : length;
  }
  return length;
}

/** A pair of surrogates stays together: a high one as the last unit waits for its other half. */
function wholeUtf16(piece: Buffer, even: number, encoding: Encoding): number {
  if (even < 2) return even;
  const upper = piece[encoding === "utf-16le" ? even - 1 : even - 2] ?? 0;
  return upper >= 0xd8 && upper <= 0xdb ? even - 2 : even;
}

const sequenceBytes = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
