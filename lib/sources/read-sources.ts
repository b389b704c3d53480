import { type Expectations, expectationsFrom } from "@/lib/sources/expectations";
import type { SourceSeen } from "@/lib/sources/standing";

/** Runs SQL and gives rows: a pg client or a Prisma transaction. */
type Query = <T>(sql: string, values: unknown[]) => Promise<T[]>;

/** A tenant's sources as they are, and what is expected of them. */
export interface TenantSources {
  seen: SourceSeen[];
  expectations: Expectations;
}

interface Row {
  tenantId: string;
  source: string;
  rows: number | null;
  capturedAt: Date | null;
  isComplete: boolean;
  rowsExpected: number | null;
  isCapturedAtAssumed: boolean;
}

/**
 * The sources of tenants in two statements, whatever their number; by index look-ups, however many findings there are.
 * Rows of findings are not counted here. A source that is not there gives no row.
 */
export async function readSources(query: Query, tenantIds: readonly bigint[]): Promise<Map<bigint, TenantSources>> {
  const ids = tenantIds.map(String);
  const tenants = await query<{ id: string; expectations: unknown }>(
    "SELECT id::text AS id, source_expectations AS expectations FROM tenants WHERE id = ANY($1::bigint[])",
    [ids],
  );
  const sources = new Map(
    tenants.map(({ id, expectations }) => [
      BigInt(id),
      { seen: [] as SourceSeen[], expectations: expectationsFrom(expectations) },
    ]),
  );
  for (const row of await query<Row>(sourcesSql, [ids])) {
    const { tenantId, capturedAt, ...rest } = row;
    sources.get(BigInt(tenantId))?.seen.push({ ...rest, capturedAt: capturedAt?.toISOString() ?? null });
  }
  return sources;
}

/** Reads the sources of one tenant. @throws {Error} when there is no such tenant. */
export async function readSourcesOf(query: Query, tenantId: bigint): Promise<TenantSources> {
  const sources = (await readSources(query, [tenantId])).get(tenantId);
  if (!sources) throw new Error(`There is no tenant ${tenantId}.`);
  return sources;
}

/**
 * Whether an import stored reports and was no scan for findings: nobody expects findings of its tool. Over a row `i` of imports;
 * those of before the flag are told by their tool.
 */
export const isReportOnlySql = "coalesce((i.counts->>'isReportOnly')::boolean, i.tool = 'graph')";

/**
 * Of an incomplete report, how many records there are in all where its answers say so (@odata.count); null where one of
 * them does not. Over a row `r` of stored_reports.
 */
export const rowsExpectedSql = `CASE WHEN NOT r.is_complete THEN CASE
  WHEN json_typeof(r.payload->'parts') = 'object' THEN (
    SELECT CASE WHEN bool_and(n IS NOT NULL) THEN least(sum(n), 2147483647)::int END FROM (
      SELECT CASE WHEN part.value->>'isComplete' = 'true' THEN ${wholeNumber("part.value->>'rows'")}
        ELSE ${wholeNumber("part.value->'answer'->>'@odata.count'")} END AS n
      FROM json_each(r.payload->'parts') part) counted)
  ELSE ${wholeNumber("r.payload->>'@odata.count'")}
  END END`;

/** What is in a file may be anything. */
function wholeNumber(text: string): string {
  return `substring(${text} FROM '^\\d{1,9}$')::int`;
}

// The tools of findings: by skipping from one to the next in the index, and those whose imports found nothing. When a
// tool last looked is when its newest scan was made; only for findings that nobody imported are their own times read.
const sourcesSql = `
  WITH asked AS (SELECT unnest($1::bigint[]) AS tenant_id),
  scans AS (
    SELECT i.tenant_id, i.tool, max(i.scanned_at) AS scanned_at FROM imports i
    WHERE i.tenant_id = ANY($1::bigint[]) AND i.status = 'completed' AND i.tool IS NOT NULL AND NOT ${isReportOnlySql}
    GROUP BY i.tenant_id, i.tool
  ), tools AS (
    SELECT tenant_id, tool FROM scans
    UNION
    SELECT a.tenant_id, found.source FROM asked a CROSS JOIN LATERAL (
      WITH RECURSIVE tool AS (
        (SELECT source FROM findings WHERE tenant_id = a.tenant_id ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (SELECT source FROM findings WHERE tenant_id = a.tenant_id AND source > tool.source ORDER BY source LIMIT 1)
        FROM tool WHERE tool.source IS NOT NULL
      ) SELECT source FROM tool WHERE source IS NOT NULL) found
  )
  SELECT t.tenant_id::text AS "tenantId", 'findings.' || t.tool AS source, NULL::int AS rows,
    coalesce(s.scanned_at, (SELECT max(f.last_seen_at) FROM findings f WHERE s.tool IS NULL AND f.tenant_id = t.tenant_id AND f.source = t.tool)) AS "capturedAt",
    true AS "isComplete", NULL::int AS "rowsExpected", false AS "isCapturedAtAssumed"
  FROM tools t LEFT JOIN scans s ON s.tenant_id = t.tenant_id AND s.tool = t.tool
  UNION ALL
  SELECT r.tenant_id::text, r.type, r.row_count, r.captured_at, r.is_complete, ${rowsExpectedSql}, r.is_captured_at_assumed
  FROM asked a CROSS JOIN LATERAL (
    SELECT DISTINCT ON (type) * FROM stored_reports WHERE tenant_id = a.tenant_id ORDER BY type, captured_at DESC, id DESC) r
  UNION ALL
  SELECT id::text, 'hardening', 1, rbac_last_checked_at, true, NULL, false FROM tenants
  WHERE id = ANY($1::bigint[]) AND (rbac_status <> 'unknown' OR rbac_last_checked_at IS NOT NULL)`;
