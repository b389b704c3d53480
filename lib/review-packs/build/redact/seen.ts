const slotsAtFirst = 1024;
/** Thirty-two megabytes, and half as many texts. */
const slotsMax = 2 ** 22;

/**
 * Which texts were met before, in sixteen bytes or so for each: by 64 bits of a hash. That a text is taken for another one happens in
 * one of some ten million packs with a million texts. Past two million it begins anew, so a text may be new twice.
 */
export class Seen {
  #slots = new Uint32Array(2 * slotsAtFirst);
  #count = 0;

  /** Whether the text was not met before; from now on it was. */
  isNew(text: string): boolean {
    let one = 0x2545f491;
    let other = 0x6c62272e;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      one = Math.imul(one ^ unit, 0x85ebca6b);
      one ^= one >>> 15;
      other = Math.imul(other ^ unit, 0xc2b2ae35);
      other ^= other >>> 13;
    }
    // Two zeros are an empty slot.
    return this.#put(one >>> 0 || 1, other >>> 0);
  }

  #put(one: number, other: number): boolean {
    const slots = this.#slots;
    const last = slots.length / 2 - 1;
    let at = (one ^ (other << 7)) & last;
    while (slots[2 * at] !== 0) {
      if (slots[2 * at] === one && slots[2 * at + 1] === other) return false;
      at = (at + 1) & last;
    }
    slots[2 * at] = one;
    slots[2 * at + 1] = other;
    this.#count += 1;
    if (2 * this.#count > slots.length / 2) this.#makeRoom();
    return true;
  }

  #makeRoom(): void {
    const before = this.#slots;
    const isLargest = before.length === 2 * slotsMax;
    this.#slots = new Uint32Array(isLargest ? 2 * slotsAtFirst : 2 * before.length);
    this.#count = 0;
    if (isLargest) return;
    for (let at = 0; at < before.length; at += 2)
      if (before[at] !== 0) this.#put(before[at] as number, before[at + 1] as number);
  }
}
