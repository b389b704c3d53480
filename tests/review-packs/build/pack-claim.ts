import { randomUUID } from "node:crypto";
import { assemblePack } from "@/lib/review-packs/build/assemble";
import { collectPack } from "@/lib/review-packs/build/collect";
import type { Collected } from "@/lib/review-packs/build/collected";
import { renderPack } from "@/lib/review-packs/build/render";
import type { PackClaim } from "@/lib/review-packs/claim";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, sha256 } from "../../factories";

export const quiet = { now: () => new Date(), onProgress: async () => {} };

/** A claim as the claim step gives it, without a row behind it: the builder reads no review_packs row. */
export async function buildClaim(overrides: Partial<PackClaim> & { tenant?: TenantRef } = {}): Promise<PackClaim> {
  const token = randomUUID();
  return {
    packId: 7n,
    claimToken: token,
    tenant: overrides.tenant ?? (await buildTenant()),
    options: { includePii: true, includeOperations: true },
    requestedFingerprint: sha256("requested"),
    workspaceName: "Example workspace",
    filePath: `packs/${token}.zip`,
    staging: `staging/${token}`,
    ...overrides,
  };
}

/** Collects, renders and assembles; gives what each step gave. */
export async function makePack(
  claim: PackClaim,
): Promise<{ collected: Collected; assembled: { bytes: number; sha256: string } }> {
  const collected = await collectPack(claim, quiet);
  await renderPack(claim, collected);
  return { collected, assembled: await assemblePack(claim, collected) };
}
