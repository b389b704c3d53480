import type pg from "pg";
import { poolTransaction } from "./database";
import { enqueueLostJobs, enqueueWaiting } from "./jobs";
import { livenessClass } from "./session";

// The runner of a name is alive while its session holds the lock of that name; PostgreSQL lets go of it when the process dies.
const isAlive = (name: string) =>
  `EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid = ${livenessClass}
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND objid = (hashtext(${name})::bigint & 4294967295)::oid)`;

const graceMs = 500;

/**
 * Finds what dead runners have left behind and sends it on. Any runner may do it; one at a time does. A runner counts as
 * dead when its lock was missing for half a second: a session that broke is back sooner. For 5 s after PostgreSQL has
 * started nobody does, so that runners that outlived it can come back.
 */
export class Rescue {
  private readonly missingSince = new Map<string, number>();

  /** @param ownJobs ids of the jobs this process is working on. */
  constructor(
    private readonly pool: pg.Pool,
    private readonly runnerId: string,
    private readonly ownJobs: ReadonlySet<string>,
  ) {}

  /** One look. @returns how many jobs were taken from dead runners, and how many were sent to the queue again. */
  async run(): Promise<{ freed: number; sent: number }> {
    return poolTransaction(this.pool, async (client) => {
      const turn = await client.query<{ ok: boolean }>(
        "SELECT pg_try_advisory_xact_lock($1, 0) AND now() - pg_postmaster_start_time() > interval '5 s' AS ok",
        [livenessClass],
      );
      if (turn.rows[0]?.ok !== true) return { freed: 0, sent: 0 };
      const dead = this.confirmed(await this.listMissing(client));
      // Its own: jobs that it had taken and, after a fault, works on no more.
      const freed = await client.query(
        `UPDATE durable.jobs SET state = 'queued', runner_id = NULL
         WHERE state = 'running' AND (runner_id = ANY($1) OR (runner_id = $2 AND NOT id::text = ANY($3)))`,
        [dead, this.runnerId, [...this.ownJobs]],
      );
      if (dead.length > 0) await dropDeadDeliveries(client, dead);
      const sent = await enqueueLostJobs(client);
      await enqueueWaiting(client, null, 50);
      return { freed: freed.rowCount ?? 0, sent };
    });
  }

  private async listMissing(client: pg.PoolClient): Promise<string[]> {
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM (
         SELECT runner_id AS name FROM durable.jobs WHERE state = 'running'
         UNION SELECT locked_by FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) AS holders
       WHERE NOT ${isAlive("name")}`,
    );
    return rows.map((row) => row.name);
  }

  /** Those that were missing long enough. Time is measured here, monotonically. */
  private confirmed(missing: string[]): string[] {
    const now = performance.now();
    for (const name of this.missingSince.keys()) if (!missing.includes(name)) this.missingSince.delete(name);
    for (const name of missing) if (!this.missingSince.has(name)) this.missingSince.set(name, now);
    return missing.filter((name) => now - (this.missingSince.get(name) ?? now) >= graceMs);
  }
}

/** Removes the queue's jobs that dead workers hold: graphile-worker itself would wait 4 hours. Their rows are sent anew. */
async function dropDeadDeliveries(client: pg.PoolClient, dead: string[]): Promise<void> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM graphile_worker.jobs WHERE locked_by = ANY($1)", [
    dead,
  ]);
  await client.query("SELECT graphile_worker.force_unlock_workers($1)", [dead]);
  await client.query("SELECT graphile_worker.complete_jobs($1)", [rows.map((row) => row.id)]);
}
