import { createHash } from "node:crypto";
import {
  type ByteSource,
  digestEntry,
  listZip,
  readBytes,
  readEntryBytes,
  type ZipEntry,
  ZipError,
  type ZipListing,
} from "@/lib/archive/read-zip";
import { findLayoutProblems } from "@/lib/archive/zip-layout";
import {
  compareEntries,
  compareSums,
  type Digest,
  type Digests,
  findDuplicates,
  onePerEntry,
  type PackProblem,
} from "@/lib/review-packs/build/compare-entries";
import { beginningBytes, isPartOfAPack } from "@/lib/review-packs/build/judge-alone";
import type { Manifest } from "@/lib/review-packs/build/manifest-format";
import { readManifest } from "@/lib/review-packs/build/read-manifest";
import { type CheckSignature, checkManifest, type SignatureFinding } from "@/lib/review-packs/build/signature-check";

/** What a pack's archive is, read to its end. */
export interface Inspection {
  bytes: number;
  /** Of the whole file, 64 hex digits. */
  sha256: string;
  /** Null when there is none that can be read. */
  manifest: Manifest | null;
  /** Whether it is part of a pack all the same; only looked at when there is no manifest. */
  isPart: boolean;
  signature: SignatureFinding;
  entries: number;
  /** Empty when the archive is exactly what its manifest says, and the manifest is not known to be of somebody else. */
  problems: PackProblem[];
}

const unsigned: SignatureFinding = { state: "none", keyId: null, fingerprint: null };

/**
 * Reads an archive from the first byte to the last, compares every entry with the manifest inside it (pack.md, Verified
 * after writing), and checks the manifest's signature. Memory stays flat, whoever made the file. Says nothing about
 * whether it was issued.
 * @throws {StorageError} when the file cannot be read.
 */
export async function inspectPack(source: ByteSource, check: CheckSignature): Promise<Inspection> {
  const whole = { bytes: source.bytes, sha256: await hashAll(source) };
  let listing: ZipListing;
  try {
    listing = await listZip(source);
  } catch (error) {
    const isPart = await isPartOf(source, null);
    return { ...whole, manifest: null, isPart, signature: unsigned, entries: 0, problems: [problemOf(error)] };
  }
  const archive = { source, entries: listing.entries };
  const names = listing.entries.map(({ name }) => name);
  const problems = findDuplicates(names);
  const digests = await digestAll(archive, problems);
  const { manifest, signature } = await readSigned(archive, { digests, problems, check });
  // What is around the entries matters when they themselves are right; else it only repeats that something was done.
  if (problems.length === 0) problems.push(...(await findOuterProblems(source, listing)));
  const isPart = manifest === null && (await isPartOf(source, names));
  return { ...whole, manifest, isPart, signature, entries: names.length, problems: onePerEntry(problems) };
}

async function isPartOf(source: ByteSource, names: readonly string[] | null): Promise<boolean> {
  return isPartOfAPack(names, await readBytes(source, 0, Math.min(beginningBytes, source.bytes)));
}

interface Archive {
  source: ByteSource;
  entries: readonly ZipEntry[];
}

/** The manifest, with all that follows from it: the entries, the sums and the signature are held against it. */
async function readSigned(
  archive: Archive,
  { digests, problems, check }: { digests: Digests; problems: PackProblem[]; check: CheckSignature },
): Promise<Pick<Inspection, "manifest" | "signature">> {
  const read = await readManifestEntry(archive, problems);
  if (!read) return { manifest: null, signature: unsigned };
  problems.push(...compareEntries(read.manifest, digests));
  try {
    const sums = await readSmall(archive, "SHA256SUMS");
    problems.push(...compareSums(sums === null ? null : sums.toString("utf8"), read.manifest, digests));
  } catch (error) {
    problems.push(problemOf(error));
  }
  const signed = { manifest: read.bytes, signature: null as Uint8Array | null };
  try {
    signed.signature = await readSmall(archive, "manifest.sig");
  } catch (error) {
    problems.push(problemOf(error));
    return { manifest: read.manifest, signature: unsigned };
  }
  const checked = await checkManifest(read.manifest, signed, check);
  // A signature that was changed is named as such by the sums; that it does not fit the manifest then says nothing new.
  if (!problems.some(({ path }) => path === "manifest.sig")) problems.push(...checked.problems);
  return { manifest: read.manifest, signature: checked.finding };
}

async function findOuterProblems(source: ByteSource, listing: ZipListing): Promise<PackProblem[]> {
  const problems = await findLayoutProblems(source, listing);
  const touched = new Set(problems.map(({ path }) => path));
  const isRewritten = listing.entries.length > 1 && listing.entries.every(({ name }) => touched.has(name));
  return isRewritten
    ? [{ path: "", problem: "Another program has written the archive again. Its entries are as the manifest says." }]
    : problems;
}

async function hashAll(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of source.chunks()) hash.update(piece);
  return hash.digest("hex");
}

async function digestAll({ source, entries }: Archive, problems: PackProblem[]): Promise<Digests> {
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

const smallEntryBytesMax = 16 * 1024 * 1024;

async function readSmall({ source, entries }: Archive, name: string): Promise<Buffer | null> {
  const entry = entries.find((one) => one.name === name);
  return entry ? readEntryBytes(source, entry, smallEntryBytesMax) : null;
}

async function readManifestEntry(
  archive: Archive,
  problems: PackProblem[],
): Promise<{ manifest: Manifest; bytes: Uint8Array } | null> {
  try {
    const bytes = await readSmall(archive, "manifest.json");
    const read = readManifest(bytes);
    if (bytes && "manifest" in read) return { manifest: read.manifest, bytes };
    if ("problem" in read) problems.push({ path: "manifest.json", problem: read.problem });
  } catch (error) {
    problems.push({ path: "manifest.json", problem: problemOf(error).problem });
  }
  return null;
}

function problemOf(error: unknown): PackProblem {
  if (!(error instanceof ZipError)) throw error;
  return { path: error.entry ?? "", problem: error.message };
}
