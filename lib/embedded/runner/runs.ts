import { notFound } from "@/lib/errors";
import { type Client, inTransaction } from "./database";
import { endRun } from "./end-run";
import type { DurableFunction } from "./functions";
import { startRun } from "./start-runs";
import { newUlid } from "./ulid";

/** How far a run is. */
export type DurableRunStatus = "running" | "completed" | "failed" | "cancelled";

/** A run, in a list. Times are ISO 8601 UTC. */
export interface DurableRun {
  id: string;
  functionId: string;
  functionName: string;
  eventName: string;
  status: DurableRunStatus;
  stepsStored: number;
  /** The run that this one repeats. */
  originalRunId: string | null;
  startedAt: string;
  endedAt: string | null;
}

/** A step that is planned (no result yet) or has ended. */
interface DurableStep {
  id: string;
  name: string;
  op: string;
  attempts: number;
  plannedAt: string;
  endedAt: string | null;
  /** {"data":…}, {"error":…}, or null for a sleep or a step that has not ended. */
  result: unknown;
}

/** What a running run waits for. `attempt` counts from 0. */
interface DurableJob {
  stepId: string;
  kind: "call" | "sleep";
  state: "delayed" | "queued" | "waiting" | "running";
  attempt: number;
  dueAt: string;
  lastError: string | null;
}

/** A run with all that is known of it. */
export interface DurableRunDetail extends DurableRun {
  event: unknown;
  output: unknown;
  error: { name: string; message: string } | null;
  /** In the order in which they ended; planned ones last. */
  steps: DurableStep[];
  outstanding: DurableJob[];
}

const isoTime = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const runColumns = `r.id, r.function_id AS "functionId", f.name AS "functionName", e.name AS "eventName", r.status, r.steps_stored AS "stepsStored",
  r.original_run_id AS "originalRunId", ${isoTime("r.started_at")} AS "startedAt", ${isoTime("r.ended_at")} AS "endedAt"`;
const runTables = `durable.runs AS r JOIN durable.functions AS f ON f.id = r.function_id JOIN durable.events AS e ON e.internal_id = r.event_internal_id`;

/** Runs, newest first. `before`: id of the last run of the page before. `limit` is 50 unless told, 200 at most. */
export async function listRuns(
  client: Client,
  filter: { functionId?: string; status?: DurableRunStatus; before?: string; limit?: number } = {},
): Promise<DurableRun[]> {
  const { rows } = await client.query<DurableRun>(
    `SELECT ${runColumns} FROM ${runTables}
     WHERE ($1::text IS NULL OR r.function_id = $1) AND ($2::text IS NULL OR r.status = $2)
       AND ($3::text IS NULL OR (r.started_at, r.id) < (SELECT b.started_at, b.id FROM durable.runs AS b WHERE b.id = $3))
     ORDER BY r.started_at DESC, r.id DESC LIMIT $4`,
    [filter.functionId ?? null, filter.status ?? null, filter.before ?? null, Math.min(filter.limit ?? 50, 200)],
  );
  return rows;
}

/** A run with its steps. @throws {AppError} not_found. */
export async function getRun(client: Client, runId: string): Promise<DurableRunDetail> {
  const run = await client.query<DurableRun & Pick<DurableRunDetail, "event" | "output" | "error">>(
    `SELECT ${runColumns}, e.body AS event, r.output, r.error FROM ${runTables} WHERE r.id = $1`,
    [runId],
  );
  if (!run.rows[0]) throw notFound("The run");
  const steps = await client.query<DurableStep>(
    `SELECT id, name, op, attempts, ${isoTime("planned_at")} AS "plannedAt", ${isoTime("ended_at")} AS "endedAt", result
     FROM durable.steps WHERE run_id = $1 ORDER BY position NULLS LAST, planned_at`,
    [runId],
  );
  const jobs = await client.query<DurableJob>(
    `SELECT step_id AS "stepId", kind, state, attempt, ${isoTime("due_at")} AS "dueAt", last_error AS "lastError"
     FROM durable.jobs WHERE run_id = $1 ORDER BY id`,
    [runId],
  );
  return { ...run.rows[0], steps: steps.rows, outstanding: jobs.rows };
}

/**
 * Starts a new run with the event of an old one, from the beginning. Dedupe and idempotency do not hold it back.
 * @returns the new run's id. @throws {AppError} not_found.
 */
export async function rerun(client: Client, runId: string): Promise<string> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<DurableFunction & { internalId: string; data: unknown }>(
      `SELECT f.id, f.name, f.retries, f.triggers, f.concurrency, f.idempotency, r.event_internal_id AS "internalId", e.body -> 'data' AS data
       FROM ${runTables} WHERE r.id = $1`,
      [runId],
    );
    const found = rows[0];
    if (!found) throw notFound("The run");
    const id = newUlid(new Date());
    await startRun(client, {
      id,
      fn: found,
      eventInternalId: found.internalId,
      data: found.data,
      originalRunId: runId,
    });
    return id;
  });
}

/**
 * Cancels a run: what is outstanding is dropped, and the answer of a call in progress will be. The step itself is not cut off.
 * @returns false if the run had ended already. @throws {AppError} not_found.
 */
export async function cancel(client: Client, runId: string): Promise<boolean> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<{ status: DurableRunStatus }>(
      "SELECT status FROM durable.runs WHERE id = $1 FOR UPDATE",
      [runId],
    );
    if (!rows[0]) throw notFound("The run");
    if (rows[0].status !== "running") return false;
    await endRun(client, runId, { status: "cancelled", error: { name: "Error", message: "The run was cancelled." } });
    return true;
  });
}
