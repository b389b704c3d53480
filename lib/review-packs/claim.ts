import { inSystem } from "@/lib/db";
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

/** The right to build one pack: whoever holds the token of the row may write to it. */
export interface PackClaim {
  packId: bigint;
  claimToken: string;
  tenant: TenantRef;
  options: PackOptions;
  requestedFingerprint: string;
  previousFingerprint: string | null;
  workspaceName: string;
  /** Path of the ZIP on the exports disk, of this attempt only. */
  filePath: string;
  /** Folder of this attempt's staging files on the exports disk. */
  staging: string;
}

/**
 * What the holder of a claim needs to work on.
 * @throws {AppError} conflict when the claim is no longer held.
 */
export async function getClaim(packId: bigint, claimToken: string): Promise<PackClaim> {
  const pack = await inSystem((tx) =>
    tx.reviewPack.findFirst({
      where: { id: packId, claimToken, status: "generating" },
      select: {
        options: true,
        fingerprint: true,
        previousFingerprint: true,
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
  if (!pack?.fingerprint) throw claimLost(packId);
  const { workspace, ...tenant } = pack.tenant;
  return {
    packId,
    claimToken,
    tenant,
    options: optionsFromJson(pack.options),
    requestedFingerprint: pack.fingerprint,
    previousFingerprint: pack.previousFingerprint,
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
 * Gives the pack the fingerprint of what was really read. If another active pack holds that already, nothing changes.
 * @returns the id of the pack that holds it, or null.
 * @throws {AppError} conflict when the claim is no longer held.
 */
export async function adoptInputs(
  packId: bigint,
  claimToken: string,
  read: { fingerprint: string; inputs: PackInputs; asOf: Date },
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
