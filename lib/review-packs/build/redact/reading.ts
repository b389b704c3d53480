import type { Escaping } from "@/lib/review-packs/build/redact/escapes";

/** What stands before the first byte and behind the last: a line end touches no value. */
const edge = Buffer.of(10);

const nothing = Buffer.alloc(0);

/**
 * A text that comes in pieces, as it is or with one kind of escape undone: says which parts of it have to be searched, so that
 * a value is found that two pieces share. With escapes undone those are the parts around them: the others stand as they are,
 * and are searched as that.
 */
export class Reading {
  readonly #escaping: Escaping | null;
  readonly #reach: number;
  /** The last bytes of what was read so far. */
  #before: Buffer = edge;
  /** Bytes since the last escape that was undone. */
  #since = Number.POSITIVE_INFINITY;
  /** The end of the last piece, which may be the beginning of an escape. */
  #begun: Buffer = nothing;

  /** @param reach more bytes than the longest value has. */
  constructor(escaping: Escaping | null, reach: number) {
    this.#escaping = escaping;
    this.#reach = reach;
  }

  /** What is to be searched now that a piece has come. */
  next(piece: Uint8Array): Uint8Array[] {
    return this.#read(piece, false);
  }

  /** What is to be searched when no other piece comes. */
  end(): Uint8Array[] {
    return this.#read(edge, true);
  }

  #read(piece: Uint8Array, isLast: boolean): Uint8Array[] {
    const { text, places } = this.#escaping ? this.#undo(this.#escaping, piece, isLast) : { text: piece, places: null };
    const [before, reach] = [this.#before, this.#reach];
    this.#before = lastOf(before, text, reach);
    if (places === null) return [Buffer.concat([before, text])];
    if (this.#since < before.length) places.unshift(-this.#since);
    const last = places.at(-1);
    this.#since = last === undefined ? Number.POSITIVE_INFINITY : text.length - last;
    return partsAround(places, before, text, reach);
  }

  /** The text with its escapes undone, and where in it each of them stood. */
  #undo({ leads, bytesMax, undo }: Escaping, piece: Uint8Array, isLast: boolean) {
    const bytes = this.#begun.length > 0 ? Buffer.concat([this.#begun, piece]) : piece;
    const next = leads.map((lead) => bytes.indexOf(lead));
    const places: number[] = [];
    this.#begun = nothing;
    if (next.every((at) => at < 0)) return { text: bytes, places };
    const text = Buffer.allocUnsafe(bytes.length);
    let [from, to] = [0, 0];
    for (;;) {
      const at = Math.min(...next.map((one) => (one < 0 ? bytes.length : one)));
      text.set(bytes.subarray(from, at), to);
      to += at - from;
      if (at === bytes.length) break;
      if (!isLast && at + bytesMax > bytes.length) {
        this.#begun = Buffer.from(bytes.subarray(at));
        break;
      }
      const undone = undo(bytes, at, text, to);
      if (undone) places.push(to);
      else text[to] = bytes[at] as number;
      to += undone?.written ?? 1;
      from = at + (undone?.read ?? 1);
      leads.forEach((lead, which) => {
        const one = next[which] as number;
        if (one >= 0 && one < from) next[which] = bytes.indexOf(lead, from);
      });
    }
    return { text: text.subarray(0, to), places };
  }
}

/** The last bytes of two texts in a row. A copy: a piece is somebody else's. */
function lastOf(before: Uint8Array, text: Uint8Array, bytes: number): Buffer {
  const both = text.length < bytes ? Buffer.concat([before, text]) : text;
  return Buffer.from(both.subarray(Math.max(0, both.length - bytes)));
}

/** The parts of two texts in a row that are so near to one of the places. Those are counted from the beginning of the second, in order. */
function partsAround(places: readonly number[], before: Uint8Array, text: Uint8Array, reach: number): Uint8Array[] {
  if (places.length === 0) return [];
  const both = Buffer.concat([before, text]);
  const parts: Uint8Array[] = [];
  let [from, to] = [0, 0];
  for (const place of places) {
    const at = before.length + place;
    if (at - reach > to) {
      if (to > 0) parts.push(both.subarray(from, to));
      from = at - reach;
    }
    to = at + longestUndone + reach;
  }
  parts.push(both.subarray(from, to));
  return parts;
}

/** What an escape stands for has no more bytes. */
const longestUndone = 4;
