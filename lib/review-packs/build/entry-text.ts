import type { OpenEntry } from "@/lib/review-packs/build/staging";

const slabBytes = 512 * 1024;
// UTF-8 has at most three bytes for each UTF-16 code unit.
const bytesPerUnitMax = 3;
// One is filled, one waits, one is compressed (OpenEntry).
const slabs = 3;

/**
 * Text on its way into an entry. Each text is encoded where it will lie in the piece that is written: more than twice as
 * fast as joining texts and encoding the result, which copies them first. The pieces' memory is used again, because
 * memory that was never touched before costs as much time as what is done with it.
 */
export class EntryText {
  readonly #entry: OpenEntry;
  readonly #slabs = Array.from({ length: slabs }, () => Buffer.allocUnsafeSlow(slabBytes));
  #slab = this.#slabs[0] as Buffer;
  #used = 0;
  #pieces = 0;

  constructor(entry: OpenEntry) {
    this.#entry = entry;
  }

  /** Whether `text` can be added before the next flush. */
  fits(text: string): boolean {
    return this.#used + text.length * bytesPerUnitMax <= this.#slab.length;
  }

  /** Adds a text that fits. */
  add(text: string): void {
    this.#used += this.#slab.write(text, this.#used);
  }

  /** Hands on what there is, waiting until there is room for it, and makes room for `text`. */
  async flush(text = ""): Promise<void> {
    if (this.#used > 0) {
      await this.#entry.write(this.#slab.subarray(0, this.#used));
      this.#pieces += 1;
    }
    const bytes = text.length * bytesPerUnitMax;
    const next = this.#slabs[this.#pieces % slabs] as Buffer;
    this.#slab = bytes > next.length ? Buffer.allocUnsafeSlow(bytes) : next;
    this.#used = 0;
  }

  /** Adds a text of any length, waiting when there is no room. For what is not written a million times. */
  async append(text: string): Promise<void> {
    if (!this.fits(text)) await this.flush(text);
    this.add(text);
  }
}
