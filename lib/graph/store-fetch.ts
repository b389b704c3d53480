import type { PoolClient } from "pg";
import { begin, inSystem, withConnection } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type Deltas, deltasSchema, hashOfRows, withChanges } from "@/lib/graph/deltas";
import { keepNotReadSql } from "@/lib/graph/not-read";
import { readWhole } from "@/lib/graph/read-source";
import { type GraphSource, graphSource, graphSources } from "@/lib/graph/sources";
import type { ImportedReport } from "@/lib/imports/importer";
import { momentOfIso } from "@/lib/imports/moments";
import { objectAt, tenantIdAt, textAt } from "@/lib/imports/record";
import { compareAnswers, composeReport, partsOf, rowsOfAnswer } from "@/lib/imports/report-parts";
import { findStoredReport, type KnownReport, storeReport } from "@/lib/imports/store-report";
import { addCounts, type ImportCounts, noCounts } from "@/lib/imports/write-changes";
import { recordStep } from "@/lib/operations/steps";

const tool = "graph";

/** What storing came to. `again`: these lists have to be read as a whole first; what their changes count from is not there any more. */
export type StoreAnswer = { outcome: "stored" | "ended" } | { outcome: "again"; sources: string[] };

interface ReadSource {
  source: string;
  status: string;
  isDelta: boolean;
  deltaLink: string | null;
  context: string | null;
  startedAt: Date;
  reason: string | null;
}

interface Fetch {
  operationRunId: bigint;
  tenant: { id: bigint; workspaceId: bigint; entraTenantId: string | null };
}

/** One list as it is now. */
interface ReadList {
  source: GraphSource;
  row: ReadSource;
  rows: unknown[];
}

/**
 * Makes stored reports of all that a fetch has read, in one transaction: all of it, with the places that changes are read from the next
 * time and the counts on the operation run, or nothing. Safe to repeat. A list that the application may not read keeps the answer before,
 * with the time of that, and is written down beside the connection.
 * @throws {AppError} invalid_input when nothing could be read, or it is another directory's.
 */
export async function storeFetch(operationRunId: bigint, runId: string | null, now: Date): Promise<StoreAnswer> {
  const step = { operationRunId, runId, name: "store" };
  return recordStep(step, () => storeRead(operationRunId, now));
}

async function storeRead(operationRunId: bigint, now: Date): Promise<StoreAnswer> {
  const run = await inSystem((tx) =>
    tx.operationRun.findUnique({
      where: { id: operationRunId },
      select: { tenant: { select: { id: true, workspaceId: true, entraTenantId: true } } },
    }),
  );
  if (!run) return { outcome: "ended" };
  const fetch = { operationRunId, tenant: run.tenant };
  const answer = await withConnection(async (client) => {
    await begin(client, run.tenant);
    const stored = await storeWithin(client, fetch, now);
    await client.query(stored.outcome === "stored" ? "COMMIT" : "ROLLBACK");
    return stored;
  });
  if (answer.outcome === "again") await readWholeAgain(operationRunId, answer.sources);
  return answer;
}

async function storeWithin(client: PoolClient, fetch: Fetch, now: Date): Promise<StoreAnswer> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('tenantpilot.import', $1))", [fetch.tenant.id]);
  const { rows: open } = await client.query(
    "SELECT FROM operation_runs WHERE id = $1 AND outcome = 'pending' FOR UPDATE",
    [fetch.operationRunId],
  );
  if (open.length === 0) return { outcome: "ended" };
  const read = await readSources(client, fetch.operationRunId);
  if (read.some(({ status }) => status === "stored")) return { outcome: "stored" };
  refuseNothing(read);
  let counts = noCounts;
  const deltas: Deltas = {};
  const lost: string[] = [];
  for (const type of new Set(graphSources.map((source) => source.type))) {
    const before = await findStoredReport(client, fetch.tenant.id, { type, tool });
    const lists = await readLists(client, fetch, { type, read, before });
    lost.push(...lists.lost);
    if (lost.length > 0 || lists.whole.length === 0) continue;
    counts = addCounts(counts, await storeType(client, fetch, { type, before, lists: lists.whole }));
    for (const { source, row, rows } of lists.whole)
      if (row.deltaLink) deltas[source.name] = { link: row.deltaLink, hash: hashOfRows(rows) };
  }
  if (lost.length > 0) return { outcome: "again", sources: lost };
  await keepDeltas(client, fetch, deltas, now);
  await markStored(client, fetch, { counts, read });
  return { outcome: "stored" };
}

async function readSources(client: PoolClient, operationRunId: bigint): Promise<ReadSource[]> {
  const { rows } = await client.query<ReadSource>(
    `SELECT source, status, is_delta AS "isDelta", delta_link AS "deltaLink", context, started_at AS "startedAt", reason
     FROM graph_fetch_sources WHERE operation_run_id = $1 FOR UPDATE`,
    [operationRunId],
  );
  return rows;
}

/** Where the application may read nothing there is nothing to store. */
function refuseNothing(read: readonly ReadSource[]): void {
  if (read.some(({ status }) => status === "read")) return;
  const reasons = [...new Set(read.map(({ reason }) => reason).filter((reason) => reason !== null))];
  throw new AppError("invalid_input", `The application may read nothing. ${reasons.join(" ")}`.trim(), {
    next: "Give it the permissions that the settings name, with an administrator's consent, and fetch again.",
  });
}

