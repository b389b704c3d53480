import path from "node:path";
import { env } from "@/lib/env";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildPack, buildTenant } from "../factories";
import { buildClaim, makePack } from "../review-packs/build/pack-claim";

/** A pack that was really made, and whose row carries its file's hash. */
export interface IssuedPack {
  id: bigint;
  tenant: TenantRef;
  zip: string;
  sha256: string;
}

/** Makes a pack of a tenant with one finding, and issues it. */
export async function issuePack(): Promise<IssuedPack> {
  const tenant = await buildTenant();
  await buildFinding({ tenant });
  const id = BigInt(Math.floor(Math.random() * 1e9) + 1000);
  const claim = await buildClaim({ tenant, packId: id });
  const { assembled, collected } = await makePack(claim);
  const { sha256, bytes } = assembled;
  const { fingerprint } = collected;
  const asOf = new Date(collected.asOf);
  await buildPack({ tenant, id, fingerprint, sha256, asOf, fileSize: BigInt(bytes), filePath: claim.filePath });
  return { id, tenant, sha256, zip: storedPath(claim.filePath) };
}

/** Where a file of the exports disk lies. */
export function storedPath(filePath: string): string {
  return path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", filePath);
}
