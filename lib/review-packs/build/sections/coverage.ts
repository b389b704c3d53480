import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { reportEntryName } from "@/lib/archive/entry-names";
import { reportGaps } from "@/lib/reports/report-gap";
import type { Collected } from "@/lib/review-packs/build/collected";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { sourceLabel } from "@/lib/sources/source-label";
import { type SourceSeen, type SourceStanding, standingsOf } from "@/lib/sources/standing";

/** What became of a source. pseudonymised is for packs without people's data. */
export const coverageStates = [
  "included",
  "stale",
  "not_collected",
  "excluded_by_option",
  "pseudonymised",
  "truncated",
] as const;

const coverageRowSchema = z.strictObject({
  source: z.string(),
  label: z.string(),
  state: z.enum(coverageStates),
  /** Whether it is missed when it is missing, and stale when it is old. */
  expected: z.boolean(),
  /** Null where there is nothing that has rows. */
  rows: z.int().nonnegative().nullable(),
  /** Of a truncated one: how many rows there are in all; null when that is not known. */
  rows_expected: z.int().nonnegative().nullable(),
  /**
   * Why it is not whole: further pages of an answer are missing, the newest scan was a partial one (what it did not look at is carried
   * over where the state is no other), or the tool could not read all; null where it is whole or not there.
   */
  incomplete: z.enum(reportGaps).nullable(),
  /**
   * Since when all of it is so: of a report of several answers the oldest counts, of a tool its last whole scan. Null when that is
   * not known or it never looked.
   */
  captured_at: z.iso.datetime().nullable(),
  /** Whole days from captured_at to as_of. */
  age_days: z.int().nonnegative().nullable(),
  /** Days after which it is stale; null for one that is not expected, or that has no age. */
  stale_after_days: z.int().positive().nullable(),
  entry: z.string().nullable(),
  /** Sentences for the reader; empty when there is nothing to say. */
  note: z.string(),
});

/** coverage.json: one row per expected source, whether it is there or not, and one per other source that is there. */
export const coverageSchema = z.strictObject({
  as_of: z.iso.datetime(),
  /** Of sources that have no limit of their own. */
  stale_after_days: z.int().positive(),
  sources: z.array(coverageRowSchema),
});

export type CoverageRow = z.infer<typeof coverageRowSchema>;

/** One row per source, in the order of their names. */
export function coverageOf(collected: Collected): CoverageRow[] {
  const { expectations, notRead } = collected.inputs;
  const standings = standingsOf({ seen: seenIn(collected), expectations, notRead }, new Date(collected.asOf));
  const rows = [...standings.map(toRow), operationsRow(collected)];
  return (collected.inputs.options.includePii ? rows : rows.map(pseudonymised)).sort((a, b) =>
    a.source < b.source ? -1 : 1,
  );
}

/** Said in place of `included`, and beside what is worse. */
function pseudonymised(row: CoverageRow): CoverageRow {
  if (row.state === "not_collected" || row.state === "excluded_by_option") return row;
  if (row.state === "included") return { ...row, state: "pseudonymised" };
  return { ...row, note: [row.note, "It is pseudonymised."].filter((note) => note !== "").join(" ") };
}

/** Whether a state says that a source is in the pack, whole and fresh. That people carry pseudonyms in it takes nothing away. */
export function isGoodState(state: string): boolean {
  return state === "included" || state === "pseudonymised";
}

/** What the state truncated is called: only a list whose further pages are missing was cut off. */
export function cutWords({ incomplete }: Pick<CoverageRow, "incomplete">): string {
  return incomplete === "pages_missing" ? "truncated" : "not complete";
}

/** The rows that a reader has to know of before trusting the rest. */
export function coverageProblems(rows: readonly CoverageRow[]): CoverageRow[] {
  return rows.filter(({ state, note }) => !isGoodState(state) || note !== "");
}

/** coverage.json */
export function renderCoverage({ collected }: RenderInput): string {
  return canonicalJson({
    as_of: collected.asOf,
    stale_after_days: collected.inputs.expectations.staleAfterDays,
    sources: coverageOf(collected),
  });
}

/** The sources as they were read, in the form in which every page has them judged. */
function seenIn({ findings, reports, hardening }: Collected): SourceSeen[] {
  return [
    ...findings.tools.map(({ tool, newestAt, ...seen }) => ({
      ...seen,
      source: `findings.${tool}`,
      capturedAt: newestAt,
    })),
    ...reports.map((report) => ({ ...report, source: report.type })),
    ...(hardening.status === "unknown" && hardening.lastCheckedAt === null
      ? []
      : [{ source: "hardening", rows: 1, capturedAt: hardening.lastCheckedAt }]),
  ];
}

function toRow(standing: SourceStanding): CoverageRow {
  const { source, label, state, isExpected, rows, rowsExpected, gap, capturedAt, ageDays, staleAfterDays, note } =
    standing;
  const isThere = state !== "not_collected";
  return {
    source,
    label,
    state,
    expected: isExpected,
    // The files of findings and hardening are there in any case, and say themselves that there is nothing.
    rows: isThere ? rows : source === "findings" ? 0 : source === "hardening" ? 1 : null,
    rows_expected: rowsExpected,
    incomplete: gap,
    captured_at: capturedAt,
    age_days: ageDays,
    stale_after_days: staleAfterDays,
    entry: entryOf(source, isThere),
    note,
  };
}

function entryOf(source: string, isThere: boolean): string | null {
  if (source === "findings" || (isThere && source.startsWith("findings."))) return "findings.csv";
  if (source === "hardening") return "hardening.json";
  return isThere ? reportEntryName(source) : null;
}

function operationsRow({ operations, asOf }: Collected): CoverageRow {
  const row = {
    source: "operations",
    label: sourceLabel("operations"),
    expected: true,
    rows_expected: null,
    incomplete: null,
    stale_after_days: null,
  };
  if (operations) {
    const seen = { captured_at: asOf, age_days: 0, entry: "operations.csv", note: "" };
    return { ...row, ...seen, state: "included", rows: operations.rows };
  }
  const unseen = { captured_at: null, age_days: null, entry: null, rows: null };
  return { ...row, ...unseen, state: "excluded_by_option", note: "Left out when the pack was asked for." };
}
