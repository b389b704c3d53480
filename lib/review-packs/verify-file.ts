import { realpath } from "node:fs/promises";
import { AppError } from "@/lib/errors";
import type { PackProblem } from "@/lib/review-packs/build/compare-entries";
import { type Inspection, inspectPack } from "@/lib/review-packs/build/inspect";
import { judgeAlone } from "@/lib/review-packs/build/judge-alone";
import type { CheckSignature, SignatureFinding } from "@/lib/review-packs/build/signature-check";
import { findIssued, type Issued, type PackVerdict } from "@/lib/review-packs/issued";
import { checkByKeys, isSignedBy, type PublicKey, signingKeys } from "@/lib/signing/keys";
import { listKnownKeys } from "@/lib/signing/known-keys";
import { openStoredFile } from "@/lib/storage/disk-file";

/** The pack that a file is, or claims to be. */
export interface VerifiedPack {
  id: string;
  tenant: string | null;
  /** Null when only the file says that there is such a pack. */
  status: string | null;
  fingerprint: string | null;
  /** Of the file that was issued; null when that is not known. */
  sha256: string | null;
  asOf: string | null;
  generatedAt: string | null;
  expiresAt: string | null;
  /** Id of the tenant's newest pack, when that is another and newer one. */
  supersededBy: string | null;
}

export interface FileVerdict {
  verdict: PackVerdict;
  pack: VerifiedPack | null;
  problems: PackProblem[];
  signature: SignatureFinding;
  /** Of the file that was looked at. */
  bytes: number;
  sha256: string;
  /** What the verdict rests on, for the reader. */
  because: string;
}

/** The database could not be asked. */
const away = "away" as const;

/** Whoever has a file may ask, and is told no more of the pack than that file says; the operator, what the records hold. */
type Asker = "operator" | "holder";

/**
 * Checks a ZIP file: by itself, each entry against the manifest inside it and the manifest against its signature; then
 * against the packs that were issued here. Without the database the signature decides, by the keys that are configured.
 * @throws {AppError} not_found when there is no such file.
 */
export async function verifyFile(path: string, now: Date, asker: Asker = "holder"): Promise<FileVerdict> {
  const keys = await listKnownKeys().catch(() => away);
  const inspection = await inspectFile(path, checkByKeys(keys === away ? configuredKeys() : keys));
  const issued = keys === away ? away : await findIssued(claimOf(inspection), now).catch(() => away);
  if (issued === away)
    return judgeByKey(inspection, "The database could not be asked whether it was issued here and is in its time.");
  return issued ? judgeIssued(inspection, issued, asker) : judgeStranger(inspection);
}

/**
 * Checks a ZIP file by nothing but itself and one public key: asks no database, needs nothing to run.
 * @throws {AppError} not_found when there is no such file.
 */
export async function verifyFileByKey(path: string, key: PublicKey): Promise<FileVerdict> {
  const inspection = await inspectFile(path, ({ fingerprint }, bytes, signature) =>
    fingerprint === key.fingerprint ? isSignedBy(key, bytes, signature) : null,
  );
  if (inspection.signature.state === "unknown_key") {
    const { keyId, fingerprint } = inspection.signature;
    const problem = `It is by the key ${keyId} (${fingerprint}), not by the key that was given.`;
    inspection.problems.push({ path: "manifest.sig", problem });
  }
  return judgeByKey(inspection, "Nobody was asked whether it has been revoked, has expired or has a successor.");
}

function configuredKeys(): PublicKey[] {
  try {
    return signingKeys();
  } catch {
    return [];
  }
}

async function inspectFile(path: string, check: CheckSignature): Promise<Inspection> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw new AppError("not_found", `There is no file ${path}.`, { next: "Check the path.", cause });
  });
  const file = await openStoredFile(real, path);
  try {
    return await inspectPack(file, check);
  } finally {
    await file.close();
  }
}

function claimOf({ sha256, manifest }: Inspection) {
  return { sha256, pack: manifest && { id: manifest.pack.pack_id, fingerprint: manifest.pack.fingerprint } };
}

