import type pg from "pg";
import { inTransaction } from "./database";
import { lockSlots } from "./slots";

/** A job that this runner has taken. */
export interface Claim {
  jobId: string;
  runId: string;
  stepId: string;
  kind: "call" | "sleep";
  attempt: number;
  slots: string[];
}

const columns = 'id AS "jobId", run_id AS "runId", step_id AS "stepId", kind, attempt, slots';

/**
 * Takes a queued job. Null when there is nothing to do: the position was passed, another runner is at it, or no place is
 * free (then it waits, and whoever frees a place sends it again).
 */
export async function claimJob(pool: pg.Pool, jobId: string, runnerId: string): Promise<Claim | null> {
  const { rows } = await pool.query<Claim>(
    `UPDATE durable.jobs SET state = 'running', runner_id = $2
     WHERE id = $1 AND state = 'queued' AND cardinality(slots) = 0 RETURNING ${columns}`,
    [jobId, runnerId],
  );
  return rows[0] ?? claimWithSlots(pool, jobId, runnerId);
}

async function claimWithSlots(pool: pg.Pool, jobId: string, runnerId: string): Promise<Claim | null> {
  const client = await pool.connect();
  let failed = true;
  try {
    const claim = await inTransaction(client, async () => {
      const { rows } = await client.query<Claim>(
        `SELECT ${columns} FROM durable.jobs WHERE id = $1 AND state = 'queued' FOR UPDATE`,
        [jobId],
      );
      const job = rows[0];
      if (!job) return null;
      await lockSlots(client, job.slots);
      // A statement of its own: it has to see what was committed before the lock was given.
      const taken = await client.query<{ state: string }>(
        `UPDATE durable.jobs AS j SET (state, runner_id) = (SELECT CASE WHEN full_slots = 0 THEN 'running' ELSE 'waiting' END, CASE WHEN full_slots = 0 THEN $2 END
           FROM (SELECT count(*) AS full_slots FROM unnest(j.slots, j.limits) AS need (slot, most)
             WHERE need.most <= (SELECT count(*) FROM durable.jobs AS r WHERE r.state = 'running' AND r.slots @> ARRAY[need.slot])) AS counted)
         WHERE id = $1 RETURNING state`,
        [jobId, runnerId],
      );
      return taken.rows[0]?.state === "running" ? job : null;
    });
    failed = false;
    return claim;
  } finally {
    client.release(failed);
  }
}
