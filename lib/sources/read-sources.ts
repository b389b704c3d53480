import { hasNextPageSql } from "@/lib/reports/report-gap";
import { expectationsFrom } from "@/lib/sources/expectations";
import { type ReportRow, seenReport, type ToolScan } from "@/lib/sources/seen-report";
import type { SourceSeen, TenantSources } from "@/lib/sources/standing";

/** Runs SQL and gives rows: a pg client or a Prisma transaction. */
type Query = <T>(sql: string, values: unknown[]) => Promise<T[]>;

interface TenantRow {
  id: string;
  expectations: unknown;
  notRead: string[];
  isHardeningKnown: boolean;
  checkedAt: Date | null;
}

/**
 * The sources of tenants in three statements, whatever their number; by index look-ups, however many findings there are.
 * Rows of findings are not counted here. A source that is not there gives no row.
 */
export async function readSources(query: Query, tenantIds: readonly bigint[]): Promise<Map<bigint, TenantSources>> {
  const ids = tenantIds.map(String);
  const tenants = await query<TenantRow>(tenantsSql, [ids]);
  const tools = byTenant(await query<ToolScan & { tenantId: string; tool: string }>(toolsSql, [ids]));
  const reports = byTenant(await query<ReportRow & { tenantId: string }>(reportsSql, [ids]));
  return new Map(
    tenants.map(({ id, expectations, notRead, isHardeningKnown, checkedAt }) => {
      const scans = new Map((tools.get(id) ?? []).map((row) => [row.tool, row]));
      const seen: SourceSeen[] = [
        ...[...scans.values()].map(seenTool),
        ...(reports.get(id) ?? []).map((row) => seenReport(row, { scans, notRead })),
        ...(isHardeningKnown ? [{ source: "hardening", rows: 1, capturedAt: checkedAt?.toISOString() ?? null }] : []),
      ];
      return [BigInt(id), { seen, expectations: expectationsFrom(expectations), notRead }];
    }),
  );
}

function byTenant<Row extends { tenantId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const all = new Map<string, Row[]>();
  for (const row of rows) {
    const own = all.get(row.tenantId) ?? [];
    own.push(row);
    all.set(row.tenantId, own);
  }
  return all;
}

function seenTool({ tool, scannedAt, hasWholeScan }: ToolScan & { tool: string }): SourceSeen {
  return { source: `findings.${tool}`, rows: null, capturedAt: scannedAt?.toISOString() ?? null, hasWholeScan };
}

/** Reads the sources of one tenant. @throws {Error} when there is no such tenant. */
export async function readSourcesOf(query: Query, tenantId: bigint): Promise<TenantSources> {
  const sources = (await readSources(query, [tenantId])).get(tenantId);
  if (!sources) throw new Error(`There is no tenant ${tenantId}.`);
  return sources;
}

/** When each tool of a tenant's imports last looked. */
export async function readToolScans(query: Query, tenantId: bigint): Promise<Map<string, ToolScan>> {
  const rows = await query<ToolScan & { tool: string }>(
    `SELECT tool, scanned_at AS "scannedAt", has_whole_scan AS "hasWholeScan" FROM (${toolScansSql}) scans`,
    [[String(tenantId)]],
  );
  return new Map(rows.map((row) => [row.tool, row]));
}

/**
 * Whether an import stored reports and was no scan for findings: nobody expects findings of its tool. Over a row `i` of imports;
 * those of before the flag are told by their tool.
 */
const isReportOnlySql = "coalesce((i.counts->>'isReportOnly')::boolean, i.tool = 'graph')";

/**
 * Of an incomplete report, how many records there are in all where its answers say so (@odata.count); null where one of
 * them does not. Over a row `r` of stored_reports.
 */
const rowsExpectedSql = `CASE WHEN NOT r.is_complete THEN CASE
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

/**
 * When each tool last looked, over the tenants of $1. Its newest whole scan counts: one that says by what it leaves out what is gone
 * (lib/imports/plan-changes.ts writes down the scopes of those). Partial scans, excerpts, single findings and copies add to that and
 * make nothing else younger; where there was never a whole one, the newest of them counts.
 */
const toolScansSql = `
  SELECT i.tenant_id, i.tool, bool_or(w.is_whole) AS has_whole_scan,
    coalesce(max(i.scanned_at) FILTER (WHERE w.is_whole), max(i.scanned_at)) AS scanned_at
  FROM imports i CROSS JOIN LATERAL (
    SELECT CASE WHEN jsonb_typeof(i.counts->'scopes') = 'array' THEN jsonb_array_length(i.counts->'scopes') > 0 ELSE false END AS is_whole) w
  WHERE i.tenant_id = ANY($1::bigint[]) AND i.status = 'completed' AND i.tool IS NOT NULL AND NOT ${isReportOnlySql}
  GROUP BY i.tenant_id, i.tool`;

/** What is said of a stored report without its payload, over a row `r`: the columns of a ReportRow. */
export const reportColumnsSql = `r.type, r.source, r.row_count AS rows, r.captured_at AS "capturedAt", r.is_captured_at_assumed AS "isCapturedAtAssumed",
  r.parts, r.is_complete AS "isComplete", ${hasNextPageSql} AS "hasNextPage", ${rowsExpectedSql} AS "rowsExpected"`;

const tenantsSql = `
  SELECT t.id::text AS id, t.source_expectations AS expectations,
    coalesce((SELECT c.not_read FROM graph_connections c WHERE c.tenant_id = t.id), '{}') AS "notRead",
    t.rbac_status <> 'unknown' OR t.rbac_last_checked_at IS NOT NULL AS "isHardeningKnown", t.rbac_last_checked_at AS "checkedAt"
  FROM tenants t WHERE t.id = ANY($1::bigint[])`;

// By skipping from one tool of findings to the next in the index, and those whose imports found nothing. Only for findings that
// nobody imported are their own times read.
const toolsSql = `
  WITH asked AS (SELECT unnest($1::bigint[]) AS tenant_id), scans AS (${toolScansSql}), tools AS (
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
  SELECT t.tenant_id::text AS "tenantId", t.tool, coalesce(s.has_whole_scan, false) AS "hasWholeScan",
    coalesce(s.scanned_at, (SELECT max(f.last_seen_at) FROM findings f WHERE s.tool IS NULL AND f.tenant_id = t.tenant_id AND f.source = t.tool)) AS "scannedAt"
  FROM tools t LEFT JOIN scans s ON s.tenant_id = t.tenant_id AND s.tool = t.tool`;

const reportsSql = `
  SELECT r.tenant_id::text AS "tenantId", ${reportColumnsSql}
  FROM unnest($1::bigint[]) AS asked(tenant_id) CROSS JOIN LATERAL (
    SELECT DISTINCT ON (type) * FROM stored_reports WHERE tenant_id = asked.tenant_id ORDER BY type, captured_at DESC, id DESC) r`;