type Judged = Pick<FileVerdict, "verdict" | "problems" | "because"> & { pack?: VerifiedPack };

/** The verdict with what was read of the file. Without a pack of ours, the pack is the one that the file names. */
function verdictOn({ bytes, sha256, manifest, signature }: Inspection, judged: Judged): FileVerdict {
  const named = manifest && {
    id: manifest.pack.pack_id,
    tenant: manifest.pack.tenant.slug,
    status: null,
    fingerprint: manifest.pack.fingerprint,
    sha256: null,
    asOf: manifest.pack.as_of,
    generatedAt: null,
    expiresAt: null,
    supersededBy: null,
  };
  return { pack: named, signature, bytes, sha256, ...judged };
}

/** Our records know the file, or the pack that it says it is. The same hash is the same file: nothing else counts then. */
function judgeIssued(inspection: Inspection, issued: Issued, asker: Asker): FileVerdict {
  const { match, verdict, because, pack, supersededBy } = issued;
  const { tenantSlug, asOf, generatedAt, expiresAt, ...same } = pack;
  const view: VerifiedPack = {
    ...same,
    // A pack without people's data may keep its tenant's name to itself.
    tenant: (asker === "operator" ? tenantSlug : null) ?? inspection.manifest?.pack.tenant.slug ?? null,
    asOf: asOf?.toISOString() ?? null,
    generatedAt: generatedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    supersededBy: supersededBy?.id ?? null,
  };
  if (match === "hash") return verdictOn(inspection, { verdict, problems: [], because, pack: view });
  const problems = [...inspection.problems, ...strangeKey(inspection)];
  const whole = { path: "", problem: "The SHA-256 of the file is not the one of the pack that was issued." };
  const judged = { verdict, problems: problems.length > 0 ? problems : [whole], because };
  // Of the file that was issued, a changed copy holds no hash and no dates: anybody can write its id into one.
  return verdictOn(inspection, asker === "operator" ? { ...judged, pack: view } : judged);
}

function strangeKey({ signature: { state, keyId } }: Inspection): PackProblem[] {
  if (state !== "unknown_key") return [];
  return [{ path: "manifest.sig", problem: `It was made again, with the key ${keyId}, which is none of ours.` }];
}

/** Nothing that was issued here has this hash, nor is it a changed copy of something that was. */
function judgeStranger(inspection: Inspection): FileVerdict {
  const alone = aloneOf(inspection);
  if (alone) return verdictOn(inspection, alone);
  const { problems, signature } = inspection;
  const because = {
    good: `It is signed with our key ${signature.keyId}, but no pack that was issued here has this SHA-256: it was never handed out, or the database was restored from before it.`,
    unknown_key: `Every entry is as its manifest says, but that is signed with the key ${signature.keyId}, which is none of ours, and no pack that was issued here has this SHA-256.`,
    none: "Every entry is as its manifest says, but nobody signed it, and no pack that was issued here has this SHA-256.",
    bad: "",
  }[signature.state];
  return verdictOn(inspection, { verdict: "unknown", problems, because });
}

/** Without our records: the signature is all there is. `unasked` says what it leaves open. */
function judgeByKey(inspection: Inspection, unasked: string): FileVerdict {
  const alone = aloneOf(inspection);
  if (alone) return verdictOn(inspection, alone);
  const { problems, signature } = inspection;
  if (signature.state === "good") {
    const because = `Every entry is as its manifest says, and that is signed with the key ${signature.keyId}. ${unasked}`;
    return verdictOn(inspection, { verdict: "valid", problems, because });
  }
  const why =
    signature.state === "none"
      ? "nobody signed it"
      : `that is signed with the key ${signature.keyId}, which is not known here`;
  const because = `Every entry is as its manifest says, but ${why}, so nothing says who made it. ${unasked}`;
  return verdictOn(inspection, { verdict: "unknown", problems, because });
}

function aloneOf({ manifest, isPart, problems }: Inspection) {
  return judgeAlone({ hasManifest: manifest !== null, isPart, problems });
}
