import { inSystem } from "@/lib/db";
import { clearStaging } from "@/lib/review-packs/build/staging";
import { exportsStorage } from "@/lib/storage/exports";

/**
 * Deletes what the last attempt at a failed pack has written: its staging folder, and its ZIP if it got that far. Any other
 * pack is left alone; again is allowed. What a worker still writes after that, reconcile names and deletes.
 * @throws {StorageError} failed.
 */
export async function discardAttempt(packId: bigint): Promise<void> {
  const pack = await inSystem((tx) =>
    tx.reviewPack.findFirst({ where: { id: packId, status: "failed" }, select: { claimToken: true } }),
  );
  if (!pack?.claimToken) return;
  await clearStaging({ staging: `staging/${pack.claimToken}` });
  await exportsStorage().remove(`packs/${pack.claimToken}.zip`);
}
