import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { getManagedPack } from "@/lib/review-packs/managed-pack";

/**
 * Deletes the row of an ended pack; a tombstone with its hash and dates stays, by which the prune deletes the file.
 * @throws {AppError} not_found, forbidden, or conflict while it is being made or on legal hold.
 */
export async function deletePack(actor: Actor, slug: string, packId: bigint): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await getManagedPack(tx, actor, slug, packId);
    const deleted = await tx.reviewPack.deleteMany({
      where: { id: packId, status: { in: ["ready", "failed", "expired"] }, isLegalHold: false },
    });
    if (deleted.count !== 1) {
      throw new AppError(
        "conflict",
        `Review pack #${packId} is ${pack.isLegalHold ? "on legal hold" : pack.status}, so it cannot be deleted.`,
        {
          next: pack.isLegalHold ? "Lift the legal hold first." : "Wait until it is ready or failed.",
        },
      );
    }
    await recordAudit(tx, {
      ...pack,
      action: "review_pack.deleted",
      subject: { type: "review_pack", id: packId },
      actor,
      details: pack.sha256 ? { sha256: pack.sha256 } : {},
    });
  });
}
