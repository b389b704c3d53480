import type { Tx } from "@/lib/db";
import { reportLabel } from "@/lib/reports/report-label";
import type { Place } from "@/lib/search/places";
import { hasWords } from "@/lib/search/words";
import { readSources } from "@/lib/sources/read-sources";

/** A kind of stored report of a tenant, and since when all of its newest is so (ISO 8601 UTC). */
export interface FoundReport {
  tenantId: bigint;
  type: string;
  label: string;
  capturedAt: string;
}

/** The kinds of report that these tenants have and that are called so; the freshest first. */
export async function findReports(
  tx: Tx,
  places: readonly Place[],
  text: string,
  limit: number,
): Promise<FoundReport[]> {
  if (places.length === 0) return [];
  // From type to type along the index: a year of daily reports costs as much as one day.
  const rows = await tx.$queryRaw<{ tenant_id: bigint; type: string; captured_at: Date }[]>`
    SELECT place.id AS tenant_id, newest.type, newest.captured_at
    FROM unnest(${places.map(({ id }) => id)}::bigint[]) AS place(id) CROSS JOIN LATERAL (
      WITH RECURSIVE newest AS (
        (SELECT type, captured_at FROM stored_reports WHERE tenant_id = place.id ORDER BY type, captured_at DESC, id DESC LIMIT 1)
        UNION ALL
        SELECT next.type, next.captured_at FROM newest CROSS JOIN LATERAL (
          SELECT type, captured_at FROM stored_reports WHERE tenant_id = place.id AND type > newest.type
          ORDER BY type, captured_at DESC, id DESC LIMIT 1) next
      ) SELECT * FROM newest) newest
    ORDER BY newest.captured_at DESC`;
  const names = new Map(places.map(({ id, name }) => [id, name]));
  const found = rows
    .map((row) => ({
      tenantId: row.tenant_id,
      type: row.type,
      label: reportLabel(row.type),
      capturedAt: row.captured_at.toISOString(),
    }))
    .filter(({ tenantId, type, label }) => hasWords(text, [label, type], names.get(tenantId) ?? ""))
    .slice(0, limit);
  return withAges(tx, found);
}

/** As old as every other page says that they are; the freshest first. */
async function withAges(tx: Tx, found: readonly FoundReport[]): Promise<FoundReport[]> {
  const tenantIds = [...new Set(found.map(({ tenantId }) => tenantId))];
  const sources = await readSources((sql, values) => tx.$queryRawUnsafe(sql, ...values), tenantIds);
  return found
    .map((report) => {
      const seen = sources.get(report.tenantId)?.seen.find(({ source }) => source === report.type);
      return { ...report, capturedAt: seen?.capturedAt ?? report.capturedAt };
    })
    .sort((a, b) => (a.capturedAt < b.capturedAt ? 1 : a.capturedAt > b.capturedAt ? -1 : 0));
}
