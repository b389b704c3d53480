/** How each person can be called, and by which value all of that is one pseudonym. In which order they are added makes no difference. */
export class People {
  /** Of a value that only one person has: another one of theirs, and so on to the one that stands for them all. */
  readonly #own = new Map<string, string>();
  /** Of a name: one value of each person who is called so. */
  readonly #called = new Map<string, Set<string>>();
  /** Names of several words, by their first. */
  readonly #phrases = new Map<string, Phrase[]>();

  /**
   * One person: what only they have (sign-in name, mail, id) and what they are called. The pseudonym is made of a value that
   * only they have, of a mail address if there is one. A name that two people share belongs to neither: it is a pseudonym of its own.
   */
  add(own: readonly string[], called: readonly string[]): void {
    const ids = namesOf(own);
    const names = namesOf(called);
    const first = ids[0] ?? names[0];
    if (first === undefined) return;
    for (const name of new Set([...ids, ...names])) this.#addPhrase(name);
    for (const id of ids) this.#unite(id, first);
    for (const name of names) this.#called.set(name, (this.#called.get(name) ?? new Set()).add(first));
  }

  /** What the pseudonym of this name is made of; null when it is nobody's that is known. */
  find(name: string): string | null {
    const key = normal(name);
    let found = this.#own.has(key) ? this.#standsFor(key) : null;
    for (const value of this.#called.get(key) ?? []) {
      const person = this.#standsFor(value);
      if (found !== null && found !== person) return key;
      found = person;
    }
    return found;
  }

  /** Every value that somebody is known by, in small letters: the search of the logs looks for them. */
  names(): string[] {
    return [...this.#own.keys(), ...this.#called.keys()];
  }

  /** The names of several words that begin with this one, in small letters, those of the most words first. */
  phrasesFrom(word: string): readonly Phrase[] {
    return this.#phrases.get(word) ?? [];
  }

  /** Two values of one person, who may have been two until now. */
  #unite(id: string, other: string): void {
    const [a, b] = [this.#standsFor(id), this.#standsFor(other)];
    const better = a.includes("@") === b.includes("@") ? a < b : a.includes("@");
    this.#own.set(a, better ? a : b);
    this.#own.set(b, better ? a : b);
  }

  #standsFor(value: string): string {
    let at = value;
    for (let next = this.#own.get(at); next !== undefined && next !== at; next = this.#own.get(at)) at = next;
    return at;
  }

  #addPhrase(name: string): void {
    if (this.#own.has(name) || this.#called.has(name)) return;
    const space = name.indexOf(" ");
    if (space < 0) return;
    const first = peel(name.slice(0, space)).core;
    const others = name
      .slice(space + 1)
      .split(" ")
      .map((word) => peel(word).core);
    const all = this.#phrases.get(first) ?? [];
    const shorter = all.findIndex((one) => one.others.length < others.length);
    all.splice(shorter < 0 ? all.length : shorter, 0, { name, others });
    this.#phrases.set(first, all);
  }
}

/** A name of several words. */
export interface Phrase {
  name: string;
  /** The words behind the first, without the punctuation around them. */
  others: readonly string[];
}

const shortestName = 3;

const namesOf = (texts: readonly string[]) => texts.map(normal).filter((name) => name.length >= shortestName);

/** Small letters and single spaces: the same name however it is written. */
export function normal(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
}

/** The outermost punctuation of a word, and the word itself. */
export function peel(word: string): { before: string; core: string; after: string } {
  const rest = word.replace(/^[^\p{L}\p{N}]+/u, "");
  const core = rest.replace(/[^\p{L}\p{N}\p{M}]+$/u, "");
  return { before: word.slice(0, word.length - rest.length), core, after: rest.slice(core.length) };
}
