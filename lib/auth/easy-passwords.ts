import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** Words of the product, which make no password here; with those of the person and their workspaces (docs/asvs.md, 6.1.2). */
const productWords = ["TenantPilot Review Packs", "tenant", "pilot", "pack"];

/** Of a longer password only so many characters are looked at: judging takes time, and length alone makes the rest good. */
const charactersJudged = 100;

/** Of zxcvbn's scores from 0 to 4, the lowest that is taken: more than a hundred million guesses. */
const scoreMin = 3;

/** So many letters and digits have to be left when the known names are taken out. */
const ownMin = 6;

const apart = /[^\p{L}\p{N}]+/gu;

/**
 * Whether a password is soon guessed: a common one, one made of the words that it is `about`, or of rows, repetitions and dates.
 * Judged with and without what stands between its words: "demo-owner-2026" is no better than "demoowner2026".
 */
export async function isEasyToGuess(plain: string, about: readonly string[]): Promise<boolean> {
  const words = [...new Set([...productWords, ...about].flatMap(wordsOf))];
  const joined = plain.replace(apart, "");
  if (isMadeOf(joined.toLowerCase(), words)) return true;
  const judge = await getJudge();
  return [plain, joined].some((text) => judge.check(text, words).score < scoreMin);
}

function isMadeOf(text: string, words: string[]): boolean {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ""), text);
  return rest.length < Math.min(ownMin, text.length);
}

/** A name as guessers try it: whole, in one, and each of its words. */
function wordsOf(name: string): string[] {
  const whole = name.toLowerCase();
  return [whole, whole.replace(apart, ""), ...whole.split(apart)].filter((word) => word.length >= 3);
}

let judge: Promise<ZxcvbnFactory> | undefined;

/** Made when a password is chosen for the first time: the lists are large, and most processes need none. */
function getJudge(): Promise<ZxcvbnFactory> {
  judge ??= Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs: graphs }]) =>
      new ZxcvbnFactory({ dictionary, graphs, maxLength: charactersJudged }),
  );
  return judge;
}
