import type { Collected, SectionFacts } from "@/lib/review-packs/build/collected";
import type { ReportMaterial } from "@/lib/review-packs/build/report/material";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import type { StagedEntry } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";

/** A section that is read from the database, in the one snapshot. */
export interface CollectedSection {
  name: string;
  /** `soFar`: what the sections before it gave. */
  collect(snapshot: Snapshot, soFar: SectionFacts): Promise<SectionFacts>;
}

/** What a rendered section is made from: never the clock, never the database, so that a retry gives the same bytes. */
export interface RenderInput {
  claim: PackClaim;
  collected: Collected;
  /** What was read for the report. */
  material: ReportMaterial;
  /** The entries that are staged so far, in the order of their names. */
  entries: readonly StagedEntry[];
}

/** A section that is written from what the others gave. */
export interface RenderedSection {
  path: string;
  mediaType: string;
  /** The whole entry: a text in UTF-8, or bytes. */
  render(input: RenderInput): string | Uint8Array | Promise<string | Uint8Array>;
}
