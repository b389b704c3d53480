import { smallByte } from "@/lib/review-packs/build/redact/encodings";

/** What an entry has: the hash of its gram, the four bytes behind that, its id, where in it the gram begins, the entry before it in its chain. */
const [ofHash, ofBehind, ofId, ofStart, ofBefore, numbersEach] = [0, 1, 2, 3, 4, 5];
/** Entries lie in blocks of so many, because one array would be copied to grow. */
const blockBits = 15;
const blockEntries = 2 ** blockBits;
const behindBytes = 4;
/** The gram of a string is one of these first bytes. */
const chosenFrom = 80;
const filterBitsEach = 8;
const usedBits = 20;

const base = 0x01000193;
const multiplier = 0x9e3779b1;

/** A number for each byte, the same for a capital letter and a small one. */
const weights = Int32Array.from(smallByte, (byte) => {
  const mixed = Math.imul(byte + 1, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
});

/** How unlike a byte is to what stands everywhere: digits and signs most, then rare letters, dashes and dots. */
const rarity = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[-.jqxyz]/.test(character)) return 1;
  return /[a-z]/.test(character) ? 0 : 2;
});

/**
 * Finds many byte strings at once by a gram of each: so many bytes in a row. Going over a text, a filter says "perhaps" at the
 * grams that are in the index and at one in twenty others; there the bytes behind are compared, and then whoever asks
 * decides. Memory: about thirty bytes for each string, whatever its length.
 */
export class GramIndex {
  readonly #gramBytes: number;
  /** What a byte weighs when it leaves the gram. */
  readonly #leaving: Int32Array;
  /** How often a gram was chosen: one that many strings share, such as a domain, would not tell them apart. */
  readonly #used = new Uint8Array(2 ** usedBits);
  readonly #blocks: Int32Array[] = [];
  #count = 0;
  /** By hash: the newest entry of the chain, counted from 1. */
  #heads = new Int32Array(2);
  #filter = new Int32Array(2);
  #isReady = true;

  /** @param gramBytes no string may be shorter. */
  constructor(gramBytes: number) {
    this.#gramBytes = gramBytes;
    let power = 1;
    for (let i = 0; i < gramBytes; i++) power = Math.imul(power, base);
    this.#leaving = weights.map((weight) => Math.imul(weight, power));
  }

  get count(): number {
    return this.#count;
  }

