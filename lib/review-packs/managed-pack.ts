import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import type { Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";

/**
 * The pack that a person wants to change, once the policy has let them.
 * @throws {AppError} not_found, forbidden.
 */
export async function getManagedPack(tx: Tx, actor: Actor, slug: string, packId: bigint) {
  const what = `Review pack #${packId}`;
  const pack = await tx.reviewPack.findFirst({
    where: { id: packId, tenant: { slug } },
    select: {
      id: true,
      workspaceId: true,
      tenantId: true,
      status: true,
      isLegalHold: true,
      sha256: true,
      failureCode: true,
    },
  });
  if (!pack) throw notFound(what);
  await authorize(tx, actor, "review_pack.manage", { ...pack, what });
  return pack;
}
