import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { getManagedPack } from "@/lib/review-packs/managed-pack";

/**
 * Revokes a share link: from then on neither it nor any download link that was made by it gives anything. A download that
 * runs comes to its end. Revoking it again changes nothing.
 * @throws {AppError} not_found, forbidden (review_pack.manage).
 */
export async function revokeShareLink(
  actor: Actor,
  target: { tenant: string; packId: bigint; linkId: string },
  from: RequestOrigin,
  now: Date,
): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await getManagedPack(tx, actor, target.tenant, target.packId);
    const link = { id: target.linkId, packId: pack.id, workspaceId: pack.workspaceId, purpose: "share" };
    const revoked = await tx.packLink.updateMany({ where: { ...link, revokedAt: null }, data: { revokedAt: now } });
    if (revoked.count === 1) {
      await recordAudit(tx, {
        workspaceId: pack.workspaceId,
        tenantId: pack.tenantId,
        action: "review_pack.share_link_revoked",
        subject: { type: "review_pack", id: pack.id },
        actor,
        ...from,
        details: { linkId: target.linkId },
      });
      return;
    }
    if (!(await tx.packLink.findFirst({ where: link, select: { id: true } }))) throw notFound("The share link");
  });
}
