import type { Collected } from "@/lib/review-packs/build/collected";
import type { PackIdentity } from "@/lib/review-packs/build/manifest-format";
import type { ReadingContent, ReadingMaterial, ReportMaterial } from "@/lib/review-packs/build/report/material";
import type { CoverageRow } from "@/lib/review-packs/build/sections/coverage";
import type { PackSummary } from "@/lib/review-packs/build/sections/summary";
import type { StagedEntry } from "@/lib/review-packs/build/staging";

/** What the chapters are written from: the numbers of summary.json, the rows of coverage.json, and the report's own material. */
export interface ReportInput {
  identity: PackIdentity;
  collected: Collected;
  summary: PackSummary;
  coverage: CoverageRow[];
  material: ReportMaterial;
  /** The entries whose hashes the report can name. */
  entries: readonly StagedEntry[];
}

/** A stored report of one kind, with what was read of it. */
export type Reading<Kind extends ReadingContent["kind"]> = Omit<ReadingMaterial, "content"> & {
  content: Extract<ReadingContent, { kind: Kind }>;
};

/** The stored reports of one kind, by type. */
export function readingsOf<Kind extends ReadingContent["kind"]>(
  { material }: Pick<ReportInput, "material">,
  kind: Kind,
): Reading<Kind>[] {
  return material.readings.filter((reading): reading is Reading<Kind> => reading.content.kind === kind);
}
