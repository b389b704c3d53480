import { type Encoded, encodingsMax, encodingsOf, smallByte } from "@/lib/review-packs/build/redact/encodings";
import { escapings } from "@/lib/review-packs/build/redact/escapes";
import { GramIndex } from "@/lib/review-packs/build/redact/gram-index";
import { Reading } from "@/lib/review-packs/build/redact/reading";

const longGram = 8;
const shortGram = 5;

/** A search is full with so many byte strings: about a hundred megabytes. */
const stringsAtOnce = 3_000_000;

/**
 * Searches bytes for many values at once, each in every usual encoding, a piece at a time. Escapes are undone in the text;
 * other encodings are looked for as they are (encodings.ts). Values are added until it is full; the next search has the others.
 */
export class ValueSearch {
  #values: string[] = [];
  readonly #long = new GramIndex(longGram);
  readonly #short = new GramIndex(shortGram);
  #longest = 0;
  readonly #lasting: { value: number; encodings: Encoded[] } = { value: -1, encodings: [] };

  readonly #stringsMax: number;

  constructor(values: Iterable<string> = [], stringsMax = stringsAtOnce) {
    this.#stringsMax = stringsMax;
    for (const value of values) this.add(value);
  }

  get isFull(): boolean {
    return this.#long.count + this.#short.count + encodingsMax > this.#stringsMax;
  }

  get isEmpty(): boolean {
    return this.#values.length === 0;
  }

  add(value: string): void {
    const at = this.#values.push(value) - 1;
    encodingsOf(value).forEach(({ text }, which) => {
      const id = at * encodingsMax + which;
      this.#longest = Math.max(this.#longest, text.length);
      if (text.length >= longGram) this.#long.add(text, id);
      else if (text.length >= shortGram) this.#short.add(text, id);
    });
  }

  /** Forgets all values and keeps the memory, for the next ones. */
  clear(): void {
    this.#values = [];
    this.#longest = 0;
    this.#lasting.value = -1;
    this.#long.clear();
    this.#short.clear();
  }

  /** Whether any of the values stands in what the pieces make up. */
  async isIn(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<boolean> {
    const readings = [null, ...escapings].map((escaping) => new Reading(escaping, this.#longest + 1));
    for await (const piece of pieces)
      if (readings.some((reading) => reading.next(piece).some((part) => this.#isInBytes(part)))) return true;
    return readings.some((reading) => reading.end().some((part) => this.#isInBytes(part)));
  }

  #isInBytes(bytes: Uint8Array): boolean {
    const stands = (id: number, start: number) => this.#stands(bytes, id, start);
    return (
      (this.#long.count > 0 && this.#long.isIn(bytes, stands)) ||
      (this.#short.count > 0 && this.#short.isIn(bytes, stands))
    );
  }

  #stands(bytes: Uint8Array, id: number, start: number): boolean {
    const encoded = this.#encodingsOf(Math.floor(id / encodingsMax))[id % encodingsMax];
    return encoded !== undefined && stands(bytes, start, encoded);
  }

  /** Made again when asked for: kept, they would take more memory than all else. */
  #encodingsOf(at: number): Encoded[] {
    if (this.#lasting.value !== at) {
      this.#lasting.value = at;
      this.#lasting.encodings = encodingsOf(this.#values[at] ?? "");
    }
    return this.#lasting.encodings;
  }
}

/** Searches for all of the values, for as many at once as one search takes: it is used again when the next one is asked for. */
export async function* searchesFor(
  values: AsyncIterable<readonly string[]>,
  stringsMax = stringsAtOnce,
): AsyncGenerator<ValueSearch> {
  const search = new ValueSearch([], stringsMax);
  for await (const some of values) {
    for (const value of some) search.add(value);
    if (!search.isFull) continue;
    yield search;
    search.clear();
  }
  if (!search.isEmpty) yield search;
}

function stands(bytes: Uint8Array, start: number, { text, needsEdges }: Encoded): boolean {
  if (start < 0 || start + text.length > bytes.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (smallByte[bytes[start + at] ?? 0] !== text.charCodeAt(at)) return false;
  }
  return !needsEdges || !(isWordByte(bytes[start - 1]) || isWordByte(bytes[start + text.length]));
}

/** Undefined: it stands in another piece, and the value is met there again. */
const isWordByte = (byte: number | undefined) => byte === undefined || /[a-z0-9]/i.test(String.fromCharCode(byte));
