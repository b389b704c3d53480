import { NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { importRequestedData } from "@/inngest/events";
import { failImport, importRequested, runImport } from "@/lib/imports/run-import";

/** What is said of an import that was tried as often as it may be. */
export const importFailed =
  "Something went wrong while the file was read, each time it was tried. Nothing of it was imported; the server's log has the details.";

/** Imports one staged file. The file is one transaction, so the run is one step (imports.md, All or nothing). */
export const importFile = inngest.createFunction(
  {
    id: "import-file",
    triggers: [{ event: importRequested }],
    retries: 2,
    concurrency: [{ limit: 2 }],
    onFailure: async ({ event, step }) => {
      const importId = importIdOf(event.data.event.data);
      await step.run("fail", () => failImport(importId, importFailed, new Date()));
    },
  },
  async ({ event, runId, step }) => {
    const importId = importIdOf(event.data);
    return step.run("import", () => runImport(importId, runId, new Date()));
  },
);

function importIdOf(data: unknown): bigint {
  const parsed = importRequestedData.safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`${importRequested} needs { importId }, nothing else.`);
  return BigInt(parsed.data.importId);
}
