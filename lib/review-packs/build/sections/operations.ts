import { canonicalJson } from "@/lib/archive/canonical-json";
import { csvRow } from "@/lib/csv";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import type { RawRow } from "@/lib/review-packs/build/copy-rows";
import type { Redactor } from "@/lib/review-packs/build/redact/redactor";
import { OperationTally } from "@/lib/review-packs/build/report/operation-tally";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { openEntry } from "@/lib/review-packs/build/staging";
import { operationsInPackSql, operationsWindow } from "@/lib/review-packs/fingerprint";

/** The columns of operations.csv. */
export const operationCsvColumns = [
  "id",
  "type",
  "outcome",
  "initiated_by",
  "created_at",
  "started_at",
  "completed_at",
  "summary_counts",
  "failure_reason",
] as const;

const countsColumn = operationCsvColumns.indexOf("summary_counts");

/** The counts as canonical JSON: the database prints jsonb in an order and spacing of its own. */
function canonicalCounts(row: RawRow): string {
  return canonicalJson(JSON.parse(row[countsColumn] ?? "{}"));
}

/** Column by column, in the order of operationCsvColumns. */
function redacted(row: RawRow, redactor: Redactor | null): RawRow {
  if (!redactor) return row;
  const [id = null, type, outcome = null, by, created = null, started = null, ended = null, counts, reason] = row;
  return [
    id,
    redactor.type(type ?? ""),
    outcome,
    redactor.who(by ?? ""),
    created,
    started,
    ended,
    canonicalJson(redactor.counts(JSON.parse(counts ?? "{}"))),
    reason == null ? null : redactor.text(reason),
  ];
}

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const operationsSql = `SELECT id::text, type, outcome, initiated_by_name, ${time("created_at")}, ${time("started_at")}, ${time("completed_at")}, summary_counts::text, failure_reason
  FROM operation_runs WHERE ${operationsInPackSql} ORDER BY operation_runs.id`;

/** operations.csv: the tenant's ended runs of the window. Left out, with a row in coverage.json, when the options say so. */
export async function collectOperations(snapshot: Snapshot): Promise<SectionFacts> {
  if (!snapshot.claim.options.includeOperations) return { operations: null, entries: [], report: { operations: null } };
  const { start, end } = operationsWindow(snapshot.asOf);
  const csv = openEntry(snapshot.folder, "operations.csv", "text/csv");
  const tally = new OperationTally();
  let rows = 0;
  try {
    await csv.write(Buffer.from(csvRow(operationCsvColumns)));
    for await (const batch of snapshot.rows(operationsSql, [snapshot.claim.tenant.id, start])) {
      const written = batch.map((row) => redacted(row.with(countsColumn, canonicalCounts(row)), snapshot.redactor));
      await csv.write(Buffer.from(written.map(csvRow).join(""), "utf8"));
      for (const row of written) tally.add(row);
      rows += batch.length;
    }
    const entry = await csv.end(rows);
    const operations = { rows, windowStart: start.toISOString(), windowEnd: end.toISOString() };
    return { operations, entries: [entry], report: { operations: tally.material() } };
  } catch (error) {
    await csv.abort();
    throw error;
  }
}
