import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { Throttled } from "@/lib/graph/ask";
import { openConnection } from "@/lib/graph/connections";
import { deltaLinkOf } from "@/lib/graph/deltas";
import { type GraphPage, readPage } from "@/lib/graph/read-page";
import { signInApplication } from "@/lib/graph/sign-in";
import { type GraphSource, graphSource } from "@/lib/graph/sources";
import { noteBeside, recordStep, type StepRef } from "@/lib/operations/steps";
import type { GraphFetchSource } from "@/prisma/client/client";

/** How far a call came with a list. `more`: call again. `wait`: call again after that many seconds. `ended`: the fetch is over. */
export type ReadAnswer =
  | { outcome: "read" | "more" | "ended" }
  | { outcome: "refused"; reason: string }
  | { outcome: "wait"; seconds: number };

// A call ends after so much work, so that a step of the durable function stays short and what was read is never lost.
const pagesPerCall = 25;
const callMs = 30_000;
const pagesMax = 5_000;
const bytesMax = 128 * 1024 * 1024;
const restartsMax = 3;

/**
 * Reads on in one of the fetch's lists. Each page is kept with the place of the next in one transaction, so it goes on where it was
 * whatever happens in between; of two that read the same page one is kept.
 * @throws {AppError} when the fetch cannot go on: the application is refused, or the answers are none of Microsoft Graph.
 */
export async function readSource(operationRunId: bigint, name: string, runId: string | null): Promise<ReadAnswer> {
  const source = graphSource(name);
  const first = await findOpen(operationRunId, name);
  if (!first) return { outcome: "ended" };
  if (first.status === "refused") return { outcome: "refused", reason: first.reason ?? "It was refused." };
  if (first.status !== "pending") return { outcome: "read" };
  const step = { operationRunId, runId, name };
  const answer = await recordStep(step, () => orWait(() => readPages(first, source)));
  await noteOutcome(step, answer);
  return answer;
}

async function orWait(read: () => Promise<ReadAnswer>): Promise<ReadAnswer> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Throttled) return { outcome: "wait", seconds: error.seconds };
    throw error;
  }
}

/** What the step says besides that it is done. */
async function noteOutcome(step: StepRef, answer: ReadAnswer): Promise<void> {
  if (answer.outcome === "wait")
    await noteBeside(step, { status: "waiting", reason: `Microsoft asks to wait for ${answer.seconds} s.` });
  if (answer.outcome === "refused") await noteBeside(step, { status: "failed", reason: answer.reason });
}

/** The list's row while the fetch is open; null afterwards. */
async function findOpen(operationRunId: bigint, source: string): Promise<GraphFetchSource | null> {
  return inSystem((tx) =>
    tx.graphFetchSource.findFirst({ where: { operationRunId, source, operationRun: { outcome: "pending" } } }),
  );
}

async function readPages(first: GraphFetchSource, source: GraphSource): Promise<ReadAnswer> {
  const token = await signInApplication(await inSystem((tx) => openConnection(tx, first.tenantId)));
  const until = Date.now() + callMs;
  let row = first.startedAt === null ? await begin(first, source) : first;
  for (let pages = 0; pages < pagesPerCall && Date.now() < until; pages++) {
    const answer = await readPage(source, token, row.nextLink);
    // A place to read changes from that is refused, for whatever reason, says nothing about the list itself.
    const isPlaceRefused = answer.outcome === "refused" && row.isDelta && row.pages === 0;
    if (answer.outcome === "refused" && !isPlaceRefused) {
      await inSystem((tx) => change(tx, row, { status: "refused", reason: answer.reason }));
      return answer;
    }
    if (answer.outcome === "page") await keep(row, answer.page, source);
    else await restart(row, source);
    const now = await findOpen(row.operationRunId, row.source);
    if (!now) return { outcome: "ended" };
    if (now.status !== "pending") return { outcome: "read" };
    row = now;
  }
  return { outcome: "more" };
}

/** Where it begins: at the changes since the last fetch, as far as there is such a place, else at the whole list. */
async function begin(row: GraphFetchSource, source: GraphSource): Promise<GraphFetchSource> {
  await inSystem(async (tx) => {
    const link = source.isDelta ? await deltaLinkOf(tx, row.tenantId, source) : null;
    await change(tx, row, { startedAt: new Date(), nextLink: link, isDelta: link !== null });
  });
  return (await findOpen(row.operationRunId, row.source)) ?? row;
}

/** The page and where the next one is, or nothing when somebody else has kept this page meanwhile. */
async function keep(row: GraphFetchSource, page: GraphPage, source: GraphSource): Promise<void> {
  refuseEndless(row, page, source);
  await inSystem(async (tx) => {
    const isOurs = await change(tx, row, {
      pages: row.pages + 1,
      bytes: row.bytes + BigInt(page.bytes),
      nextLink: page.next,
      deltaLink: page.delta,
      context: row.context ?? page.context,
      status: page.next === null ? "read" : "pending",
    });
    if (!isOurs) return;
    const { operationRunId, workspaceId, tenantId } = row;
    await tx.$executeRaw`
      INSERT INTO graph_fetch_pages (operation_run_id, source, page, workspace_id, tenant_id, rows)
      VALUES (${operationRunId}, ${row.source}, ${row.pages}, ${workspaceId}, ${tenantId}, ${JSON.stringify(page.rows)}::json)`;
  });
}

function refuseEndless(row: GraphFetchSource, page: GraphPage, { label }: GraphSource): void {
  const isEndless = page.next !== null && (page.next === row.nextLink || row.pages + 1 >= pagesMax);
  if (!isEndless && row.bytes + BigInt(page.bytes) <= bytesMax) return;
  throw new AppError("unavailable", `${label} of Microsoft Graph does not end.`, {
    next: "Nothing was stored. Save the list by hand and import it as a file.",
  });
}

/** Forgets what was read of the list and begins with the whole of it. */
async function restart(row: GraphFetchSource, { label }: GraphSource): Promise<void> {
  if (row.restarts >= restartsMax)
    throw new AppError("unavailable", `Microsoft Graph broke off ${label} again and again.`, {
      next: "Nothing was stored. Fetch again later.",
    });
  await inSystem((tx) => readWhole(tx, row));
}

/** Back to the beginning of the whole list: what was read of it goes. */
export async function readWhole(tx: Tx, row: GraphFetchSource): Promise<void> {
  const isOurs = await change(tx, row, {
    status: "pending",
    nextLink: null,
    deltaLink: null,
    isDelta: false,
    context: null,
    pages: 0,
    bytes: 0n,
    restarts: row.restarts + 1,
    startedAt: new Date(),
  });
  if (!isOurs) return;
  await tx.graphFetchPage.deleteMany({ where: { operationRunId: row.operationRunId, source: row.source } });
}

/** Changes the row if it is still as it was read. @returns whether it was. */
async function change(tx: Tx, row: GraphFetchSource, data: Partial<GraphFetchSource>): Promise<boolean> {
  const { operationRunId, source, pages, restarts, status, startedAt } = row;
  const { count } = await tx.graphFetchSource.updateMany({
    where: { operationRunId, source, pages, restarts, status, startedAt },
    data: { ...data, updatedAt: new Date() },
  });
  return count === 1;
}
