import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { getManagedPack } from "@/lib/review-packs/managed-pack";

/**
 * Puts a ready pack on legal hold, or lifts the hold. While it is held nothing ends it: it does not expire, cannot be
 * deleted and can be downloaded, also after its date. Lifted after its date, it expires with the next sweep. Saying what
 * is so already changes nothing.
 * @throws {AppError} not_found, forbidden, or conflict when it is not ready. A pack whose time is over counts as expired, also before
 * a sweep has written that down: its hold would bring it back.
 */
export async function setLegalHold(
  actor: Actor,
  slug: string,
  packId: bigint,
  isHeld: boolean,
  now: Date,
): Promise<void> {
  await inSystem(async (tx) => {
    const pack = await getManagedPack(tx, actor, slug, packId);
    const changed = await tx.reviewPack.updateMany({
      where: { id: packId, status: "ready", isLegalHold: !isHeld, ...(isHeld ? { expiresAt: { gt: now } } : {}) },
      data: { isLegalHold: isHeld },
    });
    if (changed.count === 1) {
      await recordAudit(tx, {
        ...pack,
        action: isHeld ? "review_pack.held" : "review_pack.hold_lifted",
        subject: { type: "review_pack", id: packId },
        actor,
      });
      return;
    }
    const found = await tx.reviewPack.findUnique({
      where: { id: packId },
      select: { status: true, isLegalHold: true },
    });
    if (found?.isLegalHold === isHeld && found.status === "ready") return;
    // Ready, not held, and yet not to be held: its time is over.
    const status = found?.status === "ready" ? "expired" : (found?.status ?? "deleted");
    throw new AppError("conflict", `Review pack #${packId} is ${status}, so it cannot be put on legal hold.`, {
      next:
        status === "expired"
          ? "An expired pack never comes back. Generate a new one."
          : "Only a ready pack can be held. Reload the page to see how it is now.",
    });
  });
}
