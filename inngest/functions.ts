import { fetchFromGraph, startGraphFetches } from "@/inngest/fetch-from-graph";
import { startSchedules, sweepFleetRuns, walkFleetRun } from "@/inngest/fleet";
import { generateReviewPack } from "@/inngest/generate-review-pack";
import {
  mailNotifications,
  prunePacks,
  reapAbandoned,
  reconcileFiles,
  relayOutboxEvents,
  sweepImportPreviews,
} from "@/inngest/housekeeping";
import { importFile } from "@/inngest/import-file";
import { importPreview, readImportPreview } from "@/inngest/import-preview";

/** Every durable function of the product, as /api/inngest serves them. */
export const functions = [
  generateReviewPack,
  importFile,
  readImportPreview,
  importPreview,
  relayOutboxEvents,
  mailNotifications,
  reapAbandoned,
  prunePacks,
  reconcileFiles,
  sweepImportPreviews,
  walkFleetRun,
  sweepFleetRuns,
  startSchedules,
  fetchFromGraph,
  startGraphFetches,
];
