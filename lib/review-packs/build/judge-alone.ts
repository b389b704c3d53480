import { isEntryName } from "@/lib/archive/entry-names";
import type { PackProblem } from "@/lib/review-packs/build/compare-entries";

// What a file is by itself, whoever asks: a page and a command must say the same of one file. Nothing here needs Node,
// because a browser judges too (app/verify).

/** The verdict on a file that is no whole pack. */
export interface Alone {
  verdict: "altered" | "unknown";
  because: string;
  problems: PackProblem[];
}

/** How much of a file's beginning is looked at for what is left of a pack. */
export const beginningBytes = 64 * 1024;

/**
 * Judges what was read of a file, before our records are asked. Altered: it contradicts itself, or is what is left of a
 * pack. Unknown: nothing of a pack can be recognised in it. Null: it is whole, so that its signature and our records decide.
 */
export function judgeAlone(read: {
  hasManifest: boolean;
  /** As isPartOfAPack says; only asked of a file without a manifest. */
  isPart: boolean;
  problems: readonly PackProblem[];
}): Alone | null {
  const problems = [...read.problems];
  if (read.hasManifest) {
    if (problems.length === 0) return null;
    return { verdict: "altered", because: "The archive is not what was signed, or contradicts itself.", problems };
  }
  if (!read.isPart)
    return { verdict: "unknown", because: "It is no review pack, and no recognisable part of one.", problems };
  if (!problems.some(({ path }) => path === "manifest.json")) problems.push(listIsGone);
  const because = "It is what is left of a review pack: there is no whole manifest to compare its entries with.";
  return { verdict: "altered", because, problems };
}

const listIsGone = {
  path: "manifest.json",
  problem: "It cannot be found: the list of entries, at the end of the archive, is cut off or damaged.",
};

// Archives of all kinds have these two.
const everybodys: ReadonlySet<string> = new Set(["README.txt", "manifest.json"]);
// One name alone may be there by chance.
const ownNamesMin = 2;

/**
 * Whether a file without a manifest is part of a pack: by the names in its list of entries and in the headers at its
 * beginning. Where the list is lost (null), as it is when the end is cut off, by our first header alone.
 */
export function isPartOfAPack(names: readonly string[] | null, beginning: Uint8Array): boolean {
  // One character a byte, for the bytes that matter here.
  const text = new TextDecoder("latin1").decode(beginning);
  const isOurFirst = text.slice(0, 10) === ourKind && text.slice(14, 14 + ourFirst.length) === ourFirst;
  if (names === null && isOurFirst) return true;
  const own = [...(names ?? []), ...namesIn(text)].filter(
    (name) => isEntryName(name) && !name.includes("/") && !everybodys.has(name),
  );
  return new Set(own).size >= ownNamesMin;
}

const headerSignature = "PK\u0003\u0004";
// The first header of our archives (zip-records.ts): all of it but the date, which stands between the two.
const ourKind = `${headerSignature}\u0014\0\b\0\b\0`;
const ourFirst = `${"\0".repeat(12)}\n\0\0\0README.txt`;

/** Names in the local headers that begin in a text. */
function namesIn(text: string): string[] {
  const names: string[] = [];
  for (let at = text.indexOf(headerSignature); at >= 0; at = text.indexOf(headerSignature, at + 4))
    names.push(text.slice(at + 30, at + 30 + text.charCodeAt(at + 26)));
  return names;
}
