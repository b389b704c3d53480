import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { keepNotReadSql } from "@/lib/graph/not-read";
import { fetchHref } from "@/lib/graph/request-fetch";
import { graphSource, graphSources } from "@/lib/graph/sources";
import { notify } from "@/lib/notifications/notify";
import { completeRun, startRun } from "@/lib/operations/runs";
import type { Prisma } from "@/prisma/client/client";

const system: Actor = { kind: "system", name: "TenantPilot" };

/** queued → running. @returns the lists that are to be read, in their order; none when the fetch has ended. */
export async function beginFetch(operationRunId: bigint, runId: string, now: Date): Promise<string[]> {
  return inSystem(async (tx) => {
    const run = await findRun(tx, operationRunId);
    if (run?.outcome !== "pending") return [];
    await startRun(tx, operationRunId, runId, now);
    const left = new Set(run.graphFetchSources.map(({ source }) => source));
    return graphSources.map(({ name }) => name).filter((name) => left.has(name));
  });
}

/** running → succeeded, for a fetch whose reports are stored. Repeating it changes nothing. */
export async function completeFetch(operationRunId: bigint, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const run = await findRun(tx, operationRunId);
    if (run) await completeWithin(tx, run, now);
  });
}

async function completeWithin(tx: Tx, run: FetchRun, now: Date): Promise<void> {
  const counts = run.summaryCounts as Record<string, number>;
  if (!(await completeRun(tx, run.id, { outcome: "succeeded", summaryCounts: counts }, now))) return;
  await recordEnd(tx, run, "completed", counts);
  await notify(tx, run.initiatedByUserId, {
    ...about(run),
    kind: "operation.completed",
    title: `Fetched from Microsoft Graph for ${run.tenant.name}`,
    body: [countsInWords(counts), ...refusedInWords(run)].join(" "),
  });
  await clearUp(tx, run.id);
}

/**
 * queued or running → failed with the reason in words; nothing is stored of it. One that has ended stays as it is, and one whose reports are
 * stored has succeeded, whatever went wrong afterwards.
 */
export async function failFetch(operationRunId: bigint, reason: string, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const run = await findRun(tx, operationRunId);
    if (!run) return;
    if (isStored(run)) return completeWithin(tx, run, now);
    if (!(await completeRun(tx, operationRunId, { outcome: "failed", failureReason: reason }, now))) return;
    await tx.$executeRawUnsafe(keepNotReadSql, run.tenantId, operationRunId);
    await recordEnd(tx, run, "failed");
    for (const userId of await toldOfFailure(tx, run))
      await notify(tx, userId, {
        ...about(run),
        kind: "operation.failed",
        title: `Fetch from Microsoft Graph for ${run.tenant.name} failed`,
        body: reason,
      });
    await clearUp(tx, operationRunId);
  });
}

/**
 * queued or running → cancelled because a person says so; nothing is stored of it.
 * @throws {AppError} not_found, forbidden (import.manage), or conflict when it has ended otherwise.
 */
export async function cancelFetch(actor: Actor, slug: string, operationRunId: bigint, now: Date): Promise<void> {
  const what = `Operation #${operationRunId}`;
  await inSystem(async (tx) => {
    const run = await findRun(tx, operationRunId);
    if (run?.tenant.slug !== slug) throw notFound(what);
    await authorize(tx, actor, "import.manage", { workspaceId: run.workspaceId, tenantId: run.tenantId, what });
    if (run.outcome === "cancelled") return;
    const isOurs =
      !isStored(run) && (await completeRun(tx, operationRunId, { outcome: "cancelled", by: actor.name }, now));
    if (!isOurs)
      throw new AppError("conflict", `${what} has ended already, so it cannot be cancelled.`, {
        next: "Reload the page to see how it is now.",
      });
    await recordEnd(tx, run, "cancelled", {}, actor);
    await notify(tx, run.initiatedByUserId, {
      ...about(run),
      kind: "operation.failed",
      title: `Fetch from Microsoft Graph for ${run.tenant.name} was cancelled`,
      body: `Cancelled by ${actor.name}. Nothing was stored.`,
    });
    await clearUp(tx, operationRunId);
  });
}

const runSelect = {
  id: true,
  workspaceId: true,
  tenantId: true,
  outcome: true,
  summaryCounts: true,
  initiatedByUserId: true,
  initiatedBy: { select: { id: true, name: true, email: true } },
  tenant: { select: { slug: true, name: true } },
  graphFetchSources: { select: { source: true, status: true, reason: true }, orderBy: { source: "asc" } },
} as const;

type FetchRun = NonNullable<Awaited<ReturnType<typeof findRun>>>;

/** The run, locked: nobody stores what it has read while its end is decided. */
async function findRun(tx: Tx, id: bigint) {
  await tx.$queryRaw`SELECT id FROM operation_runs WHERE id = ${id} FOR UPDATE`;
  return tx.operationRun.findFirst({ where: { id, type: "tenant.graph_fetch" }, select: runSelect });
}

/** What is stored is not undone, so it has succeeded even before that is written down. */
const isStored = (run: FetchRun) => run.graphFetchSources.some(({ status }) => status === "stored");

function about({ id, workspaceId, tenantId, tenant }: FetchRun) {
  const href = fetchHref(tenant.slug, id);
  return { workspaceId, tenantId, operationRunId: id, href, dedupeKey: `graph:${id}:ended` };
}

async function recordEnd(
  tx: Tx,
  run: FetchRun,
  verb: "completed" | "failed" | "cancelled",
  details: Prisma.InputJsonObject = {},
  by?: Actor,
): Promise<void> {
  const user = run.initiatedBy;
  const asked: Actor = user ? { kind: "user", userId: user.id, name: user.name, email: user.email } : system;
  await recordAudit(tx, {
    workspaceId: run.workspaceId,
    tenantId: run.tenantId,
    action: `graph_fetch.${verb}`,
    subject: { type: "operation_run", id: run.id },
    actor: by ?? asked,
    outcome: verb === "failed" ? "failed" : "ok",
    details,
  });
}

/** Whoever asked; of what was asked for by nobody the owners hear. */
async function toldOfFailure(tx: Tx, run: FetchRun): Promise<bigint[]> {
  if (run.initiatedByUserId !== null) return [run.initiatedByUserId];
  const owners = await tx.membership.findMany({
    where: { workspaceId: run.workspaceId, role: "owner", tenantId: null },
    select: { userId: true },
  });
  return owners.map(({ userId }) => userId);
}

/** What was read page by page is in the reports, or of no use. */
async function clearUp(tx: Tx, operationRunId: bigint): Promise<void> {
  await tx.graphFetchSource.deleteMany({ where: { operationRunId } });
}

function countsInWords({ rows = 0, created = 0, changed = 0, removed = 0 }: Record<string, number>): string {
  return `${rows} rows: ${created} new, ${changed} changed, ${removed} gone.`;
}

function refusedInWords(run: FetchRun): string[] {
  const refused = run.graphFetchSources.filter(({ status }) => status === "refused");
  return refused.map(({ source, reason }) => `${graphSource(source).label} could not be read: ${reason}`);
}
