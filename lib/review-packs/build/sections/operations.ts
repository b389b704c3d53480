import { canonicalJson } from "@/lib/archive/canonical-json";
import { csvRow } from "@/lib/csv";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import type { RawRow, Snapshot } from "@/lib/review-packs/build/snapshot";
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

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const operationsSql = `SELECT id, type, outcome, initiated_by_name, ${time("created_at")}, ${time("started_at")}, ${time("completed_at")}, summary_counts, failure_reason
  FROM operation_runs WHERE ${operationsInPackSql} ORDER BY id`;

/** operations.csv: the tenant's ended runs of the window. Left out, with a row in coverage.json, when the options say so. */
export async function collectOperations(snapshot: Snapshot): Promise<SectionFacts> {
  if (!snapshot.claim.options.includeOperations) return { operations: null, entries: [] };
  const { start, end } = operationsWindow(snapshot.asOf);
  const csv = openEntry(snapshot.folder, "operations.csv", "text/csv");
  let rows = 0;
  try {
    await csv.write(Buffer.from(csvRow(operationCsvColumns)));
    for await (const batch of snapshot.rows(operationsSql, [snapshot.claim.tenant.id, start])) {
      await csv.write(
        Buffer.from(batch.map((row) => csvRow(row.with(countsColumn, canonicalCounts(row)))).join(""), "utf8"),
      );
      rows += batch.length;
    }
    const entry = await csv.end(rows);
    return { operations: { rows, windowStart: start.toISOString(), windowEnd: end.toISOString() }, entries: [entry] };
  } catch (error) {
    await csv.abort();
    throw error;
  }
}
