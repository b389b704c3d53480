import { normal } from "@/lib/review-packs/build/redact/people";
import { judgeWord } from "@/lib/review-packs/build/redact/word";

/** How many values are remembered, and how long one is at most: memory does not depend on the number of findings. */
const peopleMax = 100_000;
const othersMax = 20_000;
const charsMax = 200;
const charsMin = 5;

/**
 * The personal values that were met while a pack was read: what the finished pack is searched for before it becomes ready.
 * Past the limits the first ones stay.
 */
export class Personal {
  /** By the name in small letters, the value as it was met. */
  readonly #people = new Map<string, string>();
  readonly #others = new Map<string, string>();
  readonly #public: string;
  #isComplete = true;

  /** @param isPublic texts that a pack names openly, such as the tenant's own name: what is part of one is not searched for. */
  constructor(isPublic: readonly string[]) {
    this.#public = isPublic.map(normal).join("\n");
  }

  /**
   * Remembers a value. Not one of few characters, which stands in other words by chance, and not one that is made of words
   * on the list, which texts use without meaning it; but a person's full name is searched for whatever it is made of.
   */
  add(value: string, isPerson: boolean): void {
    const values = isPerson ? this.#people : this.#others;
    const name = cut(normal(value));
    if (name.length < charsMin || values.has(name)) return;
    if (values.size >= (isPerson ? peopleMax : othersMax)) this.#isComplete = false;
    else if (!this.#public.includes(name) && !isCommon(name, isPerson)) values.set(name, cut(value.trim()));
  }

  values(): string[] {
    return [...this.#people.values(), ...this.#others.values()];
  }

  /** Whether all values that were met are among them. */
  get isComplete(): boolean {
    return this.#isComplete;
  }
}

/** The first characters, and no half of one. */
const cut = (value: string) => value.slice(0, charsMax).replace(/[\ud800-\udbff]$/, "");

/** Made of words on the list; or a number or digits of a hash, which stand in other numbers by chance. */
function isCommon(name: string, isPerson: boolean): boolean {
  if (/^[0-9a-f.-]{1,11}$/.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name)) return true;
  const words = name.split(" ");
  return (words.length === 1 || !isPerson) && words.every((word) => !/\d/.test(word) && judgeWord(word) === "pass");
}
