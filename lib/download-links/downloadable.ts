import type { Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { hasRunOut } from "@/lib/review-packs/run-out";

/** What of a pack's row a link needs to know. */
export type LinkablePack = Awaited<ReturnType<typeof getLinkablePack>>;

/** The pack with this id. Asks nobody: the caller asks the policy with what it gives. @throws {AppError} not_found. */
export async function getLinkablePack(tx: Tx, packId: string) {
  const select = {
    id: true,
    workspaceId: true,
    tenantId: true,
    status: true,
    sha256: true,
    fileSize: true,
    expiresAt: true,
    isLegalHold: true,
  } as const;
  const pack = /^[1-9][0-9]{0,17}$/.test(packId)
    ? await tx.reviewPack.findUnique({ where: { id: BigInt(packId) }, select })
    : null;
  if (!pack) throw notFound(`The review pack ${packId}`);
  return pack;
}

/**
 * What a link needs of its pack; `until` is null for one on legal hold.
 * @throws {AppError} conflict or gone, saying what the pack is instead of ready.
 */
export function downloadable(pack: LinkablePack, now: Date): { sha256: string; bytes: number; until: Date | null } {
  const name = `The review pack ${pack.id}`;
  const again = { next: "Generate a new review pack." };
  const { sha256, fileSize, expiresAt } = pack;
  if (pack.status === "queued" || pack.status === "generating") {
    throw new AppError("conflict", `${name} is not ready yet.`, { next: "Wait until it is ready, then download it." });
  }
  if (pack.status === "failed") throw new AppError("gone", `${name} could not be made, so there is no file.`, again);
  if (pack.status !== "ready" || !sha256 || fileSize === null || !expiresAt)
    throw new AppError("gone", `${name} has expired.`, again);
  // A link lives for whole seconds: with less than one left there is none to give.
  if (hasRunOut(pack, new Date(now.getTime() + 999))) throw new AppError("gone", `${name} has expired.`, again);
  return { sha256, bytes: Number(fileSize), until: pack.isLegalHold ? null : expiresAt };
}
