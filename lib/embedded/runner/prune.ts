import type pg from "pg";

const batch = 1000;
const scheduled = "inngest/scheduled.timer";

/**
 * Deletes what has lost its use: runs that ended more than `keepDays` days ago with their steps (those that a schedule
 * started and that completed: after one day, for there is one each minute), events of which no run is left, and starts
 * that are too old to refuse one (24 hours). In small batches, so that nobody waits for it.
 * @returns how many runs and events were deleted.
 */
export async function pruneRuns(pool: pg.Pool, keepDays: number): Promise<{ runs: number; events: number }> {
  const runs = await repeat(
    pool,
    keepDays,
    `DELETE FROM durable.runs WHERE id IN (
       SELECT r.id FROM durable.runs AS r JOIN durable.events AS e ON e.internal_id = r.event_internal_id
       WHERE r.ended_at < now() - least($1::int, CASE WHEN r.status = 'completed' AND e.name = '${scheduled}' THEN 1 ELSE $1::int END) * interval '1 day'
       LIMIT ${batch} FOR UPDATE OF r SKIP LOCKED)`,
  );
  const events = await repeat(
    pool,
    keepDays,
    `DELETE FROM durable.events WHERE internal_id IN (
       SELECT e.internal_id FROM durable.events AS e
       WHERE e.received_at < now() - least($1::int, CASE e.name WHEN '${scheduled}' THEN 1 ELSE $1::int END) * interval '1 day'
         AND NOT EXISTS (SELECT FROM durable.runs AS r WHERE r.event_internal_id = e.internal_id)
       LIMIT ${batch} FOR UPDATE SKIP LOCKED)`,
  );
  await repeat(
    pool,
    1,
    `DELETE FROM durable.starts WHERE (function_id, key) IN (
       SELECT function_id, key FROM durable.starts WHERE started_at < now() - $1::int * interval '1 day' - interval '1 minute'
       LIMIT ${batch} FOR UPDATE SKIP LOCKED)`,
  );
  return { runs, events };
}

async function repeat(pool: pg.Pool, days: number, sql: string): Promise<number> {
  let all = 0;
  for (;;) {
    const { rowCount } = await pool.query(sql, [days]);
    all += rowCount ?? 0;
    if ((rowCount ?? 0) < batch) return all;
  }
}
