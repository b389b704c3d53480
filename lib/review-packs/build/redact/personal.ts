import { normal } from "@/lib/review-packs/build/redact/people";
import { Seen } from "@/lib/review-packs/build/redact/seen";
import { judgeWord } from "@/lib/review-packs/build/redact/word";

/** Of a longer value its beginning is searched for. */
const charsMax = 200;
const charsMin = 5;

/**
 * The personal values that are met while a pack is read: what the finished pack is searched for before it becomes ready. Each
 * is told of once and not kept, so that memory does not depend on how many there are.
 */
export class Personal {
  readonly #seen = new Seen();
  readonly #public: string;
  readonly #onNew: (value: string) => void;

  /**
   * @param isPublic texts that a pack names openly, such as the tenant's own name: what is part of one is not searched for.
   * @param onNew is told each value, as it was met first.
   */
  constructor(isPublic: readonly string[], onNew: (value: string) => void) {
    this.#public = isPublic.map(normal).join("\n");
    this.#onNew = onNew;
  }

  /**
   * Takes note of a value. Not of one of few characters, which stands in other words by chance, and not of one that is made of words
   * on the list, which texts use without meaning it; but a person's full name is searched for whatever it is made of.
   */
  add(value: string, isPerson: boolean): void {
    const name = cut(normal(value));
    if (name.length < charsMin || !this.#seen.isNew(isPerson ? `person ${name}` : name)) return;
    if (!this.#public.includes(name) && !isCommon(name, isPerson)) this.#onNew(cut(value.trim()));
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
