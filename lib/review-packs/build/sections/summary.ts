import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { changeTotals, changeTotalsSchema } from "@/lib/review-packs/build/changes-facts";
import type { Collected } from "@/lib/review-packs/build/collected";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";

const count = z.int().nonnegative();
const severities = ["critical", "high", "medium", "low", "informational"] as const;
const statuses = ["open", "resolved", "accepted"] as const;

/** summary.json: the pack's numbers. Also what the pack's page shows. */
export const summarySchema = z.strictObject({
  as_of: z.iso.datetime(),
  findings: z.strictObject({
    total: count,
    by_severity: z.record(z.enum(severities), count),
    by_status: z.record(z.enum(statuses), count),
    by_severity_and_status: z.record(z.enum(severities), z.record(z.enum(statuses), count)),
  }),
  reports: z.record(z.string(), count),
  operations: count.nullable(),
  /** Per source, when it last looked; null for what was never collected. */
  data_freshness: z.record(z.string(), z.iso.datetime().nullable()),
  /** Since the previous pack, by kind; null when there is none. The lists are in changes.json. */
  changes: changeTotalsSchema.nullable(),
  /** Records per file, for the files that hold records. */
  files: z.record(z.string(), count),
});

export type PackSummary = z.infer<typeof summarySchema>;

/** The numbers of what was collected. Every severity and status is named, also those with none. */
export function summaryOf(collected: Collected): PackSummary {
  const { counts } = collected.findings;
  const of = (severity: string, status: string) => counts[severity]?.[status] ?? 0;
  return {
    as_of: collected.asOf,
    findings: {
      total: collected.findings.rows,
      by_severity: tally(severities, (severity) => sum(statuses.map((status) => of(severity, status)))),
      by_status: tally(statuses, (status) => sum(severities.map((severity) => of(severity, status)))),
      by_severity_and_status: tally(severities, (severity) => tally(statuses, (status) => of(severity, status))),
    },
    reports: Object.fromEntries(collected.reports.map((report) => [report.type, report.rows])),
    operations: collected.operations?.rows ?? null,
    data_freshness: Object.fromEntries(coverageOf(collected).map((row) => [row.source, row.captured_at])),
    changes: collected.changes.previous && changeTotals(collected.changes),
    files: Object.fromEntries(collected.entries.flatMap(({ path, rows }) => (rows === null ? [] : [[path, rows]]))),
  };
}

/** summary.json */
export function renderSummary({ collected }: RenderInput): string {
  return canonicalJson(summaryOf(collected));
}

function tally<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
