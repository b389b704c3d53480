import { type Actor, actorUserId } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { refusal } from "@/lib/imports/previews/found";
import { undecidedAt } from "@/lib/imports/previews/kept";
import { removeStaged, type StagedFile } from "@/lib/imports/previews/stage-file";
import { lockRequests } from "@/lib/imports/request-import";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { getTenantWithin } from "@/lib/tenants/tenants";

/** Name of the event that starts the reading of a preview. Its data is { previewId, round }. */
export const previewRequested = "import/preview.requested";

/** Open previews of one tenant: each keeps its files on the disk until somebody decides. */
const openMax = 20;

/**
 * Opens a preview of files that were staged; nothing of them is imported. The same files again, sent twice or chosen twice, are
 * the same preview while it waits for a decision. The caller sends the event with relayOutbox. The staged files are
 * the preview's from here on, or removed.
 * @throws {AppError} not_found, forbidden; invalid_input without files; conflict when too many wait for a decision.
 */
export async function requestPreview(
  actor: Actor,
  slug: string,
  files: readonly StagedFile[],
  now: Date,
): Promise<{ previewId: string }> {
  let isTaken = false;
  try {
    const answer = await inSystem((tx) => openPreview(tx, actor, { slug, files }, now));
    isTaken = answer.isNew;
    return { previewId: String(answer.id) };
  } finally {
    if (!isTaken) await removeStaged(files.map((file) => file.stagedPath));
  }
}

async function openPreview(
  tx: Tx,
  actor: Actor,
  { slug, files }: { slug: string; files: readonly StagedFile[] },
  now: Date,
): Promise<{ id: bigint; isNew: boolean }> {
  const tenant = await getTenantWithin(tx, actor, slug, "import.manage");
  if (files.length === 0) {
    throw new AppError("invalid_input", "No file was chosen.", { next: "Choose one or several files." });
  }
  await lockRequests(tx, tenant.id);
  const open = await tx.importPreview.findMany({
    where: { tenantId: tenant.id, ...undecidedAt(now) },
    include: { files: { orderBy: { id: "asc" } } },
  });
  const same = open.find(
    (preview) => preview.createdByUserId === actorUserId(actor) && contentOf(preview.files) === contentOf(files),
  );
  if (same) return { id: same.id, isNew: false };
  if (open.length >= openMax) throw tooMany(open.length);
  const { id } = await tx.importPreview.create({
    data: {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      createdByUserId: actorUserId(actor),
      createdByName: actor.name,
      createdAt: now,
      touchedAt: now,
    },
    select: { id: true },
  });
  await tx.importPreviewFile.createMany({
    data: files.map((file) => ({
      previewId: id,
      fileName: file.fileName,
      fileSha256: file.sha256,
      fileBytes: file.bytes,
      stagedPath: file.stagedPath,
      ...(file.refusal ? { found: refusal(file.refusal.message, file.refusal.next) } : {}),
    })),
  });
  await enqueueReading(tx, id, 1);
  return { id, isNew: true };
}

/** What makes two uploads the same: the files' names and bytes, in their order. */
function contentOf(files: readonly { fileName: string; sha256?: string | null; fileSha256?: string | null }[]): string {
  return JSON.stringify(files.map((file) => [file.fileName, file.sha256 ?? file.fileSha256 ?? null]));
}

function tooMany(open: number): AppError {
  return new AppError("conflict", `${open} uploads of this tenant wait for somebody to import or discard them.`, {
    next: "Decide about one of them, then choose the files again.",
  });
}

/** Asks for the files to be read, in the transaction that makes it necessary. `again` tells a repeated sending from the first. */
export async function enqueueReading(tx: Tx, previewId: bigint, round: number, again = ""): Promise<void> {
  await enqueueEvent(tx, {
    id: `import-preview-${previewId}-${round}${again}`,
    name: previewRequested,
    data: { previewId: String(previewId), round },
  });
}
