import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type FindingFilter, idsFall, lanesOf, placeOf, readPlace } from "@/lib/findings/filter";
import { type FindingRow, readFindingRows } from "@/lib/findings/read-rows";
import { type FindingStatus, findingStatuses, type Severity, severities } from "@/lib/findings/severity";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** A finding in a list: ids are strings, times ISO 8601 UTC. */
export interface FindingView {
  id: string;
  /** The tool that reported it. */
  source: string;
  checkId: string;
  title: string;
  severity: Severity;
  status: FindingStatus;
  resourceType: string;
  resourceId: string;
  resourceName: string;
  firstSeenAt: string;
  lastSeenAt: string;
}

/** One finding with all that is known about it. */
export interface FindingDetail extends FindingView {
  fingerprint: string;
  scope: string;
  evidence: unknown;
  remediation: string;
  /** `framework: requirement` */
  compliance: string[];
  /** Oldest first; of a long one the newest 500. */
  history: FindingHistoryEntry[];
}

/** One change of a finding, and the import that brought it. */
export interface FindingHistoryEntry {
  id: string;
  kind: string;
  fromStatus: string | null;
  toStatus: string | null;
  fromSeverity: string | null;
  toSeverity: string | null;
  importId: string | null;
  fileName: string | null;
  operationRunId: string | null;
  occurredAt: string;
}

/** How many findings there are of each severity and status. */
export type FindingCounts = Record<Severity, Record<FindingStatus, number>>;

/** One page of findings. */
export interface FindingPage {
  findings: FindingView[];
  /** The cursor of the page after this one; null on the last. */
  next: string | null;
  /** For `before`: the page before this one; null on the first. */
  previous: string | null;
  /** True when looking for the text took too long and was given up: there may be more. */
  isPartial: boolean;
}

const pageRows = 50;
const historyRows = 500;

/**
 * A tenant's findings by keyset, in one statement.
 * @throws {AppError} not_found, forbidden.
 */
export async function listFindings(actor: Actor, slug: string, filter: FindingFilter = {}): Promise<FindingPage> {
  const tenant = await getTenant(actor, slug, "finding.view");
  const sort = filter.sort ?? "newest";
  const limit = Math.min(200, Math.max(1, filter.limit ?? pageRows));
  const back = readPlace(filter.before, sort);
  const place = back ?? readPlace(filter.cursor, sort);
  const lanes = lanesOf(filter, sort, place, back !== null);
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    readFindingRows(tx, {
      tenantId: tenant.id,
      filter,
      lanes,
      limit: limit + 1,
      falls: idsFall(sort, back !== null),
      isByRank: sort === "worst",
      isBack: back !== null,
    }),
  );
  if (rows === null) return { findings: [], next: null, previous: null, isPartial: true };
  const isMore = rows.length > limit;
  const page = rows.slice(0, limit).map(toFindingView);
  const findings = back ? page.reverse() : page;
  const [first, last] = [findings[0], findings.at(-1)];
  return {
    findings,
    next: last && (back || isMore) ? placeOf(last, sort) : null,
    previous: first && (back ? isMore : place !== null) ? placeOf(first, sort) : null,
    isPartial: false,
  };
}

