import { relaySoon } from "@/app/relay-soon";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { requestPreview } from "@/lib/imports/previews/request-preview";
import { removeStaged, type StagedFile, stageFile } from "@/lib/imports/previews/stage-file";
import { uploadProblem } from "@/lib/imports/upload-problem";
import { getTenant } from "@/lib/tenants/tenants";
import { receiveFiles } from "./receive-files";

const filesMax = 20;

/**
 * Stages the files of an upload while they come in and opens a preview of them; nothing is imported.
 * @returns the preview's id.
 */
export async function takeFiles(actor: Actor, tenant: string, request: Request, now: Date): Promise<string> {
  // Asked before the first byte is read, and again by the verb.
  await getTenant(actor, tenant, "import.manage");
  const { previewId } = await requestPreview(actor, tenant, await receiveAll(request), now);
  relaySoon(now);
  return previewId;
}

async function receiveAll(request: Request): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  try {
    const limits = { fileBytesMax: env().TENANTPILOT_IMPORT_BYTES_MAX, filesMax };
    await receiveFiles(request, limits, async ({ fileName, source }) => {
      files.push(await stageFile(fileName, source));
    });
    return files;
  } catch (error) {
    await removeStaged(files.map((file) => file.stagedPath));
    throw uploadProblem(error);
  }
}
