import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, runMigrations, runTaskList, type WorkerEvents, type WorkerPool } from "graphile-worker";
import type pg from "pg";
import { z } from "zod";
import { taskName } from "./jobs";
import type { Log } from "./log";

const payloadSchema = z.object({ job: z.string() });
const migrationLock = 72_707_371;

/** Brings graphile-worker's own schema up to date; one process at a time. */
export async function migrateQueue(pool: pg.Pool, log: Log): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    await runMigrations({ pgPool: pool, logger: loggerOf(log) });
  } finally {
    client.release(true); // ends the session, and with it the lock
  }
}

/** What the queue does with what it carries. */
export interface QueueRules {
  concurrency: number;
  work(jobId: string): Promise<void>;
  /** Called with each worker pool's name before it works: the process is alive under it. */
  hold(name: string): Promise<void>;
  /** Called when a worker pool has given up: what it holds is to be rescued. */
  release(name: string): Promise<void>;
}

const restartMs = 250;

/**
 * graphile-worker, delivering jobs to `work`. It does not outlive trouble with the database: when a note of its own cannot
 * be written it shuts itself down and may never end, and one that starts while the database is away never works. So at
 * the first trouble another takes its place as soon as the database answers, and the rescue frees what the first one
 * held. Nothing depends on its rows but the time of delivery.
 */
export class Queue {
  private isStopping = false;
  private workers: WorkerPool | null = null;

  constructor(
    private readonly pool: pg.Pool,
    private readonly rules: QueueRules,
    private readonly log: Log,
  ) {}

  start(): void {
    let held: Promise<void> = Promise.resolve();
    const events: WorkerEvents = new EventEmitter();
    const deliver = async (payload: unknown) => {
      await held;
      await this.rules.work(payloadSchema.parse(payload).job);
    };
    const workers = runTaskList(
      {
        pgPool: this.pool,
        concurrency: this.rules.concurrency,
        noHandleSignals: true,
        // New jobs are announced by NOTIFY, and those for later by the runner's own clock; this is for lost announcements.
        pollInterval: 2000,
        logger: loggerOf(this.log),
        events,
        // Without batching a note that cannot be written would be an unhandled rejection, and the end of the process.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      },
      { [taskName]: deliver },
      this.pool,
    );
    held = this.rules.hold(workers.id);
    this.workers = workers;
    events.once("pool:gracefulShutdown", () => this.replace(workers));
    events.once("worker:getJob:error", () => this.replace(workers));
    Promise.resolve(workers.promise).catch(() => {});
  }

  /** Takes no new jobs and waits for those in progress, but not longer than `boundMs`. */
  async stop(boundMs: number): Promise<void> {
    this.isStopping = true;
    const ended = Promise.resolve(this.workers?.gracefulShutdown("the runner stops")).catch(() => {});
    const bound = new AbortController();
    await Promise.race([ended, sleep(boundMs, undefined, { signal: bound.signal }).catch(() => {})]);
    bound.abort();
  }

  private replace(workers: WorkerPool): void {
    if (this.isStopping || this.workers !== workers) return;
    this.workers = null;
    this.log.warn("the queue lost its database; it is started again when that is back");
    void this.rules.release(workers.id);
    Promise.resolve(workers.gracefulShutdown()).catch(() => {});
    void this.startAgain();
  }

  private async startAgain(): Promise<void> {
    while (!this.isStopping) {
      await sleep(restartMs);
      const answers = await this.pool.query("SELECT").then(
        () => true,
        () => false,
      );
      if (answers && !this.isStopping) return this.start();
    }
  }
}

function loggerOf(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error") log.warn(`queue: ${message}`);
    else if (level === "warning") log.debug(`queue: ${message}`);
  });
}
