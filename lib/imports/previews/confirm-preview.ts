import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { findCompleted } from "@/lib/imports/import-file";
import { openImport } from "@/lib/imports/import-record";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/options";
import { type Answers, areReadAlike, withAnswers } from "@/lib/imports/previews/answers";
import { foundFromJson, questionsOf } from "@/lib/imports/previews/found";
import { removeStaged } from "@/lib/imports/previews/stage-file";
import {
  type LockedPreview,
  lockPreview,
  type PreviewRef,
  readAgain,
  refuseUnlessSeen,
} from "@/lib/imports/previews/undecided";
import { findWaiting } from "@/lib/imports/request-import";
import { enqueueEvent } from "@/lib/outbox/outbox";
import type { TenantRef } from "@/lib/tenants/tenants";

/** Name of the event that starts the imports of a preview, one after the other. Its data is { previewId }. */
export const previewConfirmed = "import/confirmed";

/**
 * What came of a confirmation: the files are on their way, or, because answers were given that change what would happen, they are
 * read again and nothing was imported.
 */
export type Confirmation = "confirmed" | "read_again";

type PreviewFile = LockedPreview["files"][number];

/**
 * Imports the files of a preview that can be imported: writes for each its import, run, audit event and queued notification,
 * in one transaction with the event. Pressed twice it imports once. The caller sends the event with relayOutbox.
 * @throws {AppError} not_found, forbidden; gone, conflict as refuseUnlessSeen; invalid_input when there is nothing to import, or
 * another tenant's data is not confirmed.
 */
export async function confirmPreview(
  actor: Actor,
  ref: PreviewRef,
  answers: Answers,
  now: Date,
): Promise<Confirmation> {
  const { confirmation, leftOver } = await inSystem(async (tx) => {
    const { tenant, preview } = await lockPreview(tx, actor, ref);
    if (preview.status === "confirmed") return { confirmation: "confirmed" as const, leftOver: [] };
    refuseUnlessSeen(preview, ref, now);
    const options = answeredOptions(preview, answers);
    if (preview.files.some((file) => !areReadAlike(optionsOf(file), options.get(file.id) ?? {}))) {
      await readAgain(tx, preview, options, now);
      return { confirmation: "read_again" as const, leftOver: [] };
    }
    const files = importableFiles(preview, options);
    for (const file of files) await take(tx, { actor, tenant, file, options: options.get(file.id) ?? {} }, now);
    await tx.importPreview.update({ where: { id: preview.id }, data: { status: "confirmed", touchedAt: now } });
    await enqueueEvent(tx, {
      id: `import-confirmed-${preview.id}`,
      name: previewConfirmed,
      data: { previewId: String(preview.id) },
    });
    const left = await tx.importPreviewFile.findMany({ where: { previewId: preview.id, stagedPath: { not: null } } });
    return { confirmation: "confirmed" as const, leftOver: left };
  });
  await releaseStaged(leftOver);
  return confirmation;
}

/**
 * Has the files read again with these answers; without any that are new, simply again. Nothing is imported. The caller sends the
 * event with relayOutbox.
 * @throws {AppError} not_found, forbidden; gone, conflict as refuseUnlessSeen.
 */
export async function answerPreview(actor: Actor, ref: PreviewRef, answers: Answers, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const { preview } = await lockPreview(tx, actor, ref);
    refuseUnlessSeen(preview, ref, now);
    await readAgain(tx, preview, answeredOptions(preview, answers), now);
  });
}

const optionsOf = (file: PreviewFile): ImportOptions => importOptionsSchema.parse(file.options);

function answeredOptions(preview: LockedPreview, answers: Answers): Map<bigint, ImportOptions> {
  return new Map(
    preview.files.map((file) => {
      const questions = questionsOf(foundFromJson(file.found), optionsOf(file));
      return [file.id, withAnswers(optionsOf(file), questions, answers[String(file.id)])];
    }),
  );
}

function importableFiles(preview: LockedPreview, options: ReadonlyMap<bigint, ImportOptions>): PreviewFile[] {
  const files = preview.files.filter((file) => foundFromJson(file.found)?.kind === "importable");
  if (files.length === 0) {
    throw new AppError("invalid_input", "There is nothing to import in these files.", {
      next: "Discard them, or correct them and choose them again.",
    });
  }
  for (const file of files) {
    const found = foundFromJson(file.found);
    if (found?.kind !== "importable" || found.otherTenant === null || options.get(file.id)?.confirmOtherTenant)
      continue;
    throw new AppError("invalid_input", `${file.fileName} holds data ${found.otherTenant}.`, {
      next: "Nothing was imported. Confirm that it is meant, or leave the file out.",
    });
  }
  return files;
}

interface Taking {
  actor: Actor;
  tenant: TenantRef;
  file: PreviewFile;
  options: ImportOptions;
}

/** Hands one file over to its import. Of the same bytes that came in meanwhile, the import that has them is the answer. */
async function take(tx: Tx, { actor, tenant, file, options }: Taking, now: Date): Promise<void> {
  const { id, fileName, fileSha256: sha256, fileBytes, stagedPath } = file;
  if (sha256 === null) return;
  const other = (await findCompleted(tx, tenant.id, sha256)) ?? (await findWaiting(tx, tenant.id, sha256));
  if (other) {
    await tx.importPreviewFile.update({ where: { id }, data: { importId: other.id } });
    return;
  }
  const bytes = Number(fileBytes);
  const importId = await openImport(tx, actor, tenant, { fileName, sha256, bytes, stagedPath, options }, now);
  await tx.importPreviewFile.update({ where: { id }, data: { importId, stagedPath: null } });
}

/** Removes staged files that no import took, and then their names; cut off in between, the sweep does the rest. */
export async function releaseStaged(files: readonly { id: bigint; stagedPath: string | null }[]): Promise<void> {
  if (files.length === 0) return;
  await removeStaged(files.map((file) => file.stagedPath));
  await inSystem((tx) =>
    tx.importPreviewFile.updateMany({
      where: { id: { in: files.map((file) => file.id) } },
      data: { stagedPath: null },
    }),
  );
}
