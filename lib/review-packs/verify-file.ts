import { realpath } from "node:fs/promises";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type Inspection, inspectPack, type PackProblem } from "@/lib/review-packs/build/inspect";
import { openStoredFile } from "@/lib/storage/disk-file";

/** What is known about a file that somebody holds (pack.md, Trust). */
export type PackVerdict = "valid" | "superseded" | "expired" | "revoked" | "unknown" | "altered";

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
}

export interface FileVerdict {
  verdict: PackVerdict;
  pack: VerifiedPack | null;
  problems: PackProblem[];
  /** Of the file that was looked at. */
  bytes: number;
  sha256: string;
  /** One sentence for the reader: what the verdict rests on. */
  because: string;
}

/**
 * Checks a ZIP file: first by itself, each entry against the manifest inside it; then against the packs that were issued
 * here, which is what says that it is ours. Whoever has the file may ask; the answer says no more than the file does.
 * @throws {AppError} not_found when there is no such file.
 */
export async function verifyFile(path: string, now: Date): Promise<FileVerdict> {
  const inspection = await inspectFile(path);
  const issued = await findIssued(inspection, now).catch((error: unknown) => ({ failure: error }));
  if (issued && "failure" in issued)
    return judgeAlone(inspection, "The database could not be asked whether this pack was issued here.");
  if (!issued) return judgeAlone(inspection, "No pack that was issued here has this SHA-256.");
  const { bytes, sha256 } = inspection;
  if (issued.pack.sha256 === sha256) return { ...issued, problems: inspection.problems, bytes, sha256 };
  const whole = { path: "", problem: "The SHA-256 of the file is not the one of the pack that was issued." };
  const problems = inspection.problems.length > 0 ? inspection.problems : [whole];
  return {
    verdict: "altered",
    pack: issued.pack,
    problems,
    bytes,
    sha256,
    because: `It is not the file that was issued as pack ${issued.pack.id}.`,
  };
}

async function inspectFile(path: string): Promise<Inspection> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw new AppError("not_found", `There is no file ${path}.`, { next: "Check the path.", cause });
  });
  const file = await openStoredFile(real, path);
  try {
    return await inspectPack(file);
  } finally {
    await file.close();
  }
}

/** Without the database: altered when it contradicts itself, else unknown, because anybody can make a ZIP that agrees with itself. */
function judgeAlone({ bytes, sha256, manifest, problems }: Inspection, why: string): FileVerdict {
  const pack = manifest && {
    id: manifest.pack.pack_id,
    tenant: manifest.pack.tenant.slug,
    status: null,
    fingerprint: manifest.pack.fingerprint,
    sha256: null,
    asOf: manifest.pack.as_of,
    generatedAt: null,
    expiresAt: null,
  };
  if (problems.length > 0)
    return { verdict: "altered", pack, problems, bytes, sha256, because: "The archive is not what its manifest says." };
  return {
    verdict: "unknown",
    pack,
    problems,
    bytes,
    sha256,
    because: `Every entry is as the manifest in the file says. ${why}`,
  };
}

interface Issued {
  verdict: PackVerdict;
  pack: VerifiedPack;
  because: string;
}

/** The issued pack with this file's hash; else the one that the file claims to be, if the claim fits. */
async function findIssued({ sha256, manifest }: Inspection, now: Date): Promise<Issued | null> {
  return inSystem(async (tx) => {
    const select = {
      id: true,
      tenantId: true,
      status: true,
      fingerprint: true,
      sha256: true,
      asOf: true,
      generatedAt: true,
      expiresAt: true,
    } as const;
    const claimed = manifest && { id: BigInt(manifest.pack.pack_id), fingerprint: manifest.pack.fingerprint };
    const row =
      (await tx.reviewPack.findFirst({
        where: { sha256 },
        select: { ...select, tenant: { select: { slug: true } } },
      })) ??
      (claimed &&
        (await tx.reviewPack.findFirst({
          where: { ...claimed, sha256: { not: null } },
          select: { ...select, tenant: { select: { slug: true } } },
        })));
    if (row) {
      const newer = await tx.reviewPack.findFirst({
        where: { tenantId: row.tenantId, status: "ready", generatedAt: { gt: row.generatedAt ?? now } },
        select: { id: true },
      });
      return { ...judge(row, newer?.id ?? null, now), pack: view(row, row.tenant.slug) };
    }
    const grave =
      (await tx.reviewPackTombstone.findFirst({ where: { sha256 } })) ??
      (claimed &&
        (await tx.reviewPackTombstone.findFirst({
          where: { packId: claimed.id, fingerprint: claimed.fingerprint, sha256: { not: null } },
        })));
    return (
      grave && {
        ...judgeDeleted(grave.status),
        pack: view({ ...grave, id: grave.packId, asOf: null }, manifest?.pack.tenant.slug ?? null),
      }
    );
  });
}

interface PackRow {
  id: bigint;
  status: string;
  fingerprint: string | null;
  sha256: string | null;
  asOf: Date | null;
  generatedAt: Date | null;
  expiresAt: Date | null;
}

function judge(row: PackRow, newerId: bigint | null, now: Date): Pick<Issued, "verdict" | "because"> {
  if (row.status === "expired" || (row.expiresAt && row.expiresAt <= now))
    return { verdict: "expired", because: "It was issued here, and its retention is over." };
  if (newerId !== null)
    return { verdict: "superseded", because: `It was issued here. Pack ${newerId} of the same tenant is newer.` };
  return { verdict: "valid", because: "It was issued here, and it is the tenant's newest." };
}

/** A pack that was deleted while it was ready was taken back by a person; all others had run out before. */
function judgeDeleted(status: string): Pick<Issued, "verdict" | "because"> {
  if (status === "ready") return { verdict: "revoked", because: "It was issued here and deleted before its time." };
  return { verdict: "expired", because: "It was issued here; its retention is over and it was deleted since." };
}

function view(row: PackRow, tenant: string | null): VerifiedPack {
  return {
    id: String(row.id),
    tenant,
    status: row.status,
    fingerprint: row.fingerprint,
    sha256: row.sha256,
    asOf: row.asOf?.toISOString() ?? null,
    generatedAt: row.generatedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
