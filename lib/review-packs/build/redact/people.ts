/** How each person can be called, and by which value all of that is one pseudonym. */
export class People {
  readonly #byName = new Map<string, string | null>();
  /** Names of several words, by their first. */
  readonly #phrases = new Map<string, string[][]>();

  /**
   * One person: what only they have (sign-in name, mail, id) and what they are called. The first is what the pseudonym is made
   * of. A name that two people share belongs to neither: it is a pseudonym of its own.
   */
  add(own: readonly string[], called: readonly string[] = []): void {
    const ids = namesOf(own);
    const names = namesOf(called);
    const known = ids.map((id) => this.#byName.get(id)).find((one) => typeof one === "string");
    const canonical = known ?? ids[0] ?? names[0];
    if (canonical === undefined) return;
    for (const name of new Set([...ids, ...names])) {
      const before = this.#byName.get(name);
      this.#byName.set(name, before === undefined || before === canonical ? canonical : null);
      if (before === undefined) this.#addPhrase(name);
    }
  }

  /** What the pseudonym of this name is made of; null when it is nobody's that is known. */
  find(name: string): string | null {
    const key = normal(name);
    const canonical = this.#byName.get(key);
    if (canonical === undefined) return null;
    return canonical ?? key;
  }

  /** The names of several words that begin with this one, in small letters, the longest first. */
  phrasesFrom(word: string): readonly string[][] {
    return this.#phrases.get(word) ?? [];
  }

  /** Every name that is known, in small letters. */
  names(): IterableIterator<string> {
    return this.#byName.keys();
  }

  #addPhrase(name: string): void {
    const words = name.split(" ");
    const [first] = words;
    if (first === undefined || words.length < 2) return;
    const all = [...(this.#phrases.get(first) ?? []), words].sort((a, b) => b.length - a.length);
    this.#phrases.set(first, all);
  }
}

const shortestName = 3;

const namesOf = (texts: readonly string[]) => texts.map(normal).filter((name) => name.length >= shortestName);

/** Small letters and single spaces: the same name however it is written. */
export function normal(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
}
