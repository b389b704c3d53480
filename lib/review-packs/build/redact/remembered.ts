// What one costs besides its characters.
const charsEach = 40;

/** What was worked out for texts. Once it would take more than some characters it begins anew: memory does not depend on the number of rows. */
export class Remembered<Made> {
  readonly #charsMax: number;
  readonly #made = new Map<string, Made>();
  #chars = 0;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  /** What `work` makes of a text: it must depend on nothing else, and make something. */
  of(text: string, work: (text: string) => Made): Made {
    const known = this.#made.get(text);
    if (known !== undefined) return known;
    const made = work(text);
    const chars = 2 * text.length + charsEach;
    this.#chars += chars;
    if (this.#chars > this.#charsMax) {
      this.#made.clear();
      this.#chars = chars;
    }
    this.#made.set(text, made);
    return made;
  }
}
