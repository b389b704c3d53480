import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getRun } from "@/lib/embedded/runner/runs";
import { freePort } from "../../setup/cluster";
import { ownerUrl } from "../../support/owner";
import { endChild, startRunnerChild } from "./child-runner";
import { type ProbeApp, startProbeApp } from "./probe-app";
import { ended, keys, quiet, registered, runIdsOf, runnerOptions, send, until } from "./setup-runner";

let app: ProbeApp;
let pool: pg.Pool;
let port: number;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  port = await freePort();
  app = await startProbeApp(`http://127.0.0.1:${port}`, keys());
  pool = new pg.Pool({ connectionString: ownerUrl(), max: 4 });
});
afterEach(async () => {
  await Promise.all([...children].map((child) => kill(child)));
  await app.close();
  await pool.end();
});

async function startChild(onPort = port): Promise<ChildProcess> {
  const child = await startRunnerChild(runnerOptions(app.url, onPort));
  children.add(child);
  return child;
}

async function kill(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  children.delete(child);
  await endChild(child, signal);
}

const chains = (count: number, data: object) => Array.from({ length: count }, () => ({ name: "probe/chain", data }));

const rounds = 8;

describe("runners that die", () => {
  it("a runner killed at 8 random moments loses nothing: every run ends right, its steps stored once", async () => {
    let child = await startChild();
    await registered(`http://127.0.0.1:${port}`);
    let sent = 0;
    for (let round = 0; round < rounds; round += 1) {
      const answer = await send(`http://127.0.0.1:${port}`, chains(3, { steps: 6, ms: 15 }));
      expect(answer.status).toBe(200);
      sent += 3;
      await sleep(Math.random() * 900);
      await kill(child);
      child = await startChild();
    }
    await quiet(pool, 60_000);
    const ids = await runIdsOf(pool, "chain");
    expect(ids).toHaveLength(sent);
    const stillOpen = await pool.query("SELECT count(*)::int AS jobs FROM durable.jobs");
    expect(stillOpen.rows).toEqual([{ jobs: 0 }]);
    for (const id of ids) {
      const run = await getRun(pool, id);
      expect(run).toMatchObject({ status: "completed", output: 15, stepsStored: 6 });
      expect(run.steps.map((step) => step.result)).toEqual([0, 1, 2, 3, 4, 5].map((data) => ({ data })));
      // At least once each: what a step does has to be repeatable, and a death is the only reason to repeat it.
      for (const index of [0, 1, 2, 3, 4, 5]) expect(app.seen.done).toContain(`chain ${id} ${index}`);
      expect(app.calls.filter((call) => call.body.ctx.run_id === id && call.body.ctx.attempt > 0)).toEqual([]);
    }
    const again = app.seen.done.length - sent * 6;
    expect(again).toBeLessThan(rounds * 8);
  }, 180_000);

  it("another runner goes on with what a killed one had in hand, within seconds", async () => {
    const first = await startChild();
    await registered(`http://127.0.0.1:${port}`);
    await send(`http://127.0.0.1:${port}`, { name: "probe/slow", data: { ms: 400 } });
    const [id = ""] = await runIdsOf(pool, "slow");
    await until(async () => app.seen.most[`slow ${id}`] === 1);
    const second = await startChild(await freePort());
    await kill(first);
    expect(await ended(pool, id, 10_000)).toMatchObject({ status: "completed" });
    await kill(second);
  }, 60_000);

  it("two runners never call one position of a run at the same time", async () => {
    const both = await Promise.all([startChild(), startChild(await freePort())]);
    await registered(`http://127.0.0.1:${port}`);
    await send(`http://127.0.0.1:${port}`, chains(30, { steps: 5, ms: 5 }));
    await quiet(pool, 60_000);
    const ids = (await runIdsOf(pool, "chain")).slice(0, 30);
    const executions = app.seen.done.filter((entry) => ids.some((id) => entry.startsWith(`chain ${id} `)));
    expect(executions).toHaveLength(150);
    expect(new Set(executions).size).toBe(150);
    expect(ids.flatMap((id) => [0, 1, 2, 3, 4].map((index) => app.seen.most[`chain ${id} ${index}`]))).toEqual(
      Array(150).fill(1),
    );
    await Promise.all(both.map((child) => kill(child)));
  }, 60_000);

  it("a runner told to stop finishes its call first", async () => {
    const child = await startChild();
    await registered(`http://127.0.0.1:${port}`);
    await send(`http://127.0.0.1:${port}`, { name: "probe/slow", data: { ms: 600 } });
    const [id = ""] = await runIdsOf(pool, "slow");
    await until(async () => app.seen.most[`slow ${id}`] === 1);
    await kill(child, "SIGTERM");
    expect(child.exitCode).toBe(0);
    expect(await getRun(pool, id)).toMatchObject({ stepsStored: 1, outstanding: [{ state: "queued", attempt: 0 }] });
  }, 60_000);

  it("a call that does not end in time is given up to the next runner, and counts as no attempt", async () => {
    const child = await startChild();
    await registered(`http://127.0.0.1:${port}`);
    await send(`http://127.0.0.1:${port}`, { name: "probe/slow", data: { ms: 4000 } });
    const [id = ""] = await runIdsOf(pool, "slow");
    await until(async () => app.seen.most[`slow ${id}`] === 1);
    const begin = Date.now();
    await kill(child, "SIGTERM");
    expect(Date.now() - begin).toBeLessThan(3900);
    expect(await getRun(pool, id)).toMatchObject({ stepsStored: 0, outstanding: [{ state: "queued", attempt: 0 }] });
  }, 60_000);

  it("connections to the database that break lose nothing", async () => {
    const child = await startChild();
    await registered(`http://127.0.0.1:${port}`);
    await send(`http://127.0.0.1:${port}`, chains(5, { steps: 12, ms: 20 }));
    for (let round = 0; round < 4; round += 1) {
      await sleep(150);
      await pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenantpilot runner' AND datname = current_database()",
      );
    }
    await quiet(pool, 30_000);
    for (const id of (await runIdsOf(pool, "chain")).slice(0, 5))
      expect(await getRun(pool, id)).toMatchObject({ status: "completed", output: 66 });
    expect(child.exitCode).toBeNull();
    await kill(child);
  }, 60_000);
});
