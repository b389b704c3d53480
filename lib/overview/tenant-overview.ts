import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { countFindingsWithin, type FindingCounts } from "@/lib/findings/queries";
import { severities } from "@/lib/findings/severity";
import type { HardeningState } from "@/lib/overview/hardening";
import { type ImportChange, type TrendPoint, trendOf } from "@/lib/overview/trend";
import { listOf, textOf } from "@/lib/readable/json";
import type { Query } from "@/lib/review-packs/fingerprint";
import { readSourcesOf } from "@/lib/sources/read-sources";
import { type SourceStanding, standingsOf } from "@/lib/sources/standing";
import { getTenant, type TenantRef } from "@/lib/tenants/tenants";

/** A tenant at first sight: what is open, how it came to be, and how fresh its sources are (design.md, Overview). */
export interface TenantOverview {
  tenant: TenantRef;
  counts: FindingCounts;
  openCritical: number;
  openHigh: number;
  /** Findings resolved in the last 30 days. */
  resolvedLately: number;
  /** What was collected, least fresh first, judged as a pack would. Rows of findings are not counted. */
  sources: SourceStanding[];
  /** What is expected and was never collected. */
  missing: SourceStanding[];
  /** The latest imports of findings, oldest first. */
  trend: TrendPoint[];
  hardening: HardeningState;
}

/** How far back "lately" goes, in days: for the number, and for the list that it links to. */
export const latelyDays = 30;

const trendImports = 24;
const dayMs = 86_400_000;

/**
 * A tenant at first sight.
 * @throws {AppError} not_found, forbidden.
 */
export async function getTenantOverview(actor: Actor, slug: string, now: Date): Promise<TenantOverview> {
  const tenant = await getTenant(actor, slug, "tenant.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const counts = await countFindingsWithin(tx, tenant.id);
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const standings = standingsOf(await readSourcesOf(query, tenant.id), now);
    const openNow = severities.reduce((sum, severity) => sum + counts[severity].open, 0);
    return {
      tenant,
      counts,
      openCritical: counts.critical.open,
      openHigh: counts.high.open,
      resolvedLately: await countResolved(tx, tenant.id, latelyFrom(now)),
      sources: standings.filter(({ state }) => state !== "not_collected").sort(leastFreshFirst),
      missing: standings.filter(({ state }) => state === "not_collected"),
      trend: trendOf(openNow, await listChanges(tx, tenant.id)),
      hardening: await readHardening(tx, tenant.id),
    };
  });
}

/** Where "lately" begins. */
export function latelyFrom(now: Date): Date {
  return new Date(now.getTime() - latelyDays * dayMs);
}

async function countResolved(tx: Tx, tenantId: bigint, from: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT finding_id)::int AS count FROM finding_events
    WHERE tenant_id = ${tenantId} AND kind = 'resolved' AND occurred_at > ${from}`;
  return row?.count ?? 0;
}

/** What has no time of its own comes last. */
function leastFreshFirst(a: SourceStanding, b: SourceStanding): number {
  const [one, other] = [a.capturedAt ?? "9", b.capturedAt ?? "9"];
  return one < other ? -1 : one > other ? 1 : 0;
}

interface ChangeRow {
  id: bigint;
  operation_run_id: bigint | null;
  file_name: string;
  at: Date;
  opened: number;
  closed: number;
}

/** One grouped look at the history: per import of findings, how many it opened and how many it closed. */
async function listChanges(tx: Tx, tenantId: bigint): Promise<ImportChange[]> {
  const rows = await tx.$queryRaw<ChangeRow[]>`
    WITH latest AS (
      SELECT id, operation_run_id, file_name, coalesce(scanned_at, completed_at, created_at) AS at FROM imports
      WHERE tenant_id = ${tenantId} AND status = 'completed' AND tool IS DISTINCT FROM 'graph' ORDER BY id DESC LIMIT ${trendImports}
    ), changes AS (
      SELECT import_id, count(*) FILTER (WHERE to_status = 'open') AS opened, count(*) FILTER (WHERE from_status = 'open') AS closed
      FROM finding_events WHERE tenant_id = ${tenantId} AND import_id IN (SELECT id FROM latest) GROUP BY import_id
    )
    SELECT l.id, l.operation_run_id, l.file_name, l.at, coalesce(c.opened, 0)::int AS opened, coalesce(c.closed, 0)::int AS closed
    FROM latest l LEFT JOIN changes c ON c.import_id = l.id ORDER BY l.id`;
  return rows.map((row) => ({
    importId: String(row.id),
    operationRunId: row.operation_run_id === null ? null : String(row.operation_run_id),
    fileName: row.file_name,
    at: row.at.toISOString(),
    opened: row.opened,
    closed: row.closed,
  }));
}

async function readHardening(tx: Tx, tenantId: bigint): Promise<HardeningState> {
  const row = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  return {
    status: row.rbacStatus,
    statusReason: row.rbacStatusReason,
    scopeMode: row.rbacScopeMode,
    groupName: row.rbacGroupName,
    groupId: row.rbacGroupId,
    roleName: row.rbacRoleDisplayName,
    roleDefinitionId: row.rbacRoleDefinitionId,
    roleAssignmentId: row.rbacRoleAssignmentId,
    lastCheckedAt: row.rbacLastCheckedAt?.toISOString() ?? null,
    warnings: listOf(row.rbacLastWarnings)
      .map(textOf)
      .filter((warning) => warning !== ""),
  };
}
