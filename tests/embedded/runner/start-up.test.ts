import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { callApp } from "@/lib/embedded/runner/call-app";
import { canonical } from "@/lib/embedded/runner/canonical";
import { fireCrons } from "@/lib/embedded/runner/crons";
import { pruneRuns } from "@/lib/embedded/runner/prune";
import { getRun, listRuns } from "@/lib/embedded/runner/runs";
import { hashedSigningKey, signBody } from "@/lib/embedded/runner/signature";
import { type Runner, startRunner } from "@/lib/embedded/runner/start-runner";
import { freePort } from "../../setup/cluster";
import { ownerUrl } from "../../support/owner";
import { type ProbeApp, startProbeApp } from "./probe-app";
import { ended, keys, quiet, registered, runIdsOf, runnerOptions, send, until } from "./setup-runner";

let port: number;
let appPort: number;
let pool: pg.Pool;
let open: (ProbeApp | Runner)[];

beforeEach(async () => {
  [port, appPort] = [await freePort(), await freePort()];
  pool = new pg.Pool({ connectionString: ownerUrl(), max: 2 });
  await pool.query("TRUNCATE durable.functions, durable.events, durable.cron_slots, durable.starts CASCADE");
  open = [];
});
afterEach(async () => {
  for (const one of open.reverse()) await ("stop" in one ? one.stop() : one.close());
  await pool.end();
});

async function app(only?: string[]): Promise<ProbeApp> {
  const started = await startProbeApp(`http://127.0.0.1:${port}`, keys(), { port: appPort, only });
  open.push(started);
  return started;
}

async function runner(more: object = {}): Promise<Runner> {
  const started = await startRunner({ ...runnerOptions(`http://127.0.0.1:${appPort}`, port), ...more });
  open.push(started);
  return started;
}

it("a runner that starts before its app takes no events until functions are known, and says why", async () => {
  const { url } = await runner();
  const health = (await (await fetch(`${url}/health`)).json()) as { registered: boolean; problem: string };
  expect(health.registered).toBe(false);
  expect((await send(url, { name: "probe/three" })).status).toBe(503);
  await app();
  await registered(url);
  expect((await send(url, { name: "probe/three" })).status).toBe(200);
  await quiet(pool);
  expect(await runIdsOf(pool, "three-steps")).toHaveLength(1);
});

it("an app that comes back with other functions has exactly those", async () => {
  const first = await app(["three-steps", "idem"]);
  const { url } = await runner();
  await registered(url);
  const names = async () =>
    (await pool.query("SELECT id FROM durable.functions WHERE is_registered ORDER BY 1")).rows.map((row) => row.id);
  expect(await names()).toEqual(["probe-idem", "probe-three-steps"]);
  await first.close();
  open = open.filter((one) => one !== first);
  await app(["three-steps", "dup-ids"]);
  await until(async () => (await names()).includes("probe-dup-ids"), 10_000);
  expect(await names()).toEqual(["probe-dup-ids", "probe-three-steps"]);
});

it("while the app is away a run waits, and that costs it no attempt", async () => {
  const first = await app();
  const { url } = await runner();
  await registered(url);
  await first.close();
  open = open.filter((one) => one !== first);
  await send(url, { name: "probe/tenant", data: { tenantId: "away" } }); // a function without retries
  const [id = ""] = await runIdsOf(pool, "per-tenant");
  await until(async () =>
    (await getRun(pool, id)).outstanding.some((job) => job.lastError?.includes("cannot be reached")),
  );
  await sleep(1200);
  expect((await getRun(pool, id)).outstanding).toMatchObject([{ attempt: 0 }]);
  const second = await app();
  expect(await ended(pool, id)).toMatchObject({ status: "completed" });
  // A call whose answer is lost while the app starts is made again, and is the same attempt.
  const attempts = second.calls.map((call) => call.body.ctx.attempt);
  expect(attempts.length).toBeGreaterThanOrEqual(3);
  expect(new Set(attempts)).toEqual(new Set([0]));
});

