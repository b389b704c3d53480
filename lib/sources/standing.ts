import { type Expectations, expectationOf, expectedFromTheStart, isMissed } from "@/lib/sources/expectations";
import { sourceLabel } from "@/lib/sources/source-label";

/** A source as it was found. */
export interface SourceSeen {
  source: string;
  /** Records in it; null where that was not counted. */
  rows: number | null;
  /** When it last looked, ISO 8601 UTC; null when that is not known. */
  capturedAt: string | null;
  /** False when what was fetched goes on elsewhere. */
  isComplete?: boolean;
  /** Of an incomplete one: how many records there are in all, where it says so. */
  rowsExpected?: number | null;
  /** The time is that of the import, because nothing said better. */
  isCapturedAtAssumed?: boolean;
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
  /** One sentence for the reader; empty when there is nothing to say. */
  note: string;
}

const dayMs = 86_400_000;

/** Every source that there is or that is missed, by name: the one judgement that packs, previews and pages share. */
export function standingsOf(seen: readonly SourceSeen[], expectations: Expectations, at: Date): SourceStanding[] {
  const found = new Set(seen.map(({ source }) => source));
  const hasFindings = seen.some(({ source }) => source.startsWith("findings."));
  const candidates = new Set([...expectedFromTheStart, ...Object.keys(expectations.sources)]);
  const missed = [...candidates].filter(
    (source) => !found.has(source) && isMissed(expectations, source) && !(source === "findings" && hasFindings),
  );
  return [
    ...seen.map((one) => standingOf(one, expectations, at)),
    // Once a tool of findings is missed by name, that findings as such are missing says nothing more.
    ...missed
      .filter((source) => source !== "findings" || !missed.some((other) => other.startsWith("findings.")))
      .map((source) => missing(source, expectations)),
  ].sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** One source that is there, against what is expected of it. */
export function standingOf(seen: SourceSeen, expectations: Expectations, at: Date): SourceStanding {
  const { source, rows, capturedAt, isComplete = true, rowsExpected = null } = seen;
  const { isExpected, staleAfterDays } = expectationOf(expectations, source);
  const ageDays = capturedAt === null ? null : ageInDays(capturedAt, at);
  const isStale = isExpected && ageDays !== null && ageDays > staleAfterDays;
  return {
    source,
    label: sourceLabel(source),
    state: isComplete ? (isStale ? "stale" : "included") : "truncated",
    isExpected,
    rows,
    rowsExpected: isComplete ? null : rowsExpected,
    capturedAt,
    ageDays,
    staleAfterDays: isExpected ? staleAfterDays : null,
    note: noteOf(seen, isStale),
  };
}

function noteOf(seen: SourceSeen, isStale: boolean): string {
  const { source, rows, capturedAt, isComplete = true, isCapturedAtAssumed = false } = seen;
  const notes = [
    isComplete ? "" : "The answer that was imported was not complete: further pages are missing.",
    isComplete || !isStale ? "" : "It is older than it may be, too.",
    isCapturedAtAssumed ? "The file does not say when it was made; the time is that of its import." : "",
    source === "hardening" && capturedAt === null ? "It is not known when it was checked." : "",
    rows === 0 && source.startsWith("findings.") ? "It was imported and reported nothing." : "",
  ];
  return notes.filter((note) => note !== "").join(" ");
}

const whyMissing: Readonly<Record<string, string>> = {
  findings: "No tool's findings were ever imported.",
  hardening: "It was never checked.",
};

function missing(source: string, expectations: Expectations): SourceStanding {
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
    note:
      whyMissing[source] ??
      (source.startsWith("findings.")
        ? "This tool's findings were never imported."
        : "No report of this kind was ever imported."),
  };
}

/** Whole days from a moment to another; 0 for one that has not come. */
export function ageInDays(capturedAt: string, at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - Date.parse(capturedAt)) / dayMs));
}
