import type { PackInputs, Query } from "@/lib/review-packs/fingerprint";

/** What makes a pack large. */
export interface PackWeight {
  findings: number;
  reportRows: number;
}

// Bytes in the ZIP, as measured on packs of the demo: what every pack has, a finding, a row of a report.
const smallEntries = 12_000;
const perFinding = 95;
const perReportRow = 35;

/**
 * Roughly how large a pack would be, in bytes: as large as the tenant's newest one, scaled by what has come to it; without
 * one, by what a finding usually takes.
 */
export async function estimateBytes(query: Query, tenantId: bigint, inputs: PackInputs): Promise<number> {
  const [now] = await query<{ rows: number }>(
    "SELECT coalesce(sum(row_count), 0)::float8 AS rows FROM stored_reports WHERE id = ANY($1::bigint[])",
    [inputs.reports.map(({ id }) => id)],
  );
  const [last] = await query<{ bytes: number; findings: number; reportRows: number }>(
    `SELECT file_size::float8 AS bytes, coalesce((summary->>'findings_total')::float8, 0) AS findings,
       (SELECT coalesce(sum(value::float8), 0) FROM jsonb_each_text(
         CASE jsonb_typeof(summary->'counts'->'reports') WHEN 'object' THEN summary->'counts'->'reports' ELSE '{}' END)) AS "reportRows"
     FROM review_packs WHERE tenant_id = $1 AND status IN ('ready', 'expired') AND file_size IS NOT NULL
     ORDER BY generated_at DESC NULLS LAST, id DESC LIMIT 1`,
    [tenantId],
  );
  return scaled(last ?? null, { findings: inputs.findings.count, reportRows: now?.rows ?? 0 });
}

/** The estimate from the last pack and its weight, or from the weight alone. */
export function scaled(last: (PackWeight & { bytes: number }) | null, weight: PackWeight): number {
  const expected = bytesOf(weight);
  return Math.round(last ? (last.bytes * expected) / bytesOf(last) : expected);
}

function bytesOf({ findings, reportRows }: PackWeight): number {
  return smallEntries + findings * perFinding + reportRows * perReportRow;
}