  /** @param text bytes, one character each, with ASCII letters small. */
  add(text: string, id: number): void {
    const { start, hash } = this.#choose(text);
    if (this.#count === this.#blocks.length * blockEntries)
      this.#blocks.push(new Int32Array(blockEntries * numbersEach));
    const block = this.#blockOf(this.#count);
    const at = placeIn(this.#count);
    block[at + ofHash] = hash;
    block[at + ofBehind] = fourIn(text, start + this.#gramBytes);
    block[at + ofId] = id;
    block[at + ofStart] = start;
    this.#count += 1;
    this.#isReady = false;
  }

  /** Forgets all strings and keeps the memory, for the next ones. */
  clear(): void {
    this.#count = 0;
    this.#used.fill(0);
    this.#isReady = false;
  }

  /** Whether `isThere` says so of any string that may begin at a place in the text. */
  isIn(text: Uint8Array, isThere: (id: number, start: number) => boolean): boolean {
    if (!this.#isReady) this.#chain();
    const [filter, leaving, gramBytes] = [this.#filter, this.#leaving, this.#gramBytes];
    const shift = Math.clz32(filter.length) + 1;
    let hash = 0;
    for (let at = 0; at < Math.min(gramBytes - 1, text.length); at++)
      hash = (Math.imul(hash, base) + (weights[text[at] as number] as number)) | 0;
    let left = 0;
    for (let at = gramBytes - 1; at < text.length; at++) {
      hash = (Math.imul(hash, base) + (weights[text[at] as number] as number) - left) | 0;
      left = leaving[text[at - gramBytes + 1] as number] as number;
      const bits = bitsOf(hash);
      if (((filter[slotOf(hash, shift)] as number) & bits) !== bits) continue;
      if (this.#isAt(text, { hash, start: at - gramBytes + 1 }, isThere)) return true;
    }
    return false;
  }

  #isAt(
    text: Uint8Array,
    { hash, start }: { hash: number; start: number },
    isThere: (id: number, start: number) => boolean,
  ): boolean {
    const behind = fourAt(text, start + this.#gramBytes);
    let next = this.#heads[slotOf(hash, Math.clz32(this.#heads.length) + 1)] as number;
    while (next !== 0) {
      const entry = this.#blockOf(next - 1);
      const at = placeIn(next - 1);
      const wanted = entry[at + ofBehind] as number;
      const isPerhaps = entry[at + ofHash] === hash && (wanted === anyFour || wanted === behind);
      if (isPerhaps && isThere(entry[at + ofId] as number, start - (entry[at + ofStart] as number))) return true;
      next = entry[at + ofBefore] as number;
    }
    return false;
  }

  /** The gram of a string that says most: the least used, of rare bytes, and with four bytes behind it if it can be. */
  #choose(text: string): { start: number; hash: number } {
    const gramBytes = this.#gramBytes;
    const last = Math.max(gramBytes, Math.min(text.length, chosenFrom) - behindBytes);
    let [hash, rare, bestScore] = [0, 0, Number.NEGATIVE_INFINITY];
    const best = { start: 0, hash: 0 };
    for (let at = 0; at < last; at++) {
      const byte = text.charCodeAt(at);
      hash = (Math.imul(hash, base) + (weights[byte] as number)) | 0;
      rare += rarity[byte] as number;
      if (at >= gramBytes) {
        const left = text.charCodeAt(at - gramBytes);
        hash = (hash - (this.#leaving[left] as number)) | 0;
        rare -= rarity[left] as number;
      }
      if (at < gramBytes - 1) continue;
      const score = rare - 4 * (this.#used[slotOf(hash, 32 - usedBits)] as number);
      if (score <= bestScore) continue;
      bestScore = score;
      best.start = at - gramBytes + 1;
      best.hash = hash;
    }
    const used = slotOf(best.hash, 32 - usedBits);
    this.#used[used] = Math.min(255, (this.#used[used] as number) + 1);
    return best;
  }

  #chain(): void {
    const heads = zeros(this.#heads, powerOfTwo(this.#count));
    const filter = zeros(this.#filter, powerOfTwo((this.#count * filterBitsEach) / 32));
    const [headShift, filterShift] = [Math.clz32(heads.length) + 1, Math.clz32(filter.length) + 1];
    for (let entry = 0; entry < this.#count; entry++) {
      const block = this.#blockOf(entry);
      const at = placeIn(entry);
      const hash = block[at + ofHash] as number;
      const [head, slot] = [slotOf(hash, headShift), slotOf(hash, filterShift)];
      block[at + ofBefore] = heads[head] as number;
      heads[head] = entry + 1;
      filter[slot] = (filter[slot] as number) | bitsOf(hash);
    }
    this.#heads = heads;
    this.#filter = filter;
    this.#isReady = true;
  }

  #blockOf(entry: number): Int32Array {
    return this.#blocks[entry >>> blockBits] as Int32Array;
  }
}

/** Where an entry begins in its block. */
const placeIn = (entry: number) => (entry & (blockEntries - 1)) * numbersEach;

/** A place for a hash, by its upper bits: in a table of 2 ** (32 - shift). */
const slotOf = (hash: number, shift: number) => Math.imul(hash, multiplier) >>> shift;

/** Two bits of 32, by the lower bits of a hash. */
const bitsOf = (hash: number) => (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31));

/** Four zeros: no text is compared with them. */
const anyFour = 0;

/** Four bytes as one number, ASCII letters small; anyFour when there are no four. */
function fourAt(bytes: Uint8Array, at: number): number {
  if (at + behindBytes > bytes.length) return anyFour;
  let four = 0;
  for (let i = at; i < at + behindBytes; i++) four = (four << 8) | (smallByte[bytes[i] as number] as number);
  return four;
}

/** The same of a text of small letters, one character a byte. */
function fourIn(text: string, at: number): number {
  if (at + behindBytes > text.length) return anyFour;
  let four = 0;
  for (let i = at; i < at + behindBytes; i++) four = (four << 8) | text.charCodeAt(i);
  return four;
}

/** So many zeros: in the array that is there, if it is as long. */
const zeros = (array: Int32Array<ArrayBuffer>, length: number) =>
  array.length === length ? array.fill(0) : new Int32Array(length);

/** The smallest power of two that is not less, and 2 at least. */
const powerOfTwo = (least: number) => 2 ** Math.max(1, Math.ceil(Math.log2(Math.max(1, least))));
