import { type Encoded, encodingsOf, smallByte } from "@/lib/review-packs/build/redact/encodings";

const gramBytes = 5;
const classBits = 6;
const gramMask = 2 ** (gramBytes * classBits) - 1;
const filterBits = 22;
const multiplier = 0x9e3779b1;

/** Letters, digits and what stands in encodings are classes of their own; all other bytes share what is left. */
const classOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = "abcdefghijklmnopqrstuvwxyz0123456789%&#;=\\+/@._- :,'\0".indexOf(
    String.fromCharCode(smallByte[byte] ?? 0),
  );
  return at >= 0 ? at : 54 + (byte % 10);
});

/** Bytes at the end of a piece that are looked at again with the next one: as long as the longest that is searched for. */
const overlap = 1024;

/** What stands before the first byte and behind the last: a line end touches no value. */
const edge = Uint8Array.of(10);

/**
 * Searches bytes for many values at once, each in every usual encoding, a piece at a time. Every five bytes are looked up in
 * a filter; only where it says "perhaps" is anything compared. Memory: four megabytes, and about fifty bytes for each encoding of a value.
 */
export class ValueSearch {
  readonly #values: readonly string[];
  readonly #filter = new Uint8Array(2 ** (filterBits - 3));
  /** By gram: which encodings of which values it is part of. */
  readonly #grams = new Map<number, number | number[]>();
  /** By encoding: the four bytes behind its gram. Nearly all that the filter lets through by chance ends here. */
  readonly #behind = new Map<number, number>();
  readonly #lasting: { value: number; encodings: Encoded[] } = { value: -1, encodings: [] };

  constructor(values: readonly string[]) {
    this.#values = values;
    values.forEach((value, at) => {
      encodingsOf(value).forEach((encoded, which) => {
        this.#add(encoded, at * encodingsMax + which);
      });
    });
  }

  /** Whether any of the values stands in what the pieces make up. */
  async isIn(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<boolean> {
    let before: Uint8Array = edge;
    for await (const piece of pieces) {
      const bytes = Buffer.concat([before, piece]);
      if (this.#isInBytes(bytes)) return true;
      before = Uint8Array.from(bytes.subarray(Math.max(0, bytes.length - overlap)));
    }
    return this.#isInBytes(Buffer.concat([before, edge]));
  }

  #isInBytes(bytes: Uint8Array): boolean {
    const filter = this.#filter;
    let gram = 0;
    for (let at = 0; at < bytes.length; at++) {
      gram = ((gram << classBits) | (classOf[bytes[at] as number] as number)) & gramMask;
      const slot = Math.imul(gram, multiplier) >>> (32 - filterBits);
      if (((filter[slot >>> 3] as number) >>> (slot & 7)) & 1 && this.#isAt(bytes, at - gramBytes + 1, gram))
        return true;
    }
    return false;
  }

  #isAt(bytes: Uint8Array, start: number, gram: number): boolean {
    const found = this.#grams.get(gram);
    if (found === undefined) return false;
    const ids = typeof found === "number" ? [found] : found;
    const behind = fourFrom(bytes, start + gramBytes);
    return ids.some((id) => {
      if ((this.#behind.get(id) ?? behind) !== behind) return false;
      const encoded = this.#encodingsOf(Math.floor(id / encodingsMax))[id % encodingsMax];
      return encoded !== undefined && stands(bytes, start - rarestGram(encoded.bytes), encoded);
    });
  }

  /** Made again when asked for: kept, they would take more memory than all else. */
  #encodingsOf(at: number): Encoded[] {
    if (this.#lasting.value !== at) {
      this.#lasting.value = at;
      this.#lasting.encodings = encodingsOf(this.#values[at] ?? "");
    }
    return this.#lasting.encodings;
  }

  #add({ bytes }: Encoded, id: number): void {
    if (bytes.length < gramBytes) return;
    const from = rarestGram(bytes);
    let gram = 0;
    for (const byte of bytes.subarray(from, from + gramBytes)) gram = (gram << classBits) | (classOf[byte] ?? 0);
    gram &= gramMask;
    const slot = Math.imul(gram, multiplier) >>> (32 - filterBits);
    this.#filter[slot >>> 3] = (this.#filter[slot >>> 3] ?? 0) | (1 << (slot & 7));
    if (from + gramBytes + 4 <= bytes.length) this.#behind.set(id, fourFrom(bytes, from + gramBytes));
    const before = this.#grams.get(gram);
    if (before === undefined) this.#grams.set(gram, id);
    else if (typeof before === "number") this.#grams.set(gram, [before, id]);
    else before.push(id);
  }
}

/** Four bytes, ASCII letters small, as one number. */
function fourFrom(bytes: Uint8Array, at: number): number {
  let four = 0;
  for (let i = at; i < at + 4; i++) four = (four << 8) | (smallByte[bytes[i] ?? 0] ?? 0);
  return four;
}

/** More than encodingsOf gives. */
const encodingsMax = 128;

/** Where in a value the five bytes begin that are least like what stands everywhere: with the most digits and signs. */
function rarestGram(bytes: Uint8Array): number {
  let best = 0;
  let most = -1;
  for (let from = 0; from + gramBytes <= bytes.length && from < overlap; from++) {
    let signs = 0;
    for (let at = from; at < from + gramBytes; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < 97 || byte > 122) signs += byte === 45 || byte === 46 ? 1 : 2;
      else if (byte === 106 || byte === 113 || byte >= 120) signs += 1;
    }
    if (signs > most) [best, most] = [from, signs];
  }
  return best;
}

function stands(bytes: Uint8Array, start: number, { bytes: wanted, needsEdges }: Encoded): boolean {
  if (start < 0 || start + wanted.length > bytes.length) return false;
  for (let at = 0; at < wanted.length; at++) {
    if (smallByte[bytes[start + at] ?? 0] !== wanted[at]) return false;
  }
  return !needsEdges || !(isWordByte(bytes[start - 1]) || isWordByte(bytes[start + wanted.length]));
}

/** Undefined: it stands in another piece, and the value is met there again. */
const isWordByte = (byte: number | undefined) => byte === undefined || /[a-z0-9]/i.test(String.fromCharCode(byte));
