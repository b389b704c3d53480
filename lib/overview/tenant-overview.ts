import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { countFindingsWithin, type FindingCounts } from "@/lib/findings/queries";
import { severities } from "@/lib/findings/severity";
import type { HardeningState } from "@/lib/overview/hardening";
import { type ImportChange, type TrendPoint, trendOf } from "@/lib/overview/trend";
import { listOf, textOf } from "@/lib/readable/json";
import { reportLabel } from "@/lib/reports/report-label";
import { getTenant, type TenantRef } from "@/lib/tenants/tenants";

/** A tenant at first sight: what is open, how it came to be, and how fresh its sources are (design.md, Overview). */
export interface TenantOverview {
  tenant: TenantRef;
  counts: FindingCounts;
  openCritical: number;
  openHigh: number;
  /** Findings resolved in the last 30 days. */
  resolvedLately: number;
  /** The newest report of each type, least fresh first. */
  sources: Source[];
  /** Reports that every tenant should have and this one has not. */
  missing: { type: string; label: string }[];
  /** The latest imports of findings, oldest first. */
  trend: TrendPoint[];
  hardening: HardeningState;
}

/** One source: a type of stored report, and its newest capture. */
export interface Source {
  type: string;
  label: string;
  /** ISO 8601 UTC. */
  capturedAt: string;
  rows: number;
  /** Older than 30 days: a pack would call it stale (pack.md, coverage). */
  isStale: boolean;
}

/** How far back "lately" goes, in days: for the number, and for the list that it links to. */
export const latelyDays = 30;

const staleAfterDays = 30;
const trendImports = 24;
const dayMs = 86_400_000;
const expectedTypes = ["entra_admin_roles", "permission_posture"];

/**
 * A tenant at first sight.
 * @throws {AppError} not_found, forbidden.
 */
export async function getTenantOverview(actor: Actor, slug: string, now: Date): Promise<TenantOverview> {
  const tenant = await getTenant(actor, slug, "tenant.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const counts = await countFindingsWithin(tx, tenant.id);
    const sources = await listSources(tx, tenant.id, now);
    const openNow = severities.reduce((sum, severity) => sum + counts[severity].open, 0);
    return {
      tenant,
      counts,
      openCritical: counts.critical.open,
      openHigh: counts.high.open,
      resolvedLately: await countResolved(tx, tenant.id, latelyFrom(now)),
      sources,
      missing: expectedTypes
        .filter((type) => !sources.some((source) => source.type === type))
        .map((type) => ({ type, label: reportLabel(type) })),
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

async function listSources(tx: Tx, tenantId: bigint, now: Date): Promise<Source[]> {
  const rows = await tx.$queryRaw<{ type: string; captured_at: Date; row_count: number }[]>`
    SELECT DISTINCT ON (type) type, captured_at, row_count FROM stored_reports
    WHERE tenant_id = ${tenantId} ORDER BY type, captured_at DESC, id DESC`;
  return rows
    .sort((a, b) => a.captured_at.getTime() - b.captured_at.getTime())
    .map(({ type, captured_at, row_count }) => ({
      type,
      label: reportLabel(type),
      capturedAt: captured_at.toISOString(),
      rows: row_count,
      isStale: now.getTime() - captured_at.getTime() > staleAfterDays * dayMs,
    }));
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
