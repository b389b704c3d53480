import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { optionsToJson } from "@/lib/imports/import-record";
import type { ImportOptions } from "@/lib/imports/options";
import { keptSince } from "@/lib/imports/previews/kept";
import { enqueueReading } from "@/lib/imports/previews/request-preview";
import { lockRequests } from "@/lib/imports/request-import";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";
import { Prisma } from "@/prisma/client/client";

/** Which preview is decided about, and in which round it was seen. */
export interface PreviewRef {
  /** The tenant's slug. */
  tenant: string;
  previewId: string;
  round: number;
}

const withFiles = { files: { orderBy: { id: "asc" } } } as const;

/** A preview with its files, locked until the end of the transaction. */
export type LockedPreview = Prisma.ImportPreviewGetPayload<{ include: typeof withFiles }>;

/**
 * Takes a preview for a decision: one at a time for a tenant, so that of two people, or of two presses, the second sees what
 * the first has done.
 * @throws {AppError} not_found, forbidden.
 */
export async function lockPreview(
  tx: Tx,
  actor: Actor,
  { tenant: slug, previewId }: PreviewRef,
): Promise<{ tenant: TenantRef; preview: LockedPreview }> {
  const tenant = await getTenantWithin(tx, actor, slug, "import.manage");
  await lockRequests(tx, tenant.id);
  const id = /^[1-9]\d{0,17}$/.test(previewId) ? BigInt(previewId) : 0n;
  // The sweep takes no part in the turn above: the row's own lock keeps it from discarding what is being decided.
  await tx.$executeRaw`SELECT id FROM import_previews WHERE id = ${id} FOR UPDATE`;
  const preview = await tx.importPreview.findFirst({ where: { id, tenantId: tenant.id }, include: withFiles });
  if (!preview) throw notFound(`Import preview #${previewId.slice(0, 20)}`);
  return { tenant, preview };
}

/**
 * Refuses to decide about what is not there to be decided, or was not what the person saw.
 * @throws {AppError} gone when it was discarded, conflict otherwise.
 */
export function refuseUnlessSeen({ status, round, touchedAt }: LockedPreview, seen: PreviewRef, now: Date): void {
  // Compared at every use: the sweep only frees the disk.
  if (status === "discarded" || (status !== "confirmed" && touchedAt < keptSince(now))) {
    throw new AppError("gone", "These files were discarded, or waited for too long.", {
      next: "Choose them again on the Import page.",
    });
  }
  if (status === "confirmed") {
    throw new AppError("conflict", "These files are imported already, or on their way.", {
      next: "Look at what came of it.",
    });
  }
  if (status === "reading" || round !== seen.round) {
    throw new AppError("conflict", "The preview was changed meanwhile.", { next: "Look at it again, then decide." });
  }
}

/** Has all files read anew, with options that were changed: what a file would do depends on those before it. */
export async function readAgain(
  tx: Tx,
  preview: LockedPreview,
  options: ReadonlyMap<bigint, ImportOptions>,
  now: Date,
): Promise<void> {
  const round = preview.round + 1;
  for (const [id, changed] of options) {
    await tx.importPreviewFile.update({ where: { id }, data: { options: optionsToJson(changed) } });
  }
  await tx.importPreviewFile.updateMany({
    where: { previewId: preview.id, fileSha256: { not: null } },
    data: { found: Prisma.DbNull },
  });
  await tx.importPreview.update({
    where: { id: preview.id },
    data: { status: "reading", round, readBytes: 0, touchedAt: now },
  });
  await enqueueReading(tx, preview.id, round);
}
