import type { Actor } from "@/lib/auth/actor";
import { assembleStep, collectStep, publishStep, renderStep, verifyStep } from "@/lib/review-packs/generate";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import type { TenantRef } from "@/lib/tenants/tenants";

/** Asks for a pack and walks it through every step, as the durable function does. @returns its id. */
export async function finishPack(
  actor: Actor,
  tenant: TenantRef,
  options = { includePii: true, includeOperations: true },
): Promise<string> {
  const { outcome, pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  if (outcome !== "queued") throw new Error(outcome);
  const packId = BigInt(pack.id);
  const claim = await claimPack(packId, `run-${pack.id}`, new Date());
  if (claim.outcome !== "claimed") throw new Error(claim.outcome);
  const { claimToken } = claim;
  const collected = await collectStep(packId, claimToken);
  if ("supersededBy" in collected) throw new Error("superseded");
  const entries = await renderStep(packId, claimToken, collected);
  const assembled = await assembleStep(packId, claimToken, collected);
  await verifyStep(packId, claimToken, collected, assembled);
  await publishStep(packId, claimToken, collected, entries, assembled);
  return pack.id;
}
