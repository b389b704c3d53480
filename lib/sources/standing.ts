import type { ReportGap } from "@/lib/reports/report-gap";
import { type Expectations, expectationOf, expectedFromTheStart, isMissed } from "@/lib/sources/expectations";
import { noteOf, refusedNote } from "@/lib/sources/notes";
import { type RefusedList, refusedListsOf, refusedTypesOf } from "@/lib/sources/refused-lists";
import { sourceLabel } from "@/lib/sources/source-label";

/** A tenant's sources as they are, and what is expected of them. */
export interface TenantSources {
  seen: SourceSeen[];
  expectations: Expectations;
  /** The lists that Microsoft Graph refused the tenant's connection at its last fetch, by name. */
  notRead: readonly string[];
}

/** A source as it was found. */
export interface SourceSeen {
  source: string;
  /** Records in it; null where that was not counted. */
  rows: number | null;
  /** Since when all of it is so, ISO 8601 UTC: of a report of several answers the oldest counts, of a tool the last whole scan. Null: not known. */
  capturedAt: string | null;
  /** The time is that of the import, because nothing said better. */
  isCapturedAtAssumed?: boolean;
  /** Why it is not whole; null where it is. */
  gap?: ReportGap | null;
  /** Of one that is not: how many records there are in all, where it says so. */
  rowsExpected?: number | null;
  /** The list whose answer gives capturedAt, where others are younger. */
  oldestList?: string | null;
  /** Of what a tool found or assessed: whether there ever was a scan of all that it looks at. */
  hasWholeScan?: boolean;
  refused?: readonly RefusedList[];
}

/** What is the matter with a source, if anything. */
export type SourceState = "included" | "stale" | "truncated" | "not_collected";

/** A source against what is expected of it. */
export interface SourceStanding {
  source: string;
  label: string;
  state: SourceState;
  isExpected: boolean;
  /** Null where there is nothing that has rows, or they were not counted. */
  rows: number | null;
  rowsExpected: number | null;
  capturedAt: string | null;
  /** Whole days from capturedAt. */
  ageDays: number | null;
  /** Days after which it is stale; null when it is not expected, because then it never is. */
  staleAfterDays: number | null;
  /** Why it is not whole; null where it is, or is not there. */
  gap: ReportGap | null;
  /** What of it Microsoft Graph refused at the last fetch; the note names it too. */
  refused: readonly RefusedList[];
  /** Sentences for the reader; empty when there is nothing to say. */
  note: string;
}

const dayMs = 86_400_000;

/** Every source that there is or that is missed, by name: the one judgement that packs, previews and pages share. */
export function standingsOf({ seen, expectations, notRead }: TenantSources, at: Date): SourceStanding[] {
  const found = new Set(seen.map(({ source }) => source));
  const hasFindings = seen.some(({ source }) => source.startsWith("findings."));
  const refused = refusedTypesOf(notRead);
  const candidates = new Set([...expectedFromTheStart, ...Object.keys(expectations.sources), ...refused]);
  // What a connection asks for is expected as if it had been collected.
  const isWanted = (source: string) =>
    refused.includes(source) ? expectationOf(expectations, source).isExpected : isMissed(expectations, source);
  const missed = [...candidates].filter(
    (source) => !found.has(source) && isWanted(source) && !(source === "findings" && hasFindings),
  );
  return [
    ...seen.map((one) => standingOf(one, expectations, at)),
    // Once a tool of findings is missed by name, that findings as such are missing says nothing more.
    ...missed
      .filter((source) => source !== "findings" || !missed.some((other) => other.startsWith("findings.")))
      .map((source) => missing(source, expectations, refusedListsOf(source, notRead))),
  ].sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** One source that is there, against what is expected of it. */
export function standingOf(seen: SourceSeen, expectations: Expectations, at: Date): SourceStanding {
  const { source, rows, capturedAt, gap = null, rowsExpected = null, hasWholeScan = false, refused = [] } = seen;
  const { isExpected, staleAfterDays } = expectationOf(expectations, source);
  const ageDays = capturedAt === null ? null : ageInDays(capturedAt, at);
  const isStale = isExpected && ageDays !== null && ageDays > staleAfterDays;
  // What a partial scan did not look at is carried over from the whole one before it.
  const isCut = gap !== null && !(gap === "scan_partial" && hasWholeScan);
  return {
    source,
    label: sourceLabel(source),
    state: isCut ? "truncated" : isStale ? "stale" : "included",
    isExpected,
    rows,
    rowsExpected: isCut ? rowsExpected : null,
    capturedAt,
    ageDays,
    staleAfterDays: isExpected ? staleAfterDays : null,
    gap,
    refused,
    note: noteOf(seen, { isCut, isStale }),
  };
}

const whyMissing: Readonly<Record<string, string>> = {
  findings: "No tool's findings were ever imported.",
  hardening: "It was never checked.",
};

function missing(source: string, expectations: Expectations, refused: readonly RefusedList[]): SourceStanding {
  return {
    source,
    label: sourceLabel(source),
    state: "not_collected",
    isExpected: true,
    rows: null,
    rowsExpected: null,
    capturedAt: null,
    ageDays: null,
    staleAfterDays: expectationOf(expectations, source).staleAfterDays,
    gap: null,
    refused,
    note:
      refusedNote(refused) ||
      (whyMissing[source] ??
        (source.startsWith("findings.")
          ? "This tool's findings were never imported."
          : "No report of this kind was ever imported.")),
  };
}

/** Whole days from a moment to another; 0 for one that has not come. */
export function ageInDays(capturedAt: string, at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - Date.parse(capturedAt)) / dayMs));
}
