import type { Client } from "./database";

/** Name of the one task that the queue carries. */
export const taskName = "durable";

// One graphile job for each row that is ready. It only says "look at this row": the row decides, so delivering it twice,
// late or not at all (the rescue sends it again) does no harm.
const enqueue = (id: string) =>
  `graphile_worker.add_job('${taskName}', json_build_object('job', ${id}::text), job_key => 'durable:' || ${id}, max_attempts => 25)`;

/** A place at which a run goes on. */
export interface NewJob {
  runId: string;
  /** "step" to find out what comes next, or the id of a planned step. */
  stepId: string;
  kind: "call" | "sleep";
  attempt: number;
  delayMs: number;
  lastError?: string;
}

/** Inserts a job and, unless it is for later, sends it to the queue: in the caller's transaction, so never one without the other. */
export async function addJob(client: Client, job: NewJob): Promise<void> {
  await insertJob(client, job, "true");
}

/** Asks the function what comes next, unless something of the run is outstanding: with parallel steps that is once, after the last. */
export async function addNextJob(client: Client, runId: string): Promise<void> {
  const next: NewJob = { runId, stepId: "step", kind: "call", attempt: 0, delayMs: 0 };
  await insertJob(client, next, "NOT EXISTS (SELECT FROM durable.jobs AS o WHERE o.run_id = $1)");
}

async function insertJob(client: Client, job: NewJob, condition: string): Promise<void> {
  await client.query(
    `WITH added AS (
       INSERT INTO durable.jobs (run_id, step_id, kind, attempt, state, due_at, slots, limits, last_error)
       SELECT id, $2, $3, $4, CASE WHEN $5 > 0 THEN 'delayed' ELSE 'queued' END, now() + $5::float8 * interval '1 ms',
         CASE $3 WHEN 'call' THEN slots ELSE '{}' END, CASE $3 WHEN 'call' THEN limits ELSE '{}' END, $6
       FROM durable.runs WHERE id = $1 AND ${condition}
       RETURNING id, state)
     SELECT ${enqueue("id")} FROM added WHERE state = 'queued'`,
    [job.runId, job.stepId, job.kind, job.attempt, job.delayMs, job.lastError ?? null],
  );
}

/** Sends the jobs to the queue whose time has come. @returns how many. */
export async function enqueueDueJobs(client: Client): Promise<number> {
  const { rowCount } = await client.query(
    `WITH due AS (
       SELECT id FROM durable.jobs WHERE state = 'delayed' AND due_at <= now() ORDER BY due_at LIMIT 200 FOR UPDATE SKIP LOCKED),
     moved AS (UPDATE durable.jobs AS j SET state = 'queued' FROM due WHERE j.id = due.id RETURNING j.id)
     SELECT ${enqueue("id")} FROM moved`,
  );
  return rowCount ?? 0;
}

/** Sends queued jobs again that the queue does not hold (any more). @returns how many. */
export async function enqueueLostJobs(client: Client): Promise<number> {
  const { rowCount } = await client.query(
    `SELECT ${enqueue("j.id")} FROM durable.jobs AS j
     WHERE j.state = 'queued' AND NOT EXISTS (
       SELECT FROM graphile_worker.jobs AS q WHERE q.key = 'durable:' || j.id AND (q.attempts < q.max_attempts OR q.locked_by IS NOT NULL))
     LIMIT 500`,
  );
  return rowCount ?? 0;
}

/** Gives a job back that this runner had taken and not finished, for any runner to take. */
export async function returnJob(client: Client, jobId: string, runnerId: string): Promise<void> {
  await client.query(
    `WITH returned AS (
       UPDATE durable.jobs SET state = 'queued', runner_id = NULL WHERE id = $1 AND runner_id = $2 RETURNING id)
     SELECT ${enqueue("id")} FROM returned`,
    [jobId, runnerId],
  );
}

/** Drops all that is outstanding for a run. @returns the places that its calls held. */
export async function dropJobs(client: Client, runId: string): Promise<string[]> {
  const { rows } = await client.query<{ slots: string[]; state: string }>(
    "DELETE FROM durable.jobs WHERE run_id = $1 RETURNING slots, state",
    [runId],
  );
  return rows.filter((row) => row.state === "running").flatMap((row) => row.slots);
}

/** A waiting job is sent to the queue if all places that it needs are free. `slot`: only jobs that need this one. */
export async function enqueueWaiting(client: Client, slot: string | null, atMost: number): Promise<void> {
  await client.query(
    `WITH free AS (
       SELECT id FROM durable.jobs AS w
       WHERE state = 'waiting' AND ($1::text IS NULL OR slots @> ARRAY[$1::text]) AND NOT EXISTS (
         SELECT FROM unnest(w.slots, w.limits) AS need (slot, most)
         WHERE need.most <= (SELECT count(*) FROM durable.jobs AS r WHERE r.state = 'running' AND r.slots @> ARRAY[need.slot]))
       ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED),
     moved AS (UPDATE durable.jobs AS j SET state = 'queued' FROM free WHERE j.id = free.id RETURNING j.id)
     SELECT ${enqueue("id")} FROM moved`,
    [slot, atMost],
  );
}