/** The lists of one report. Changes are applied to the answer that they count from; `lost`: that one is not there any more. */
async function readLists(
  client: PoolClient,
  { operationRunId, tenant }: Fetch,
  { type, read, before }: { type: string; read: readonly ReadSource[]; before: KnownReport | null },
): Promise<{ whole: ReadList[]; lost: string[] }> {
  const lists: { whole: ReadList[]; lost: string[] } = { whole: [], lost: [] };
  const known = before ? partsOf(before) : {};
  const bases = await readBases(client, tenant.id);
  for (const row of read) {
    const source = graphSource(row.source);
    if (source.type !== type || row.status !== "read") continue;
    const { rows: pages } = await client.query<{ rows: unknown[] }>(
      "SELECT rows FROM graph_fetch_pages WHERE operation_run_id = $1 AND source = $2 ORDER BY page",
      [operationRunId, row.source],
    );
    const found = pages.flatMap((page) => page.rows);
    if (!source.isDelta) lists.whole.push({ source, row, rows: found });
    else {
      const base = row.isDelta ? rowsOfAnswer(known[source.part]?.answer) : [];
      if (row.isDelta && bases[source.name]?.hash !== hashOfRows(base)) lists.lost.push(source.name);
      else lists.whole.push({ source, row, rows: withChanges(base, found) });
    }
  }
  return lists;
}

async function readBases(client: PoolClient, tenantId: bigint): Promise<Deltas> {
  const { rows } = await client.query<{ deltas: unknown }>(
    "SELECT deltas FROM graph_connections WHERE tenant_id = $1",
    [tenantId],
  );
  return deltasSchema.parse(rows[0]?.deltas ?? {});
}

async function storeType(
  client: PoolClient,
  { tenant }: Fetch,
  { type, before, lists }: { type: string; before: KnownReport | null; lists: readonly ReadList[] },
): Promise<ImportCounts> {
  const answers = answersOf(type, lists, tenant.entraTenantId);
  const capturedAt = answers[0]?.capturedAt ?? new Date(Math.min(...lists.map(({ row }) => row.startedAt.getTime())));
  const counts = answers.reduce((sum, answer) => addCounts(sum, compareAnswers(before, answer)), noCounts);
  const makesNeedless = new Set(lists.flatMap(({ source }) => source.makesNeedless ?? []));
  const arrival = { tool, capturedAt, isCapturedAtAssumed: false, makesNeedless };
  await storeReport(client, { tenant, importId: null, type, ...composeReport(before, answers, arrival) });
  return counts;
}

/** Each list as Microsoft Graph would give it in one page. */
function answersOf(type: string, lists: readonly ReadList[], entraTenantId: string | null): ImportedReport[] {
  const answers = lists.map(({ source, row: { context }, rows }): ImportedReport => {
    for (const row of rows) refuseOther(row, entraTenantId, source);
    return {
      kind: "report",
      type,
      part: source.part,
      payload: { ...(context === null ? {} : { "@odata.context": context }), value: rows },
      rows: rows.length,
      isComplete: true,
      capturedAt: momentOf(rows),
    };
  });
  return answers.sort((a, b) => Number(b.capturedAt) - Number(a.capturedAt));
}

/** Only Secure Score has a date of its own. */
function momentOf(rows: readonly unknown[]): Date | null {
  const { createdDateTime, currentScore } = objectAt(rows[0]);
  if (currentScore === undefined || createdDateTime === undefined) return null;
  return momentOfIso(createdDateTime, "$.value[0]", "createdDateTime");
}

/** A token is for one directory; should an answer be another's all the same, nothing of it is stored. */
function refuseOther(row: unknown, entraTenantId: string | null, { label }: GraphSource): void {
  const found = tenantIdAt(objectAt(row).azureTenantId);
  if (found === undefined || found === entraTenantId?.toLowerCase()) return;
  throw new AppError("invalid_input", `${label} is data of the tenant ${textAt(found)}, and not of this one.`, {
    next: "Nothing was stored. Check the Entra tenant id in the tenant's settings.",
  });
}

async function keepDeltas(client: PoolClient, { tenant }: Fetch, deltas: Deltas, now: Date): Promise<void> {
  await client.query(
    "UPDATE graph_connections SET deltas = deltas || $2::jsonb, updated_at = $3 WHERE tenant_id = $1 AND entra_tenant_id = $4",
    [tenant.id, JSON.stringify(deltas), now, tenant.entraTenantId],
  );
}

async function markStored(
  client: PoolClient,
  { operationRunId, tenant }: Fetch,
  { counts, read }: { counts: ImportCounts; read: readonly ReadSource[] },
): Promise<void> {
  const refused = read.filter(({ status }) => status === "refused").length;
  const { rows, created, changed, resolved } = counts;
  const summary = { rows, created, changed, removed: resolved, ...(refused > 0 ? { not_read: refused } : {}) };
  await client.query("UPDATE operation_runs SET summary_counts = $2 WHERE id = $1", [operationRunId, summary]);
  await client.query(
    "UPDATE graph_fetch_sources SET status = 'stored', updated_at = now() WHERE operation_run_id = $1 AND status = 'read'",
    [operationRunId],
  );
  await client.query(keepNotReadSql, [tenant.id, operationRunId]);
}

/** Lists whose changes have nothing to count from are read as a whole. */
async function readWholeAgain(operationRunId: bigint, sources: readonly string[]): Promise<void> {
  await inSystem(async (tx) => {
    const rows = await tx.graphFetchSource.findMany({ where: { operationRunId, source: { in: [...sources] } } });
    for (const row of rows) await readWhole(tx, row);
  });
}
