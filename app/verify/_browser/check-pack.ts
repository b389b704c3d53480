import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 as sha256Of } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type BlobEntry, BlobZipError, listBlobZip, readBlobEntry } from "@/app/verify/_browser/blob-zip";
import type { BrowserKey } from "@/app/verify/schema";
import {
  compareEntries,
  compareSums,
  type Digest,
  findDuplicates,
  onePerEntry,
  type PackProblem,
} from "@/lib/review-packs/build/compare-entries";
import { type Alone, beginningBytes, isPartOfAPack, judgeAlone } from "@/lib/review-packs/build/judge-alone";
import type { Manifest } from "@/lib/review-packs/build/manifest-format";
import { readManifest } from "@/lib/review-packs/build/read-manifest";
import { type CheckSignature, checkManifest, type SignatureFinding } from "@/lib/review-packs/build/signature-check";

/** What a browser finds in a file by itself. */
export interface PackCheck {
  sha256: string;
  /** What the file says of itself; null when it has no manifest that can be read. */
  manifest: {
    packId: string;
    fingerprint: string;
    tenant: string;
    workspace: string;
    asOf: string;
    issuer: string | null;
  } | null;
  signature: SignatureFinding;
  entries: { path: string; sha256: string | null }[];
  /** All that is wrong with it. */
  problems: PackProblem[];
  /** The verdict on a file that is no whole pack; judged here, off the page, which is small that way. */
  alone: Alone | null;
}

/** Says how many of how many bytes are done: the file once, and then its entries unpacked. */
export type Report = (done: number, total: number) => void;

const unsigned: SignatureFinding = { state: "none", keyId: null, fingerprint: null };
const smallBytesMax = 16 * 1024 * 1024;

/**
 * Reads a file once to its end and each of its entries, and compares them with the manifest inside it and that with its
 * signature: what inspectPack does on the server, in flat memory, without sending the file anywhere.
 */
export async function checkPack(file: Blob, keys: readonly BrowserKey[], report: Report): Promise<PackCheck> {
  const problems: PackProblem[] = [];
  const list = await listBlobZip(file).catch((error: unknown) => {
    problems.push(problemOf(error));
    return null;
  });
  const listed = list ?? [];
  const total = file.size + listed.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const progress = (bytes: number) => {
    done += bytes;
    report(done, total);
  };
  const sha256 = await hashFile(file, progress);
  problems.push(...findDuplicates(listed.map(({ name }) => name)));
  const digests = new Map<string, Digest | null>();
  const kept = new Map<string, Uint8Array>();
  for (const entry of listed) {
    const read = await readOne(file, entry, progress).catch((error: unknown) => {
      problems.push(problemOf(error));
      return null;
    });
    digests.set(entry.name, read === null ? null : read.digest);
    if (read?.content) kept.set(entry.name, read.content);
  }
  const entries = listed.map(({ name }) => ({ path: name, sha256: digests.get(name)?.sha256 ?? null }));
  const manifestBytes = kept.get("manifest.json") ?? null;
  const read = readManifest(manifestBytes);
  if (manifestBytes === null || "problem" in read) {
    // One that is there and was not kept is too large. What could not be unpacked is said to be so before this.
    const isLarge = manifestBytes === null && digests.has("manifest.json");
    const problem = isLarge ? `It has more than ${smallBytesMax} bytes.` : "problem" in read ? read.problem : "";
    if (list) problems.push({ path: "manifest.json", problem });
    const beginning = new Uint8Array(await file.slice(0, beginningBytes).arrayBuffer());
    const isPart = isPartOfAPack(list && [...digests.keys()], beginning);
    const alone = judgeAlone({ hasManifest: false, isPart, problems: onePerEntry(problems) });
    return { sha256, manifest: null, signature: unsigned, entries, problems: alone?.problems ?? [], alone };
  }
  const sums = kept.get("SHA256SUMS");
  problems.push(...compareEntries(read.manifest, digests));
  problems.push(...compareSums(sums ? new TextDecoder().decode(sums) : null, read.manifest, digests));
  const bytes = { manifest: manifestBytes, signature: kept.get("manifest.sig") ?? null };
  const { finding, problems: wrong } = await checkManifest(read.manifest, bytes, checkBy(keys));
  if (!problems.some(({ path }) => path === "manifest.sig")) problems.push(...wrong);
  const alone = judgeAlone({ hasManifest: true, isPart: false, problems: onePerEntry(problems) });
  const found = { manifest: viewOf(read.manifest), signature: finding, problems: alone?.problems ?? [], alone };
  return { sha256, entries, ...found };
}

function viewOf({ pack, issuer }: Manifest): PackCheck["manifest"] {
  return {
    packId: pack.pack_id,
    fingerprint: pack.fingerprint,
    tenant: pack.tenant.name,
    workspace: pack.workspace,
    asOf: pack.as_of,
    issuer: issuer ?? null,
  };
}

async function hashFile(file: Blob, progress: (bytes: number) => void): Promise<string> {
  const hash = sha256Of.create();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytesToHex(hash.digest());
    hash.update(value);
    progress(value.byteLength);
  }
}

// The three entries that are read, and not only hashed.
const keptNames = new Set(["manifest.json", "manifest.sig", "SHA256SUMS"]);

async function readOne(
  file: Blob,
  entry: BlobEntry,
  progress: (bytes: number) => void,
): Promise<{ digest: Digest; content: Uint8Array | null }> {
  const hash = sha256Of.create();
  const isKept = keptNames.has(entry.name) && entry.bytes <= smallBytesMax;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of readBlobEntry(file, entry)) {
    hash.update(piece);
    if (isKept) pieces.push(Uint8Array.from(piece));
    progress(piece.byteLength);
  }
  const content = isKept ? new Uint8Array(await new Blob(pieces).arrayBuffer()) : null;
  return { digest: { bytes: entry.bytes, sha256: bytesToHex(hash.digest()) }, content };
}

/** Ed25519 in script: browsers have it only on secure addresses, and not all of them. */
function checkBy(keys: readonly BrowserKey[]): CheckSignature {
  return ({ id }, manifest, signature) => {
    const key = keys.find((one) => one.id === id);
    if (!key) return null;
    try {
      const raw = Uint8Array.from(atob(key.key), (character) => character.charCodeAt(0));
      return signature.length === 64 && ed25519.verify(signature, manifest, raw, { zip215: false });
    } catch {
      return false;
    }
  };
}

function problemOf(error: unknown): PackProblem {
  if (error instanceof BlobZipError) return { path: error.entry, problem: error.message };
  throw error;
}
