import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { timesFrom } from "@/lib/reports/report-age";
import { hasNextPage } from "@/lib/reports/report-gap";
import { readSourcesOf } from "@/lib/sources/read-sources";
import { seenReport } from "@/lib/sources/seen-report";
import { ageInDays, type SourceSeen, type SourceState, standingOf } from "@/lib/sources/standing";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** A stored report in a list: ids are strings, times ISO 8601 UTC. */
export interface ReportView {
  id: string;
  type: string;
  source: string;
  contentHash: string;
  rowCount: number;
  /** Of its newest answer: by this a report is known among those of its type. */
  capturedAt: string;
  createdAt: string;
}

/** The newest report of a type, how old it is, and how many older ones are kept. */
export interface NewestReport extends Omit<ReportView, "capturedAt"> {
  /** Since when all of it is so. */
  capturedAt: string;
  ageDays: number;
  /** As a pack's coverage would call it, and what that says of it. */
  state: SourceState;
  note: string;
  older: number;
}

/** A stored report with its payload. */
export interface ReportDetail extends ReportView {
  payload: unknown;
  /** How old what it says is, and why it is not whole. */
  seen: SourceSeen;
  /** When each of its answers is from, the oldest first, by part; none for a report of one. */
  answers: { part: string; capturedAt: string }[];
}

const listed = {
  id: true,
  type: true,
  source: true,
  contentHash: true,
  rowCount: true,
  capturedAt: true,
  createdAt: true,
} as const;

const historyRows = 200;

function toView(row: Prisma.StoredReportGetPayload<{ select: typeof listed }>): ReportView {
  const { id, capturedAt, createdAt, ...rest } = row;
  return { ...rest, id: String(id), capturedAt: capturedAt.toISOString(), createdAt: createdAt.toISOString() };
}

/** The newest stored report of each type of a tenant, by type. @throws {AppError} not_found, forbidden. */
export async function listReports(actor: Actor, slug: string, now: Date): Promise<NewestReport[]> {
  const tenant = await getTenant(actor, slug, "report.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const newest = await tx.storedReport.findMany({
      where: { tenantId: tenant.id },
      distinct: ["type"],
      orderBy: [{ type: "asc" }, { capturedAt: "desc" }, { id: "desc" }],
      select: listed,
    });
    const counts = await tx.storedReport.groupBy({ by: ["type"], where: { tenantId: tenant.id }, _count: true });
    const { seen, expectations } = await readSources(tx, tenant.id);
    return newest.map((row) => {
      const view = toView(row);
      const own = seen.find(({ source }) => source === row.type) ?? {
        source: row.type,
        rows: row.rowCount,
        capturedAt: view.capturedAt,
      };
      const { state, note, capturedAt } = standingOf(own, expectations, now);
      const since = capturedAt ?? view.capturedAt;
      return {
        ...view,
        capturedAt: since,
        ageDays: ageInDays(since, now),
        state,
        note,
        older: (counts.find((count) => count.type === row.type)?._count ?? 1) - 1,
      };
    });
  });
}

const readSources = (tx: Tx, tenantId: bigint) =>
  readSourcesOf((sql, values) => tx.$queryRawUnsafe(sql, ...values), tenantId);

/** The stored reports of one type, newest first. @throws {AppError} not_found, forbidden. */
export async function listReportHistory(actor: Actor, slug: string, type: string): Promise<ReportView[]> {
  const tenant = await getTenant(actor, slug, "report.view");
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.storedReport.findMany({
      where: { tenantId: tenant.id, type },
      orderBy: [{ capturedAt: "desc" }, { id: "desc" }],
      take: historyRows,
      select: listed,
    }),
  );
  return rows.map(toView);
}

/** One stored report with its payload. @throws {AppError} not_found, forbidden. */
export async function getReport(actor: Actor, slug: string, reportId: string): Promise<ReportDetail> {
  const tenant = await getTenant(actor, slug, "report.view");
  const what = `Report #${reportId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(reportId)) throw notFound(what);
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.storedReport.findFirst({
      where: { id: BigInt(reportId), tenantId: tenant.id },
      select: { ...listed, parts: true, isComplete: true, isCapturedAtAssumed: true, payload: true },
    }),
  );
  if (!row) throw notFound(what);
  const { payload, parts, isComplete, isCapturedAtAssumed, ...rest } = row;
  const facts = { parts, isComplete, isCapturedAtAssumed, hasNextPage: hasNextPage(payload), rowsExpected: null };
  const answers = timesFrom(parts)
    .map(([part, { capturedAt }]) => ({ part, capturedAt }))
    .sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : a.capturedAt > b.capturedAt ? 1 : 0));
  return {
    ...toView(rest),
    payload,
    seen: seenReport({ ...rest, ...facts, rows: rest.rowCount }, { scans: new Map(), notRead: [] }),
    answers,
  };
}

/** A stored report with its payload, and those of its type that are kept. */
export interface ReportOfType {
  /** Of the newest one, `seen` also says what a pack would: when the tool last scanned all, and what Microsoft Graph refused. */
  report: ReportDetail;
  /** Newest first, at most 200. */
  history: ReportView[];
}

/** The newest report of a type, or the one with this id, with the history of the type. @throws {AppError} not_found, forbidden. */
export async function getReportOfType(
  actor: Actor,
  slug: string,
  type: string,
  reportId?: string,
): Promise<ReportOfType> {
  const history = await listReportHistory(actor, slug, type);
  const newest = history[0];
  if (!newest) throw notFound(`The report ${type.slice(0, 80)}`);
  const report = await getReport(actor, slug, reportId ?? newest.id);
  if (report.type !== type) throw notFound(`Report #${report.id}`);
  if (report.id !== newest.id) return { report, history };
  const { id, workspaceId } = await getTenant(actor, slug, "report.view");
  const { seen } = await inWorkspace(workspaceId, (tx) => readSources(tx, id));
  return { report: { ...report, seen: seen.find(({ source }) => source === type) ?? report.seen }, history };
}
