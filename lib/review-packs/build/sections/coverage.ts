import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { reportEntryName } from "@/lib/archive/entry-names";
import type { Collected, ReportFacts } from "@/lib/review-packs/build/collected";
import type { RenderInput } from "@/lib/review-packs/build/section";

/** What became of a source. pseudonymised and truncated are for packs to come and for reports that arrived incomplete. */
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
  /** Null where there is nothing that has rows. */
  rows: z.int().nonnegative().nullable(),
  /** When the source last looked; null when that is not known or it never did. */
  captured_at: z.iso.datetime().nullable(),
  /** Whole days from captured_at to as_of. */
  age_days: z.int().nonnegative().nullable(),
  entry: z.string().nullable(),
  /** One sentence for the reader; empty when there is nothing to say. */
  note: z.string(),
});

/** coverage.json: one row per expected source, whether it is there or not. */
export const coverageSchema = z.strictObject({
  as_of: z.iso.datetime(),
  stale_after_days: z.int(),
  sources: z.array(coverageRowSchema),
});

export type CoverageRow = z.infer<typeof coverageRowSchema>;

/** A source that has not looked for longer than this is called stale. */
export const staleAfterDays = 30;

const dayMs = 86_400_000;

/** Reports that every tenant is expected to have, with the words for them. */
const expectedReports: Readonly<Record<string, string>> = {
  entra_admin_roles: "Privileged roles in Entra ID",
  permission_posture: "Permissions granted to applications",
};

/** One row per expected source, in the order of their names. */
export function coverageOf(collected: Collected): CoverageRow[] {
  const reportTypes = new Set([...Object.keys(expectedReports), ...collected.reports.map((report) => report.type)]);
  return [
    ...findingRows(collected),
    ...[...reportTypes].map((type) => reportRow(collected, type)),
    hardeningRow(collected),
    operationsRow(collected),
  ].sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
}

/** The rows that a reader has to know of before trusting the rest. */
export function coverageProblems(rows: readonly CoverageRow[]): CoverageRow[] {
  return rows.filter((row) => row.state !== "included" || row.note !== "");
}

/** coverage.json */
export function renderCoverage({ collected }: RenderInput): string {
  return canonicalJson({ as_of: collected.asOf, stale_after_days: staleAfterDays, sources: coverageOf(collected) });
}

function findingRows(collected: Collected): CoverageRow[] {
  const base = { entry: "findings.csv" };
  if (collected.findings.tools.length === 0) {
    return [
      {
        ...missing("findings", "Findings"),
        ...base,
        rows: 0,
        note: "No tool's findings were ever imported; the files hold no rows.",
      },
    ];
  }
  return collected.findings.tools.map(({ tool, rows, newestAt }) => ({
    source: `findings.${tool}`,
    label: `Findings of ${tool}`,
    ...aged(collected, newestAt),
    ...base,
    rows,
    note: rows === 0 ? "It was imported and reported nothing." : "",
  }));
}

function reportRow(collected: Collected, type: string): CoverageRow {
  const label = expectedReports[type] ?? `Report ${type}`;
  const report = collected.reports.find((one) => one.type === type);
  if (!report) return { ...missing(type, label), note: "No report of this kind was ever imported." };
  const age = aged(collected, report.capturedAt);
  const row = {
    source: type,
    label,
    ...age,
    rows: report.rows,
    entry: reportEntryName(type),
    note: reportNote(report),
  };
  return report.isComplete ? row : { ...row, state: "truncated" };
}

function reportNote(report: ReportFacts): string {
  const notes = [
    report.isComplete ? "" : "The answer that was imported was not complete: further pages are missing.",
    report.isCapturedAtAssumed ? "The file does not say when it was made; the time is that of its import." : "",
  ];
  return notes.filter((note) => note !== "").join(" ");
}

function hardeningRow(collected: Collected): CoverageRow {
  const { status, lastCheckedAt } = collected.hardening;
  const base = {
    source: "hardening",
    label: "Hardening of TenantPilot's own access",
    rows: 1,
    entry: "hardening.json",
  };
  if (lastCheckedAt !== null) return { ...base, ...aged(collected, lastCheckedAt), note: "" };
  return {
    ...missing("hardening", base.label),
    ...base,
    note: status === "unknown" ? "It was never checked." : "It is not known when it was checked.",
  };
}

function operationsRow(collected: Collected): CoverageRow {
  const base = { source: "operations", label: "Operations of the last 30 days" };
  if (!collected.operations)
    return {
      ...missing(base.source, base.label),
      state: "excluded_by_option",
      note: "Left out when the pack was asked for.",
    };
  return {
    ...base,
    ...aged(collected, collected.asOf),
    rows: collected.operations.rows,
    entry: "operations.csv",
    note: "",
  };
}

function missing(source: string, label: string): CoverageRow {
  return {
    source,
    label,
    state: "not_collected",
    rows: null,
    captured_at: null,
    age_days: null,
    entry: null,
    note: "",
  };
}

function aged(
  collected: Collected,
  capturedAt: string | null,
): Pick<CoverageRow, "state" | "captured_at" | "age_days"> {
  if (capturedAt === null) return { state: "included", captured_at: null, age_days: null };
  const days = Math.max(0, Math.floor((Date.parse(collected.asOf) - Date.parse(capturedAt)) / dayMs));
  return { state: days > staleAfterDays ? "stale" : "included", captured_at: capturedAt, age_days: days };
}
