import { addressPattern, guidPattern, mailPattern, timePattern } from "@/lib/review-packs/build/redact/patterns";
import { normal, type People, type Phrase, peel } from "@/lib/review-packs/build/redact/people";
import { type Pseudonyms, pseudonymInside, pseudonymPattern } from "@/lib/review-packs/build/redact/pseudonyms";
import { isPublicId } from "@/lib/review-packs/build/redact/public-ids";
import { Remembered } from "@/lib/review-packs/build/redact/remembered";
import { judgeWord, type WordVerdict } from "@/lib/review-packs/build/redact/word";

/** What stands for words that are not on the list; several in a row are one. */
export const withheld = "[withheld]";

/** Of a longer text the rest is left out. */
export const textCharsMax = 20_000;

/** One word, with what stands around it, and how it may go out. */
interface Judged {
  text: string;
  verdict: WordVerdict;
  /** What follows may begin with a capital letter without being a name. */
  endsSentence: boolean;
  /** The names of several words that begin with this one. */
  phrases: readonly Phrase[];
}

const rememberedChars = 4_000_000;

/**
 * Texts as they may stand in a pack without people's data. Addresses, ids and known people become pseudonyms; of all other
 * words only those on the list go through (words.ts): not what is known to be personal is taken out, but what is not
 * known to be harmless.
 */
export class TextRedactor {
  readonly #pseudonyms: Pseudonyms;
  readonly #people: People;
  readonly #onPersonal: (value: string, isPerson: boolean) => void;
  readonly #words = new Remembered<Judged>(rememberedChars);
  readonly #anew = (word: string) => this.#judgeAnew(word);

  /** @param onPersonal is told each value that a pseudonym took the place of. */
  constructor(pseudonyms: Pseudonyms, people: People, onPersonal: (value: string, isPerson: boolean) => void) {
    this.#pseudonyms = pseudonyms;
    this.#people = people;
    this.#onPersonal = onPersonal;
  }

  /** A text of any length and content. */
  text(text: string): string {
    const end = endOf(text);
    let out = "";
    let copiedTo = 0;
    let isStart = true;
    let isLastWithheld = false;
    for (let at = 0; at < end; ) {
      const from = skipSpace(text, at, end);
      const to = wordEnd(text, from, end);
      if (to === from) break;
      if (!isStart && hasLineEnd(text, at, from)) isStart = true;
      const word = this.#wordAt(text, from, to, end);
      const isOut =
        word.verdict === "pass" || (word.verdict === "capital" && isStart && !this.#isNamish(text, word.to, end));
      if (!isOut || word.text !== null) {
        if (isOut) out += text.slice(copiedTo, from) + word.text;
        else if (!isLastWithheld) out += text.slice(copiedTo, from) + withheld;
        copiedTo = word.to;
      }
      isLastWithheld = !isOut;
      isStart = word.endsSentence;
      at = word.to;
    }
    out += text.slice(copiedTo, end);
    return end < text.length ? `${out} ${withheld}` : out;
  }

  /** Whether nothing in a text has to be withheld or replaced. */
  isHarmless(text: string): boolean {
    return this.text(text) === text;
  }

  /** The word, or the known name of several words, that begins at `from`. Text null: as it stands there. */
  #wordAt(text: string, from: number, to: number, end: number) {
    const word = text.slice(from, to);
    const judged = this.#judge(word);
    const { verdict, endsSentence, phrases } = judged;
    for (const { name, others } of phrases) {
      const nameTo = endOfName(text, others, to, end);
      if (nameTo !== null) return this.#named(name, text.slice(from, nameTo), nameTo);
    }
    return { to, verdict, endsSentence, text: judged.text === word ? null : judged.text };
  }

  #named(name: string, whole: string, to: number) {
    const { before, core, after } = peel(whole);
    this.#onPersonal(core, true);
    const token = this.#pseudonyms.of("person", this.#people.find(name) ?? name);
    return { to, verdict: "pass" as const, endsSentence: endsASentence(whole), text: before + token + after };
  }

  /** Whether the next word looks as if it went on with a name. */
  #isNamish(text: string, at: number, end: number): boolean {
    const from = skipSpace(text, at, end);
    const to = wordEnd(text, from, end);
    return this.#judge(text.slice(from, to)).verdict !== "pass";
  }

  #judge(word: string): Judged {
    return this.#words.of(word, this.#anew);
  }

  #judgeAnew(word: string): Judged {
    // Nearly every row has numbers of its own, and a number is nobody's name.
    if (/^\d{1,5}$/.test(word)) return { text: word, verdict: "pass", endsSentence: false, phrases: noPhrases };
    const { before, core, after } = peel(word);
    const rest = { endsSentence: endsASentence(word), phrases: this.#people.phrasesFrom(normal(core)) };
    if (pseudonymPattern.test(core) || timePattern.test(core)) return { ...rest, text: word, verdict: "pass" };
    const person = isAWord(core) ? null : this.#people.find(core);
    if (person !== null) {
      this.#onPersonal(core, true);
      return { ...rest, text: before + this.#pseudonyms.of("person", person) + after, verdict: "pass" };
    }
    const replaced = this.#replacePatterns(word);
    return { ...rest, text: replaced, verdict: judgeWord(withoutIds(replaced)) };
  }

  /** Mail addresses, GUIDs and addresses of machines, wherever in the word they stand. */
  #replacePatterns(word: string): string {
    let text = word;
    const put = (kind: "person" | "object" | "address", value: string) => {
      const person = this.#people.find(value);
      this.#onPersonal(value, person !== null || kind === "person");
      return person === null ? this.#pseudonyms.of(kind, value) : this.#pseudonyms.of("person", person);
    };
    if (text.includes("@")) text = text.replace(mailPattern, (mail) => put("person", mail));
    text = text.replace(guidPattern, (guid) => (isPublicId(guid) ? guid : put("object", guid)));
    if (/[.:-].*[.:-]/s.test(text)) text = text.replace(addressPattern, (address) => put("address", address));
    return text;
  }
}

const noPhrases: readonly Phrase[] = [];

/** What is judged by its words: the ids that are left are public ones. */
const withoutIds = (text: string) => text.replace(pseudonymInside, " ").replace(guidPattern, " ");

/** A name that is also a word would black out half of each text. It is still replaced where a name is expected. */
const isAWord = (core: string) => /^\p{L}+$/u.test(core) && judgeWord(core.toLowerCase()) === "pass";

const endsASentence = (word: string) => /[.!?:;|>*)\]#][^\p{L}\p{N}]*$/u.test(word) || !/[\p{L}\p{N}]/u.test(word);

const lineFeed = 10;
const isSpace = (code: number) => code <= 32 || code === 160;

/** A text that is too long ends before the word that would be cut in two. */
function endOf(text: string): number {
  if (text.length <= textCharsMax) return text.length;
  let end = textCharsMax;
  while (end > 0 && !isSpace(text.charCodeAt(end))) end--;
  return end;
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function wordEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && !isSpace(text.charCodeAt(at))) at++;
  return at;
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === lineFeed) return true;
  return false;
}

/** Where a name ends whose other words follow at `from`; null when they do not. */
function endOfName(text: string, others: readonly string[], from: number, end: number): number | null {
  let at = from;
  for (const part of others) {
    const next = skipSpace(text, at, end);
    at = wordEnd(text, next, end);
    if (normal(peel(text.slice(next, at)).core) !== part) return null;
  }
  return at;
}
