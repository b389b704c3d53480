import { serve } from "inngest/next";
import { inngest } from "@/inngest/client";
import { startSchedules, sweepFleetRuns, walkFleetRun } from "@/inngest/fleet";
import { generateReviewPack } from "@/inngest/generate-review-pack";
import { prunePacks, reapAbandoned, reconcileFiles, relayOutboxEvents } from "@/inngest/housekeeping";
import { importFile } from "@/inngest/import-file";

// The functions that Inngest, real or embedded, calls. Requests are signed; the SDK checks it (inngest-wire.md, section 6).
export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [
    generateReviewPack,
    importFile,
    relayOutboxEvents,
    reapAbandoned,
    prunePacks,
    reconcileFiles,
    walkFleetRun,
    sweepFleetRuns,
    startSchedules,
  ],
});
