import type { Collected, SectionFacts } from "@/lib/review-packs/build/collected";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import type { StagedEntry } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";

/** A section that is read from the database, in the one snapshot. */
export interface CollectedSection {
  name: string;
  collect(snapshot: Snapshot): Promise<SectionFacts>;
}

/** What a rendered section is made from: never the clock, never the database, so that a retry gives the same bytes. */
export interface RenderInput {
  claim: PackClaim;
  collected: Collected;
  /** The entries that are staged so far, in the order of their names. */
  entries: readonly StagedEntry[];
}

/** A section that is written from what the others gave. */
export interface RenderedSection {
  path: string;
  mediaType: string;
  render(input: RenderInput): string;
}
