import type { z } from "zod";
import type { FixedEntryName } from "@/lib/archive/entry-names";
import { manifestSchema } from "@/lib/review-packs/build/manifest-format";
import { changesSchema } from "@/lib/review-packs/build/sections/changes";
import { coverageSchema } from "@/lib/review-packs/build/sections/coverage";
import { findingsSchema } from "@/lib/review-packs/build/sections/findings";
import { findingsOcsfSchema } from "@/lib/review-packs/build/sections/findings-ocsf";
import { hardeningSchema } from "@/lib/review-packs/build/sections/hardening";
import { metadataSchema } from "@/lib/review-packs/build/sections/metadata";
import { summarySchema } from "@/lib/review-packs/build/sections/summary";

/**
 * The shape of each JSON entry: docs/schemas is written from this (npm run docs), and real packs are held against it.
 * reports/<type>.json is not here, because a report has whatever shape its source gave it.
 */
export const entrySchemas: Readonly<Partial<Record<FixedEntryName, z.ZodType>>> = {
  "changes.json": changesSchema,
  "coverage.json": coverageSchema,
  "findings.json": findingsSchema,
  "findings.ocsf.json": findingsOcsfSchema,
  "hardening.json": hardeningSchema,
  "manifest.json": manifestSchema,
  "metadata.json": metadataSchema,
  "summary.json": summarySchema,
};
