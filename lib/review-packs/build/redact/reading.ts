import type { Escaping } from "@/lib/review-packs/build/redact/escapes";

/** What stands before the first byte and behind the last: a line end touches no value. */
const edge = Buffer.of(10);

const nothing = Buffer.alloc(0);

/** What an escape stands for has no more bytes. */
const undoneBytesMax = 4;

/**
 * A text that comes in pieces, as it is or with one kind of escape undone: says which parts of it have to be searched, so that
 * a value is found that two pieces share. With escapes undone those are the parts around them: the others stand as they are,
 * and are searched as that. What it says is good until it is asked again.
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
  /** Used again for each piece: new memory for each would keep the garbage collector busy. */
  #room: Buffer = nothing;

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
    if (!this.#escaping) return [this.#seam(piece), piece];
    const bytes = this.#begun.length > 0 ? Buffer.concat([this.#begun, piece]) : piece;
    this.#begun = nothing;
    const leads = this.#escaping.leads.map((lead) => bytes.indexOf(lead));
    if (leads.some((at) => at >= 0)) return this.#undo(this.#escaping, bytes, leads, isLast);
    const isNear = this.#since < this.#before.length;
    this.#since += bytes.length;
    const seam = this.#seam(bytes);
    return isNear ? [seam] : [];
  }

  /** The end of what was read before, and the beginning of this. */
  #seam(bytes: Uint8Array): Buffer {
    const [before, reach] = [this.#before, this.#reach];
    const seam = Buffer.concat([before, bytes.subarray(0, reach)]);
    this.#before = bytes.length < reach ? Buffer.from(seam.subarray(-reach)) : Buffer.from(bytes.subarray(-reach));
    return seam;
  }

  /** @param leads where each of the bytes that escapes begin with stands next. */
  #undo(escaping: Escaping, bytes: Uint8Array, leads: number[], isLast: boolean): Uint8Array[] {
    const [before, reach] = [this.#before, this.#reach];
    const text = this.#roomFor(before.length + bytes.length);
    text.set(before);
    const places = this.#since < before.length ? [before.length - this.#since] : [];
    let [from, to] = [0, before.length];
    for (;;) {
      const at = Math.min(...leads.map((one) => (one < 0 ? bytes.length : one)));
      text.set(bytes.subarray(from, at), to);
      to += at - from;
      if (at === bytes.length) break;
      if (!isLast && at + escaping.bytesMax > bytes.length) {
        this.#begun = Buffer.from(bytes.subarray(at));
        break;
      }
      const undone = escaping.undo(bytes, at, text, to);
      if (undone) places.push(to);
      else text[to] = bytes[at] as number;
      to += undone?.written ?? 1;
      from = at + (undone?.read ?? 1);
      for (const [which, one] of leads.entries())
        if (one >= 0 && one < from) leads[which] = bytes.indexOf(escaping.leads[which] as number, from);
    }
    const last = places.at(-1);
    this.#since = last === undefined ? Number.POSITIVE_INFINITY : to - last;
    this.#before = Buffer.from(text.subarray(Math.max(0, to - reach), to));
    return partsAround(places, text.subarray(0, to), reach);
  }

  #roomFor(bytes: number): Buffer {
    if (this.#room.length < bytes) this.#room = Buffer.allocUnsafeSlow(bytes);
    return this.#room;
  }
}

/** The parts of a text that are so near to one of the places in it, which are in order. */
function partsAround(places: readonly number[], text: Uint8Array, reach: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let [from, to] = [0, 0];
  for (const place of places) {
    if (place - reach > to) {
      if (to > 0) parts.push(text.subarray(from, to));
      from = place - reach;
    }
    to = place + undoneBytesMax + reach;
  }
  if (to > 0) parts.push(text.subarray(from, to));
  return parts;
}
