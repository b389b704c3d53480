import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { releaseStaged } from "@/lib/imports/previews/confirm-preview";
import { removeStaged } from "@/lib/imports/previews/stage-file";
import { lockPreview, type PreviewRef, readAgain, refuseUnlessSeen } from "@/lib/imports/previews/undecided";

/**
 * Gives a preview up, also while it is being read: its files are removed, and nothing was imported. Again is allowed.
 * @throws {AppError} not_found, forbidden; conflict when it is imported already.
 */
export async function discardPreview(actor: Actor, ref: PreviewRef, now: Date): Promise<void> {
  const files = await inSystem(async (tx) => {
    const { preview } = await lockPreview(tx, actor, ref);
    if (preview.status === "confirmed") refuseUnlessSeen(preview, ref, now);
    await tx.importPreview.update({ where: { id: preview.id }, data: { status: "discarded", touchedAt: now } });
    return preview.files.filter((file) => file.stagedPath !== null);
  });
  await releaseStaged(files);
}

/**
 * Leaves one file out. The others are read again, because what they would do may have depended on it; with the last one
 * the preview is discarded. The caller sends the event with relayOutbox.
 * @returns whether files are left.
 * @throws {AppError} not_found, forbidden; gone, conflict as refuseUnlessSeen.
 */
export async function leaveOut(actor: Actor, ref: PreviewRef, fileId: string, now: Date): Promise<boolean> {
  const { stagedPath, isLeft } = await inSystem(async (tx) => {
    const { preview } = await lockPreview(tx, actor, ref);
    refuseUnlessSeen(preview, ref, now);
    const file = preview.files.find((each) => String(each.id) === fileId);
    if (!file) throw notFound("The file");
    const isLast = preview.files.length === 1;
    if (isLast) {
      await tx.importPreview.update({ where: { id: preview.id }, data: { status: "discarded", touchedAt: now } });
    } else {
      await tx.importPreviewFile.delete({ where: { id: file.id } });
      await readAgain(tx, preview, new Map(), now);
    }
    return { stagedPath: file.stagedPath, isLeft: !isLast };
  });
  await removeStaged([stagedPath]);
  return isLeft;
}
