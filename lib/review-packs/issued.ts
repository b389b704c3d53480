import { inSystem, type Tx } from "@/lib/db";
import { hasRunOut } from "@/lib/review-packs/run-out";

/** What is known about a file that somebody holds (pack.md, Trust). */
export type PackVerdict = "valid" | "superseded" | "expired" | "revoked" | "unknown" | "altered";

/** What a file says of itself: its SHA-256, and the pack that its manifest names, if that could be read. */
export interface FileClaim {
  sha256: string;
  pack: { id: string; fingerprint: string } | null;
}

/** The pack of that file as it was issued here. */
export interface IssuedPack {
  id: string;
  tenantSlug: string | null;
  status: string;
  fingerprint: string | null;
  sha256: string | null;
  asOf: Date | null;
  generatedAt: Date | null;
  expiresAt: Date | null;
}

/** What our own records say of a file. */
export interface Issued {
  /** hash: it is this pack's file, byte for byte. claim: it says that it is, and is another file. */
  match: "hash" | "claim";
  verdict: Exclude<PackVerdict, "unknown">;
  /** One sentence for the reader: what the verdict rests on. */
  because: string;
  pack: IssuedPack;
  /** The tenant's newest pack, when it is newer than this one and both can still be had. */
  supersededBy: { id: string; asOf: Date | null } | null;
}

/**
 * The issued pack with this file's hash, else the one that the file claims to be, if the claim fits; null when neither is
 * known here. Packs are found after their row was deleted, by the tombstone. Whoever can name a SHA-256 or a fingerprint
 * has the file or was given them: neither can be guessed, so no actor is asked for.
 */
export async function findIssued(claim: FileClaim, now: Date): Promise<Issued | null> {
  return inSystem(async (tx) => {
    const byHash = { sha256: claim.sha256 };
    const exact = (await findRow(tx, byHash, now)) ?? (await findTombstone(tx, byHash));
    if (exact) return { match: "hash", ...exact };
    if (!claim.pack) return null;
    const named = { fingerprint: claim.pack.fingerprint, sha256: { not: null } };
    const id = BigInt(claim.pack.id);
    const claimed = (await findRow(tx, { ...named, id }, now)) ?? (await findTombstone(tx, { ...named, packId: id }));
    if (!claimed) return null;
    const because = `It is not the file that was issued as pack ${claimed.pack.id}.`;
    return { match: "claim", ...claimed, verdict: "altered", because };
  });
}

type Found = Omit<Issued, "match">;

async function findRow(
  tx: Tx,
  where: { sha256: string | { not: null }; id?: bigint; fingerprint?: string },
  now: Date,
): Promise<Found | null> {
  const row = await tx.reviewPack.findFirst({ where, include: { tenant: { select: { slug: true } } } });
  if (!row) return null;
  const pack = viewOf({ ...row, tenantSlug: row.tenant.slug });
  const expired = expiryOf(row, now);
  if (expired) return { verdict: "expired", because: expired, pack, supersededBy: null };
  const newer = await tx.reviewPack.findFirst({
    where: {
      workspaceId: row.workspaceId,
      tenantId: row.tenantId,
      status: "ready",
      generatedAt: { gt: row.generatedAt ?? now },
      OR: [{ expiresAt: { gt: now } }, { isLegalHold: true }],
    },
    orderBy: { generatedAt: "desc" },
    select: { id: true, asOf: true },
  });
  if (newer) {
    const because = `It was issued here. Pack ${newer.id} of the same tenant is newer.`;
    return { verdict: "superseded", because, pack, supersededBy: { id: String(newer.id), asOf: newer.asOf } };
  }
  return {
    verdict: "valid",
    because: "It was issued here, and it is the tenant's newest.",
    pack,
    supersededBy: null,
  };
}

function expiryOf(row: { status: string; expiresAt: Date | null; isLegalHold: boolean }, now: Date): string | null {
  const isPast = hasRunOut(row, now);
  if (row.status === "expired" && !isPast) return "It was issued here, and somebody ended its time early.";
  return isPast || row.status === "expired" ? "It was issued here, and its retention is over." : null;
}

/** A pack that was deleted while it was ready was taken back by a person; all others had run out before. */
async function findTombstone(
  tx: Tx,
  where: { sha256: string | { not: null }; packId?: bigint; fingerprint?: string },
): Promise<Found | null> {
  const grave = await tx.reviewPackTombstone.findFirst({ where });
  if (!grave) return null;
  const pack = viewOf({ ...grave, id: grave.packId, tenantSlug: null });
  const isTakenBack = grave.status === "ready" && (grave.expiresAt === null || grave.expiresAt > grave.deletedAt);
  const found = isTakenBack
    ? { verdict: "revoked" as const, because: "It was issued here and deleted before its time." }
    : { verdict: "expired" as const, because: "It was issued here; its retention is over and it was deleted since." };
  return { ...found, pack, supersededBy: null };
}

interface Row {
  id: bigint;
  tenantSlug: string | null;
  status: string;
  fingerprint: string | null;
  sha256: string | null;
  asOf: Date | null;
  generatedAt: Date | null;
  expiresAt: Date | null;
}

function viewOf({ id, tenantSlug, status, fingerprint, sha256, asOf, generatedAt, expiresAt }: Row): IssuedPack {
  return { id: String(id), tenantSlug, status, fingerprint, sha256, asOf, generatedAt, expiresAt };
}
