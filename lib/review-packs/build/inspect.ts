import { createHash } from "node:crypto";
import {
  type ByteSource,
  digestEntry,
  listZip,
  readEntryText,
  type ZipEntry,
  ZipError,
  type ZipListing,
} from "@/lib/archive/read-zip";
import { findLayoutProblems } from "@/lib/archive/zip-layout";
import { type Manifest, manifestSchema, outsideManifest } from "@/lib/review-packs/build/sections/manifest";
import { parseSums } from "@/lib/review-packs/build/sections/sums";

/** What is wrong with an entry; `path` is "" for the archive as a whole. */
export interface PackProblem {
  path: string;
  problem: string;
}

/** What a pack's archive is, read to its end. */
export interface Inspection {
  bytes: number;
  /** Of the whole file, 64 hex digits. */
  sha256: string;
  /** Null when there is none that can be read. */
  manifest: Manifest | null;
  entries: number;
  /** Empty when the archive is exactly what its manifest says. */
  problems: PackProblem[];
}

/**
 * Reads an archive from the first byte to the last and compares every entry with the manifest inside it (pack.md,
 * Verified after writing). Memory stays flat, whoever made the file. Says nothing about who issued it.
 * @throws {StorageError} when the file cannot be read.
 */
export async function inspectPack(source: ByteSource): Promise<Inspection> {
  const whole = { bytes: source.bytes, sha256: await hashAll(source) };
  let listing: ZipListing;
  try {
    listing = await listZip(source);
  } catch (error) {
    return { ...whole, manifest: null, entries: 0, problems: [problemOf(error)] };
  }
  const problems: PackProblem[] = duplicates(listing.entries);
  const digests = await digestAll(source, listing.entries, problems);
  const manifest = await readManifest(source, listing.entries, problems);
  if (manifest) {
    problems.push(...compare(manifest, digests), ...(await compareSums(source, listing.entries, manifest, digests)));
  }
  // What is around the entries matters when they themselves are right; else it only repeats that something was done.
  if (problems.length === 0) problems.push(...(await findOuterProblems(source, listing)));
  return { ...whole, manifest, entries: listing.entries.length, problems: onePerEntry(problems) };
}

async function findOuterProblems(source: ByteSource, listing: ZipListing): Promise<PackProblem[]> {
  const problems = await findLayoutProblems(source, listing);
  const touched = new Set(problems.map(({ path }) => path));
  const isRewritten = listing.entries.length > 1 && listing.entries.every(({ name }) => touched.has(name));
  return isRewritten
    ? [{ path: "", problem: "Another program has written the archive again. Its entries are as the manifest says." }]
    : problems;
}

interface Digest {
  bytes: number;
  sha256: string;
}

/** Entries that cannot be read are null: they are there, and what is wrong with them is said already. */
type Digests = ReadonlyMap<string, Digest | null>;

async function hashAll(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of source.chunks()) hash.update(piece);
  return hash.digest("hex");
}

async function digestAll(source: ByteSource, entries: readonly ZipEntry[], problems: PackProblem[]): Promise<Digests> {
  const digests = new Map<string, Digest | null>();
  for (const entry of entries) {
    try {
      digests.set(entry.name, await digestEntry(source, entry));
    } catch (error) {
      problems.push(problemOf(error));
      digests.set(entry.name, null);
    }
  }
  return digests;
}

function duplicates(entries: readonly ZipEntry[]): PackProblem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ name }) => {
    const again = seen.has(name);
    seen.add(name);
    return again ? [{ path: name, problem: "It is there twice." }] : [];
  });
}

const smallEntryBytesMax = 16 * 1024 * 1024;

async function readSmall(source: ByteSource, entries: readonly ZipEntry[], name: string): Promise<string | null> {
  const entry = entries.find((one) => one.name === name);
  return entry ? readEntryText(source, entry, smallEntryBytesMax) : null;
}

async function readManifest(
  source: ByteSource,
  entries: readonly ZipEntry[],
  problems: PackProblem[],
): Promise<Manifest | null> {
  const about = (problem: string) => {
    problems.push({ path: "manifest.json", problem });
    return null;
  };
  try {
    const text = await readSmall(source, entries, "manifest.json");
    if (text === null) return about("It is missing: there is nothing to compare the entries with.");
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : about("It is not a manifest of a review pack.");
  } catch (error) {
    return about(error instanceof ZipError ? error.message : "It is not JSON.");
  }
}

/** Changed, dropped, added and renamed entries. Renamed is what was dropped here and added there with the same content. */
function compare(manifest: Manifest, digests: Digests): PackProblem[] {
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

/** SHA256SUMS names the manifest, which nothing else does; for the other entries it has to say what the manifest says. */
async function compareSums(
  source: ByteSource,
  entries: readonly ZipEntry[],
  manifest: Manifest,
  digests: Digests,
): Promise<PackProblem[]> {
  const about = (problem: string) => [{ path: "SHA256SUMS", problem }];
  let text: string | null;
  try {
    text = await readSmall(source, entries, "SHA256SUMS");
  } catch (error) {
    return [problemOf(error)];
  }
  if (text === null) return about("It was dropped.");
  const sums = parseSums(text);
  if (!sums) return about("It was changed: it is not a list of hashes.");
  const expected = new Map(manifest.entries.map(({ path, sha256 }) => [path, sha256]));
  const disputed = manifest.entries.filter(({ path, sha256 }) => sums.get(path) !== sha256).map(({ path }) => path);
  const isForeign = [...sums.keys()].some((path) => !expected.has(path) && !outsideManifest.has(path));
  if (isForeign || (disputed.length > 0 && disputed.length === expected.size))
    return about("It was changed: it does not say what the manifest says.");
  const own = digests.get("manifest.json");
  return [
    ...disputed.map((path) => ({ path, problem: "The manifest and SHA256SUMS disagree about it." })),
    ...(own && sums.get("manifest.json") !== own.sha256
      ? [{ path: "manifest.json", problem: "It was changed: its content is not what SHA256SUMS says." }]
      : []),
  ];
}

function problemOf(error: unknown): PackProblem {
  if (!(error instanceof ZipError)) throw error;
  return { path: error.entry ?? "", problem: error.message };
}

/** The first thing that was found about each entry: what follows from it is noise. */
function onePerEntry(problems: readonly PackProblem[]): PackProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => !seen.has(path) && seen.add(path));
}
