import { NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { previewConfirmedData, previewRequestedData } from "@/inngest/events";
import { importFailed } from "@/inngest/import-file";
import { previewConfirmed } from "@/lib/imports/previews/confirm-preview";
import { listConfirmed } from "@/lib/imports/previews/list-confirmed";
import { giveUpReading, readPreview } from "@/lib/imports/previews/read-preview";
import { previewRequested } from "@/lib/imports/previews/request-preview";
import { failImport, runImport } from "@/lib/imports/run-import";

/** Reads what was uploaded and says what its import would do. It is one transaction that is rolled back, so one step. */
export const readImportPreview = inngest.createFunction(
  {
    id: "read-import-preview",
    triggers: [{ event: previewRequested }],
    retries: 2,
    concurrency: [{ limit: 2 }],
    onFailure: async ({ event, step }) => {
      const { previewId, round } = readingOf(event.data.event.data);
      await step.run("give up", () => giveUpReading(previewId, round));
    },
  },
  async ({ event, step }) => {
    const { previewId, round } = readingOf(event.data);
    return step.run("read", () => readPreview(previewId, round, new Date()));
  },
);

/**
 * Imports the files of a confirmed preview in its order, each as a step of its own. One that fails for good does not keep the
 * others from being imported.
 */
export const importPreview = inngest.createFunction(
  { id: "import-preview", triggers: [{ event: previewConfirmed }], retries: 2, concurrency: [{ limit: 2 }] },
  async ({ event, runId, step }) => {
    const parsed = previewConfirmedData.safeParse(event.data);
    if (!parsed.success) throw new NonRetriableError(`${previewConfirmed} needs { previewId }, nothing else.`);
    const importIds = await step.run("list", () => listConfirmed(BigInt(parsed.data.previewId)));
    for (const importId of importIds) {
      try {
        await step.run("import", () => runImport(BigInt(importId), runId, new Date()));
      } catch {
        // Tried as often as it may be. What is wrong with a file itself does not come here: runImport ends it in words.
        await step.run("fail", () => failImport(BigInt(importId), importFailed, new Date()));
      }
    }
    return { imports: importIds.length };
  },
);

function readingOf(data: unknown): { previewId: bigint; round: number } {
  const parsed = previewRequestedData.safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`${previewRequested} needs { previewId, round }, nothing else.`);
  return { previewId: BigInt(parsed.data.previewId), round: parsed.data.round };
}