it("the app refuses calls with a wrong signature, a late one, and bodies that are not canonical", async () => {
  const { url } = await app();
  const call = async (body: string, signature: string) => {
    const target = new URL(`${url}/api/inngest?fnId=probe-three-steps&stepId=step`);
    const result = await callApp(
      { method: "POST", url: target, headers: { "x-inngest-signature": signature }, body },
      new AbortController().signal,
    );
    return result.kind === "answered" ? result.status : result.kind;
  };
  const request = {
    version: -1,
    steps: {},
    event: { name: "probe/three", data: {} },
    events: [],
    ctx: { attempt: 0, run_id: "r", max_attempts: 3 },
  };
  const now = new Date();
  const body = canonical(request);
  expect(await call(body, signBody(body, keys().signing, now))).toBe(206);
  expect(await call(body, signBody(body, "signkey-test-ffff", now))).toBe(401);
  expect(await call(body, signBody(body, keys().signing, new Date(now.getTime() - 301_000)))).toBe(401);
  expect(await call(JSON.stringify(request), signBody(JSON.stringify(request), keys().signing, now))).toBe(401);
});

it("with another signing key than the app's no function is registered and no step runs", async () => {
  await app();
  const { url } = await runner({ signingKey: "signkey-test-abcdef" });
  const problem = async () => ((await (await fetch(`${url}/health`)).json()) as { problem: string }).problem;
  await until(async () => (await problem()).includes("40"));
  const answer = await fetch(`${url}/fn/register`, {
    method: "POST",
    headers: { authorization: `Bearer ${hashedSigningKey(keys().signing)}` },
    body: "{}",
  });
  expect(answer.status).toBe(401);
  expect(await listRuns(pool)).toEqual([]);
});

it("a port that is taken and a database without our schema are said in words", async () => {
  await runner();
  await expect(startRunner(runnerOptions("http://127.0.0.1:9", port))).rejects.toMatchObject({ code: "EADDRINUSE" });
  const bare = ownerUrl().replace(/[^/]+$/, "postgres");
  await expect(startRunner({ ...runnerOptions("http://127.0.0.1:9", 0), databaseUrl: bare })).rejects.toThrow(
    "Apply the migrations first",
  );
});

it("runs that ended long ago are pruned with their events, those of schedules after a day, and none in progress", async () => {
  await app();
  const { url } = await runner();
  await registered(url);
  await send(url, [
    { name: "probe/three" },
    { name: "probe/three" },
    { name: "probe/dup" },
    { name: "probe/nobody-listens" },
  ]);
  // So near that the running runner takes it for another clock's, and fires nothing itself meanwhile.
  const soon = (minutes: number) => new Date(Math.ceil(Date.now() / 60_000 + minutes) * 60_000);
  await pool.query(
    "INSERT INTO durable.cron_slots VALUES ('probe-tick', '* * * * *', $1) ON CONFLICT (function_id, cron) DO UPDATE SET slot = excluded.slot",
    [soon(1)],
  );
  await fireCrons(pool, new Date(soon(2).getTime() + 30_000));
  await until(async () => (await runIdsOf(pool, "tick")).length > 0);
  await quiet(pool);
  await send(url, { name: "probe/slow", data: { ms: 1500 } });
  await pool.query(
    "UPDATE durable.events SET received_at = received_at - interval '40 days' WHERE name LIKE 'probe/%'",
  );
  await pool.query(
    "UPDATE durable.runs SET started_at = started_at - interval '40 days', ended_at = ended_at - interval '40 days' WHERE function_id NOT IN ('probe-dup-ids', 'probe-tick')",
  );
  expect(await pruneRuns(pool, 30)).toEqual({ runs: 2, events: 3 });
  const left = async () => (await listRuns(pool)).map((run) => run.functionId).sort();
  expect(await left()).toEqual(["probe-dup-ids", "probe-slow", "probe-tick"]);
  await pool.query("UPDATE durable.runs SET ended_at = ended_at - interval '2 days'");
  expect((await pruneRuns(pool, 30)).runs).toBe(1);
  expect(await left()).toEqual(["probe-dup-ids", "probe-slow"]);
  await quiet(pool);
});
