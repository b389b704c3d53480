import { inSystem, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { PackInputs } from "@/lib/review-packs/fingerprint";
import { optionsFromJson } from "@/lib/review-packs/options";
import { activeStatuses, type PackOptions, type PackProgress } from "@/lib/review-packs/status";
import type { TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** A claim is lost when nobody has worked on it for this long. Whoever works renews it ten times within. */
export const leaseMs = () => env().TENANTPILOT_LEASE_SECONDS * 1000;

/** When a lease that is renewed now runs out. */
export const leaseFrom = (now: Date) => new Date(now.getTime() + leaseMs());

/** The latest end that an honest lease can have. One beyond it was given while a clock was wrong, and nobody shall wait a day for it. */
const latestLease = (now: Date) => new Date(now.getTime() + 2 * leaseMs());

/** A lease that still runs, as a condition. */
export const leaseRuns = (now: Date) =>
  ({ leaseExpiresAt: { gt: now, lte: latestLease(now) } }) satisfies Prisma.ReviewPackWhereInput;

/** A lease that has run out, as a condition. */
export const leaseRanOut = (now: Date) =>
  ({
    OR: [{ leaseExpiresAt: { lte: now } }, { leaseExpiresAt: { gt: latestLease(now) } }],
  }) satisfies Prisma.ReviewPackWhereInput;

/** Whether somebody holds a pack now. */
export function isLeased({ leaseExpiresAt }: { leaseExpiresAt: Date | null }, now: Date): boolean {
  return leaseExpiresAt !== null && leaseExpiresAt > now && leaseExpiresAt <= latestLease(now);
}

/**
 * Whether another pack of the tenant is being made. Takes the tenant's row first, so that two claims of one tenant are decided one after the other.
 */
export async function anotherIsGenerating(tx: Tx, tenantId: bigint, packId: bigint, now: Date): Promise<boolean> {
  await tx.$queryRaw`SELECT id FROM tenants WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  const other = await tx.reviewPack.findFirst({
    where: { tenantId, status: "generating", id: { not: packId }, ...leaseRuns(now) },
    select: { id: true },
  });
  return other !== null;
}

/** What became of a claim. `busy`: another pack of the tenant is being made, ask again later. */
export type ClaimAnswer =
  | { outcome: "claimed"; claimToken: string }
  | { outcome: "busy" }
  /** `hasEnded`: it is ready, failed or expired, which a replay may do something about. */
  | { outcome: "not_claimable"; reason: string; hasEnded: boolean };

/** The answer to who cannot have the pack, with the reason. */
export function notClaimable(reason: string, hasEnded = false): ClaimAnswer {
  return { outcome: "not_claimable", reason, hasEnded };
}

/** The right to build one pack: whoever holds the token of the row may write to it. */
export interface PackClaim {
  packId: bigint;
  claimToken: string;
  tenant: TenantRef;
  options: PackOptions;
  requestedFingerprint: string;
  workspaceName: string;
  /** Path of the ZIP on the exports disk, of this attempt only. */
  filePath: string;
  /** Folder of this attempt's staging files on the exports disk. */
  staging: string;
}

/** A claim as its row has it. */
export interface HeldClaim extends PackClaim {
  /** The run of the durable function that holds it. */
  runId: string | null;
  /** The operation run whose steps it takes; null once that was purged. */
  operationRunId: bigint | null;
}

/**
 * What the holder of a claim needs to work on.
 * @throws {AppError} conflict when the claim is no longer held.
 */
export async function getClaim(packId: bigint, claimToken: string): Promise<HeldClaim> {
  const claim = await findClaim(packId, claimToken);
  if (!claim) throw claimLost(packId);
  return claim;
}

/** The same; null when the claim is no longer held. */
export async function findClaim(packId: bigint, claimToken: string): Promise<HeldClaim | null> {
  const pack = await inSystem((tx) =>
    tx.reviewPack.findFirst({
      where: { id: packId, claimToken, status: "generating" },
      select: {
        options: true,
        fingerprint: true,
        claimRunId: true,
        operationRunId: true,
        tenant: {
          select: {
            id: true,
            workspaceId: true,
            slug: true,
            name: true,
            entraTenantId: true,
            timeZone: true,
            workspace: { select: { name: true } },
          },
        },
      },
    }),
  );
  if (!pack?.fingerprint) return null;
  const { workspace, ...tenant } = pack.tenant;
  return {
    packId,
    claimToken,
    runId: pack.claimRunId,
    operationRunId: pack.operationRunId,
    tenant,
    options: optionsFromJson(pack.options),
    requestedFingerprint: pack.fingerprint,
    workspaceName: workspace.name,
    filePath: `packs/${claimToken}.zip`,
    staging: `staging/${claimToken}`,
  };
}

/** Says how far the work is, and renews the lease with it. @throws {AppError} conflict when the claim is no longer held. */
export async function reportProgress(
  packId: bigint,
  claimToken: string,
  progress: Omit<PackProgress, "at">,
  now: Date,
): Promise<void> {
  const held = await inSystem((tx) =>
    tx.reviewPack.updateMany({
      where: { id: packId, claimToken, status: "generating" },
      data: { progress: { ...progress, at: now.toISOString() }, leaseExpiresAt: leaseFrom(now) },
    }),
  );
  if (held.count !== 1) throw claimLost(packId);
}

/**
 * Gives the pack the fingerprint of what was really read, and that of the pack it was compared with. If another active pack holds that already, nothing changes.
 * @returns the id of the pack that holds it, or null.
 * @throws {AppError} conflict when the claim is no longer held.
 */
export async function adoptInputs(
  packId: bigint,
  claimToken: string,
  read: { fingerprint: string; previousFingerprint: string | null; inputs: PackInputs; asOf: Date },
): Promise<bigint | null> {
  return inSystem(async (tx) => {
    // Serialised with requests and other claims of the tenant, so that the unique index is never violated by surprise.
    const [pack] = await tx.$queryRaw<{ tenant_id: bigint }[]>`SELECT tenant_id FROM review_packs
      WHERE id = ${packId} AND claim_token = ${claimToken}::uuid AND status = 'generating' FOR UPDATE`;
    if (!pack) throw claimLost(packId);
    const holder = await tx.reviewPack.findFirst({
      where: {
        tenantId: pack.tenant_id,
        fingerprint: read.fingerprint,
        status: { in: [...activeStatuses] },
        id: { not: packId },
      },
      select: { id: true },
    });
    if (holder) return holder.id;
    await tx.reviewPack.update({
      where: { id: packId },
      data: {
        fingerprint: read.fingerprint,
        previousFingerprint: read.previousFingerprint,
        inputs: { ...read.inputs } as unknown as Prisma.InputJsonObject,
        asOf: read.asOf,
      },
    });
    return null;
  });
}

function claimLost(packId: bigint): AppError {
  return new AppError("conflict", `Review pack #${packId} is no longer this run's to work on.`);
}