function toFindingView(row: FindingRow): FindingView {
  return {
    id: String(row.id),
    source: row.source,
    checkId: row.check_id,
    title: row.title,
    severity: severities.find((severity) => severity === row.severity) ?? "informational",
    status: findingStatuses.find((status) => status === row.status) ?? "open",
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    resourceName: row.resource_name,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}

/** One finding of a tenant with its evidence and its history. @throws {AppError} not_found, forbidden. */
export async function getFinding(actor: Actor, slug: string, findingId: string): Promise<FindingDetail> {
  const tenant = await getTenant(actor, slug, "finding.view");
  const what = `Finding #${findingId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(findingId)) throw notFound(what);
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const [row] = await tx.$queryRaw<DetailRow[]>`
      SELECT id, source, check_id, title, severity, status, resource_type, resource_id, resource_name, first_seen_at,
        last_seen_at, fingerprint, scope, evidence, remediation, compliance
      FROM findings WHERE id = ${BigInt(findingId)} AND tenant_id = ${tenant.id}`;
    if (!row) throw notFound(what);
    const events = await tx.findingEvent.findMany({
      where: { findingId: row.id },
      orderBy: { id: "desc" },
      take: historyRows,
      include: { import: { select: { fileName: true, operationRunId: true } } },
    });
    return {
      ...toFindingView(row),
      fingerprint: row.fingerprint,
      scope: row.scope,
      evidence: row.evidence,
      remediation: row.remediation,
      compliance: Array.isArray(row.compliance) ? row.compliance.map(String) : [],
      history: events.reverse().map(toHistory),
    };
  });
}

interface DetailRow extends FindingRow {
  fingerprint: string;
  scope: string;
  evidence: unknown;
  remediation: string;
  compliance: unknown;
}

type EventRow = Prisma.FindingEventGetPayload<{
  include: { import: { select: { fileName: true; operationRunId: true } } };
}>;

function toHistory(event: EventRow): FindingHistoryEntry {
  return {
    id: String(event.id),
    kind: event.kind,
    fromStatus: event.fromStatus,
    toStatus: event.toStatus,
    fromSeverity: event.fromSeverity,
    toSeverity: event.toSeverity,
    importId: event.importId === null ? null : String(event.importId),
    fileName: event.import?.fileName ?? null,
    operationRunId: event.import?.operationRunId == null ? null : String(event.import.operationRunId),
    occurredAt: event.occurredAt.toISOString(),
  };
}

/** How many findings a tenant has, by severity and status: every pair is there. @throws {AppError} not_found, forbidden. */
export async function countFindings(actor: Actor, slug: string): Promise<FindingCounts> {
  const tenant = await getTenant(actor, slug, "finding.view");
  return inWorkspace(tenant.workspaceId, (tx) => countFindingsWithin(tx, tenant.id));
}

/** As countFindings, inside a transaction of the caller's, for a tenant that the caller has asked the policy about. */
export async function countFindingsWithin(tx: Tx, tenantId: bigint): Promise<FindingCounts> {
  const groups = await tx.$queryRaw<{ severity: string; status: string; count: number }[]>`
    SELECT severity, status, count(*)::int AS count FROM findings WHERE tenant_id = ${tenantId} GROUP BY severity, status`;
  const count = (severity: Severity, status: FindingStatus) =>
    groups.find((group) => group.severity === severity && group.status === status)?.count ?? 0;
  const byStatus = (severity: Severity) => ({
    open: count(severity, "open"),
    accepted: count(severity, "accepted"),
    resolved: count(severity, "resolved"),
  });
  return {
    critical: byStatus("critical"),
    high: byStatus("high"),
    medium: byStatus("medium"),
    low: byStatus("low"),
    informational: byStatus("informational"),
  };
}

/** The tools that have reported findings of a tenant, by name; a handful of index look-ups. @throws {AppError} not_found, forbidden. */
export async function listFindingTools(actor: Actor, slug: string): Promise<string[]> {
  const tenant = await getTenant(actor, slug, "finding.view");
  const rows = await inWorkspace(
    tenant.workspaceId,
    (tx) => tx.$queryRaw<{ source: string }[]>`
      WITH RECURSIVE tool AS (
        (SELECT source FROM findings WHERE tenant_id = ${tenant.id} ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (SELECT source FROM findings WHERE tenant_id = ${tenant.id} AND source > tool.source ORDER BY source LIMIT 1)
        FROM tool WHERE tool.source IS NOT NULL
      ) SELECT source FROM tool WHERE source IS NOT NULL`,
  );
  return rows.map(({ source }) => source);
}
