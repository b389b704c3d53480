import { type Manifest, outsideManifest } from "@/lib/review-packs/build/manifest-format";
import { parseSums } from "@/lib/review-packs/build/sections/sums";

// What was read of an archive against what its manifest says. Nothing here needs Node, because a browser compares too.

/** What is wrong with an entry; `path` is "" for the archive as a whole. */
export interface PackProblem {
  path: string;
  problem: string;
}

/** Size and SHA-256 of an entry's unpacked bytes. */
export interface Digest {
  bytes: number;
  sha256: string;
}

/** Entries that cannot be read are null: they are there, and what is wrong with them is said already. */
export type Digests = ReadonlyMap<string, Digest | null>;

/** Entries of the archive that have the name of one before them. */
export function findDuplicates(names: readonly string[]): PackProblem[] {
  const seen = new Set<string>();
  return names.flatMap((path) => {
    const again = seen.has(path);
    seen.add(path);
    return again ? [{ path, problem: "It is there twice." }] : [];
  });
}

/** Changed, dropped, added and renamed entries. Renamed is what was dropped here and added there with the same content. */
export function compareEntries(manifest: Manifest, digests: Digests): PackProblem[] {
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const added = new Map([...digests].filter(([name]) => !listed.has(name) && !outsideManifest.has(name)));
  const problems: PackProblem[] = [];
  for (const { path, bytes, sha256 } of listed.values()) {
    const digest = digests.get(path);
    if (digest === undefined) {
      const renamed = [...added].find(([, other]) => other?.sha256 === sha256 && other.bytes === bytes)?.[0];
      if (renamed !== undefined) added.delete(renamed);
      problems.push({
        path,
        problem: renamed === undefined ? "It was dropped." : `It was renamed to ${JSON.stringify(renamed)}.`,
      });
    } else if (digest && (digest.sha256 !== sha256 || digest.bytes !== bytes)) {
      problems.push({ path, problem: "It was changed: its content is not what the manifest says." });
    }
  }
  for (const path of added.keys()) problems.push({ path, problem: "It was added: the manifest does not name it." });
  return problems;
}

/**
 * SHA256SUMS against the manifest: for the entries of the manifest it has to say the same, and it alone names the manifest
 * and its signature. `text` is null when there is no SHA256SUMS.
 */
export function compareSums(text: string | null, manifest: Manifest, digests: Digests): PackProblem[] {
  const about = (problem: string) => [{ path: "SHA256SUMS", problem }];
  if (text === null) return about("It was dropped.");
  const sums = parseSums(text);
  if (!sums) return about("It was changed: it is not a list of hashes.");
  const expected = new Map(manifest.entries.map(({ path, sha256 }) => [path, sha256]));
  const disputed = manifest.entries.filter(({ path, sha256 }) => sums.get(path) !== sha256).map(({ path }) => path);
  const isForeign = [...sums.keys()].some((path) => !expected.has(path) && !outsideManifest.has(path));
  if (isForeign || (disputed.length > 0 && disputed.length === expected.size))
    return about("It was changed: it does not say what the manifest says.");
  const own = [...outsideManifest].filter((path) => path !== "SHA256SUMS");
  const changed = own.filter((path) => {
    const digest = digests.get(path);
    return digest && sums.get(path) !== digest.sha256;
  });
  return [
    ...disputed.map((path) => ({ path, problem: "The manifest and SHA256SUMS disagree about it." })),
    ...changed.map((path) => ({ path, problem: "It was changed: its content is not what SHA256SUMS says." })),
  ];
}

/** The first thing that was found about each entry: what follows from it is noise. */
export function onePerEntry(problems: readonly PackProblem[]): PackProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => !seen.has(path) && seen.add(path));
}
