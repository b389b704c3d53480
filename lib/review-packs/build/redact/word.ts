import { properWords } from "@/lib/review-packs/build/redact/proper-words";
import { plainWords } from "@/lib/review-packs/build/redact/words";

/** pass: it says nothing about anybody. capital: it begins like a name, and may only begin a sentence. withhold: not on the list. */
export type WordVerdict = "pass" | "capital" | "withhold";

// Values written in another way (percent, HTML, quoted-printable, backslash escapes), telephone numbers, hexadecimal pairs, letters
// in Braille or as symbols that no normal form has, serial numbers (digits and letters by turns): never needed in a text.
const escaped =
  /%[0-9a-f]{2}|&#?\w+;|(?:=[0-9a-f]{2}){2}|\\[ux][0-9a-f]|\+\d\d|(?:[0-9a-f]{2}[-:]){3}|[\u2800-\u28ff\u{1f150}-\u{1f1ff}]|(?<![a-z\d])(?=[a-z\d]{6})[a-z\d]*?(?:\d+[a-z]){2}/iu;

const digitsMax = 5;

/** Judges one word by its parts: each run of letters and each number in it. */
export function judgeWord(word: string): WordVerdict {
  if (plainWords.has(word)) return "pass";
  if (word.length > 400 || escaped.test(word)) return "withhold";
  let capitals = 0;
  let digits = 0;
  // Circled and other disguised letters are letters.
  for (const part of word.normalize("NFKC").match(partPattern) ?? []) {
    if (isDigit.test(part)) {
      digits += part.length;
      if (part.length > digitsMax || digits > numbersMax) return "withhold";
      continue;
    }
    const letters = part.toLowerCase().replace(/'(?:s|t|re|ve|ll|d|m)?$/, "");
    if (!isListed(letters)) return "withhold";
    if (part !== part.toLowerCase() && isOrdinary(letters)) capitals += 1;
  }
  if (capitals > 1) return "withhold";
  return capitals === 1 ? "capital" : "pass";
}

// A standard with its year has nine digits, a date eight; most telephone numbers have more.
const numbersMax = 9;
// A word of an identifier begins with a capital letter (camel case); digits are parts of their own.
const partPattern = /\p{Lu}{2,}s?(?=\p{Lu}\p{Ll}|[^\p{L}]|$)|\p{Lu}?[\p{Ll}\p{Lm}\p{Lo}\p{M}']+|\p{Lu}+|\p{N}+/gu;
const isDigit = /\p{N}/u;

// Single letters number lists and options; U+FE0F draws the sign before it in colour; of 's nothing is left.
const single = new Set(["", ..."abcdefghijklmnopqrstuvwxyz\ufe0f"]);

const isListed = (letters: string) =>
  single.has(letters) || properWords.has(letters) || plainWords.has(letters) || contractions.has(letters);

/** A capital letter means something: it is not that of a product, a setting or an option. */
const isOrdinary = (letters: string) => plainWords.has(letters) && !properWords.has(letters);

/** What is before the apostrophe of a contraction and no word by itself. */
const contractions = new Set(["isn", "aren", "doesn", "didn", "couldn", "shouldn", "wasn", "weren", "hasn"]);
