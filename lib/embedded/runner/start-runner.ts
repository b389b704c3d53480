import type pg from "pg";
import { fireCrons } from "./crons";
import { checkSchema, newPool } from "./database";
import { type Backoff, inngestBackoff } from "./delays";
import { receiveEvents, register } from "./endpoints";
import { closeServer, type Endpoints, listen, makeServer, urlOf } from "./http-server";
import { enqueueDueJobs } from "./jobs";
import { type Log, runnerLog } from "./log";
import { pruneRuns } from "./prune";
import { migrateQueue, Queue } from "./queue";
import { Rescue } from "./rescue";
import { Session } from "./session";
import { Sync } from "./sync";
import { type Chore, Ticker } from "./ticker";
import { newUlid } from "./ulid";
import { Worker } from "./worker";

/** Settings of one runner process. Any number may work on one database. */
export interface RunnerOptions {
  databaseUrl: string;
  /** Origin of the app; it serves /api/inngest there. */
  appUrl: string;
  /** 0: any free port. The app's INNGEST_BASE_URL has to lead here. */
  port: number;
  /** Default 127.0.0.1: the runner is for the machine's own processes. */
  host?: string;
  eventKey: string;
  signingKey: string;
  /** Wait before the attempt after this one, when the app asks for none. Default: Inngest's table. */
  retryBackoffMs?: Backoff;
  /** Calls of the app at once. Default 8. */
  concurrency?: number;
  /** How often retries and sleeps are looked at, in milliseconds. Default 250. */
  pollMs?: number;
  /** How long stop() waits for calls in progress, in milliseconds. Default 10,000. */
  stopMs?: number;
  /** Days for which ended runs are kept. Default 30. */
  keepDays?: number;
}

/** A running runner. */
export interface Runner {
  /** Where the app finds it: the value for INNGEST_BASE_URL. */
  url: string;
  /** Takes no new jobs, waits for calls in progress, then gives up those that are left to the next runner. */
  stop(): Promise<void>;
}

/** Time that calls have to be given back when they were cut off. */
const abortMs = 3000;

/**
 * Starts the embedded durable runner (running.md, "Durable execution").
 * @throws {Error} when the port is taken, the database cannot be reached, or its migrations have not been applied.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const parts = makeParts(options, runnerLog());
  const { session, server, sync, queue, ticker, worker } = parts;
  try {
    await checkSchema(parts.pool);
    await migrateQueue(parts.queuePool, parts.log);
    await session.open();
    await session.hold(parts.runnerId);
    await listen(server, options.port, options.host ?? "127.0.0.1");
  } catch (error) {
    await closeConnections(parts);
    throw error;
  }
  sync.start();
  queue.start();
  ticker.start();
  const { stopMs = 10_000 } = options;
  const stop = async () => {
    await Promise.all([sync.stop(), ticker.stop()]);
    const timer = setTimeout(() => worker.abort(), stopMs);
    await queue.stop(stopMs + abortMs);
    clearTimeout(timer);
    // Only now: a step in progress may still have sent events.
    await closeServer(server);
    await closeConnections(parts);
  };
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(server),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

type Parts = ReturnType<typeof makeParts>;

/** The runner's parts, made and not started. */
function makeParts(options: RunnerOptions, log: Log) {
  const { signingKey, eventKey, concurrency = 8 } = options;
  const appUrl = new URL("/api/inngest", options.appUrl);
  const runnerId = `runner-${newUlid(new Date())}`;
  const pool = newPool(options.databaseUrl, concurrency + 2, "on");
  // The queue's own notes (taken, done) may be lost in a crash of the database: that only costs a second delivery.
  const queuePool = newPool(options.databaseUrl, concurrency + 2, "off");
  const session = new Session(options.databaseUrl);
  const backoff = options.retryBackoffMs ?? inngestBackoff;
  const worker = new Worker(pool, { runnerId, appUrl, signingKey, backoff, isAlive: () => session.isAlive }, log);
  const work = (id: string) => worker.work(id);
  const queue = new Queue(
    queuePool,
    { concurrency, work, hold: (name) => session.hold(name), release: (name) => session.release(name) },
    log,
  );
  const sync = new Sync(appUrl, signingKey, log);
  const endpoints: Endpoints = {
    receiveEvents: (given, body, seed) => receiveEvents(pool, { given, expected: eventKey }, body, seed),
    register: (authorization, body) => register(pool, signingKey, authorization, body),
    health: () => ({
      status: 200,
      body: { status: 200, message: "OK", registered: sync.problem === null, problem: sync.problem },
    }),
  };
  const ticker = new Ticker(chores(options, pool, new Rescue(pool, runnerId, worker.jobs), log), log);
  return { log, runnerId, pool, queuePool, session, worker, queue, sync, ticker, server: makeServer(endpoints, log) };
}

function chores({ pollMs = 250, keepDays = 30 }: RunnerOptions, pool: pg.Pool, rescue: Rescue, log: Log): Chore[] {
  const rescueAndTell = async () => {
    const { freed, sent } = await rescue.run();
    if (freed + sent > 0) log.info({ freed, sent }, "went on with what a runner had left");
  };
  return [
    { name: "due jobs", everyMs: pollMs, work: () => enqueueDueJobs(pool) },
    { name: "rescue", everyMs: 1000, work: rescueAndTell },
    { name: "schedules", everyMs: 1000, work: () => fireCrons(pool, new Date()) },
    { name: "prune", everyMs: 3_600_000, work: () => pruneRuns(pool, keepDays) },
  ];
}

async function closeConnections({ session, pool, queuePool }: Parts): Promise<void> {
  await Promise.allSettled([session.close(), pool.end(), queuePool.end()]);
}
