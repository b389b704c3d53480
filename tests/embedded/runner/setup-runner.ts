import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type DurableRunDetail, getRun, listRuns } from "@/lib/embedded/runner/runs";
import { type Runner, type RunnerOptions, startRunner } from "@/lib/embedded/runner/start-runner";
import { env } from "@/lib/env";
import { freePort } from "../../setup/cluster";
import { ownerUrl } from "../../support/owner";
import { type ProbeApp, startProbeApp } from "./probe-app";

/** Keys of the tests, from the test environment. */
export const keys = () => ({ event: env().INNGEST_EVENT_KEY, signing: env().INNGEST_SIGNING_KEY });

/** Options for a runner on the test database. Retries without retry-after come after 50 ms. */
export function runnerOptions(appUrl: string, port: number): RunnerOptions {
  return {
    databaseUrl: ownerUrl(),
    appUrl,
    port,
    eventKey: keys().event,
    signingKey: keys().signing,
    retryBackoffMs: () => 50,
    pollMs: 50,
    stopMs: 2000,
  };
}

/** An app and a runner that know each other, and a way to look into the database. */
export interface Stage {
  app: ProbeApp;
  runner: Runner;
  pool: pg.Pool;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const port = await freePort();
  const app = await startProbeApp(`http://127.0.0.1:${port}`, keys());
  const runner = await startRunner(runnerOptions(app.url, port));
  const pool = new pg.Pool({ connectionString: ownerUrl(), max: 4 });
  pool.on("error", () => {});
  await registered(runner.url);
  const close = async () => {
    await runner.stop();
    await app.close();
    await pool.end();
  };
  return { app, runner, pool, close };
}

/** Waits until the runner says that the app has registered. */
export async function registered(url: string): Promise<void> {
  let problem: unknown;
  const isRegistered = async () => {
    const answer = await fetch(`${url}/health`).catch(() => null);
    const health = (await answer?.json()) as { registered?: boolean; problem?: string } | undefined;
    problem = health?.problem;
    return health?.registered === true;
  };
  await until(isRegistered).catch((cause: unknown) => {
    throw new Error(`the app did not register: ${problem}`, { cause });
  });
}

/** Sends events as the SDK does. @returns status and answer. */
export async function send(url: string, events: unknown, headers: Record<string, string> = {}, key = keys().event) {
  const answer = await fetch(`${url}/e/${key}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(events),
  });
  return { status: answer.status, body: (await answer.json()) as { ids?: string[]; status: number; error?: string } };
}

/** Repeats `check` until it holds. */
export async function until(check: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error("it did not come true in time");
    await sleep(15);
  }
}

/** Ids of the runs of a function, newest first. */
export async function runIdsOf(pool: pg.Pool, name: string): Promise<string[]> {
  return (await listRuns(pool, { functionId: `probe-${name}`, limit: 200 })).map((run) => run.id);
}

/** Sends one event and waits for the end of the run of `name` that it started. */
export async function runThrough(
  stage: Stage,
  name: string,
  event: { name: string; data?: object; id?: string },
): Promise<DurableRunDetail> {
  const before = new Set(await runIdsOf(stage.pool, name));
  await send(stage.runner.url, event);
  let id: string | undefined;
  await until(async () => {
    id = (await runIdsOf(stage.pool, name)).find((one) => !before.has(one));
    return id !== undefined;
  });
  return ended(stage.pool, id ?? "");
}

/** Waits for the end of a run. */
export async function ended(pool: pg.Pool, id: string, timeoutMs = 20_000): Promise<DurableRunDetail> {
  await until(async () => (await getRun(pool, id)).status !== "running", timeoutMs);
  return getRun(pool, id);
}

/** Waits until nothing runs. */
export async function quiet(pool: pg.Pool, timeoutMs = 30_000): Promise<void> {
  await until(
    async () => (await pool.query("SELECT FROM durable.runs WHERE status = 'running' LIMIT 1")).rowCount === 0,
    timeoutMs,
  );
}
