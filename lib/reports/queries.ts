import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { expectationsFrom } from "@/lib/sources/expectations";
import { ageInDays, type SourceState, standingOf } from "@/lib/sources/standing";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** A stored report in a list: ids are strings, times ISO 8601 UTC. */
export interface ReportView {
  id: string;
  type: string;
  source: string;
  contentHash: string;
  rowCount: number;
  /** False when the list it was made from goes on elsewhere. */
  isComplete: boolean;
  capturedAt: string;
  /** Nothing said when it was taken: the time of import stands in. */
  isCapturedAtAssumed: boolean;
  createdAt: string;
}

/** The newest report of a type, how old it is, and how many older ones are kept. */
export interface NewestReport extends ReportView {
  ageDays: number;
  /** As a pack's coverage would call it. */
  state: SourceState;
  older: number;
}

const listed = {
  id: true,
  type: true,
  source: true,
  contentHash: true,
  rowCount: true,
  isComplete: true,
  capturedAt: true,
  isCapturedAtAssumed: true,
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
    const { sourceExpectations } = await tx.tenant.findUniqueOrThrow({
      where: { id: tenant.id },
      select: { sourceExpectations: true },
    });
    const expectations = expectationsFrom(sourceExpectations);
    return newest.map((row) => {
      const view = toView(row);
      const { state } = standingOf({ ...view, source: row.type, rows: row.rowCount }, expectations, now);
      return {
        ...view,
        ageDays: ageInDays(view.capturedAt, now),
        state,
        older: (counts.find((count) => count.type === row.type)?._count ?? 1) - 1,
      };
    });
  });
}

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
export async function getReport(
  actor: Actor,
  slug: string,
  reportId: string,
): Promise<ReportView & { payload: unknown }> {
  const tenant = await getTenant(actor, slug, "report.view");
  const what = `Report #${reportId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(reportId)) throw notFound(what);
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.storedReport.findFirst({
      where: { id: BigInt(reportId), tenantId: tenant.id },
      select: { ...listed, payload: true },
    }),
  );
  if (!row) throw notFound(what);
  const { payload, ...rest } = row;
  return { ...toView(rest), payload };
}

/** A stored report with its payload, and those of its type that are kept. */
export interface ReportOfType {
  report: ReportView & { payload: unknown };
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
  return { report, history };
}
