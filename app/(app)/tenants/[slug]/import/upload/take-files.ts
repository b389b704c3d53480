import { relaySoon } from "@/app/relay-soon";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { requestImport } from "@/lib/imports/request-import";
import { log } from "@/lib/log";
import { StorageError } from "@/lib/storage/storage";
import { getTenant } from "@/lib/tenants/tenants";
import { readImportFields } from "../schema";
import { receiveFiles } from "./receive-files";

const filesMax = 20;

/** Hands each file to the import. @returns how many were queued, and how many were there already or on their way. */
export async function takeFiles(
  actor: Actor,
  tenant: string,
  request: Request,
  now: Date,
): Promise<{ queued: number; known: number }> {
  // Asked before the first byte is read, and again by the verb.
  await getTenant(actor, tenant, "import.manage");
  const taken = { queued: 0, known: 0 };
  try {
    await receiveFiles(
      request,
      { fileBytesMax: env().TENANTPILOT_IMPORT_BYTES_MAX, filesMax },
      async ({ fileName, source }, fields) => {
        const options = readImportFields(fields);
        const { outcome } = await requestImport(actor, { tenant, fileName, source, options }, now);
        taken[outcome === "queued" ? "queued" : "known"]++;
      },
    );
  } catch (error) {
    throw inWords(error, taken.queued + taken.known);
  } finally {
    if (taken.queued > 0) relaySoon(now);
  }
  if (taken.queued + taken.known > 0) return taken;
  throw new AppError("invalid_input", "No file was chosen.", {
    next: "Choose one or several files, then press Import.",
  });
}

/** What stopped the upload, in words, and what became of the files before it. */
function inWords(error: unknown, taken: number): unknown {
  if (error instanceof StorageError) log("upload").error({ err: error }, "an upload could not be stored");
  else if (!(error instanceof AppError)) return error;
  const next =
    error instanceof AppError
      ? error.next
      : "Nothing of the file was imported. Try again when whoever runs this TenantPilot has looked at its disk.";
  const before =
    taken === 0 ? "" : taken === 1 ? "The file before it was taken. " : `The ${taken} files before it were taken. `;
  return new AppError(error instanceof AppError ? error.code : "unavailable", error.message, {
    next: `${before}${next ?? ""}`,
    cause: error,
  });
}
