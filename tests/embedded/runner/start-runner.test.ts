import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fireCrons } from "@/lib/embedded/runner/crons";
import { cancel, getRun, listRuns, rerun } from "@/lib/embedded/runner/runs";
import { ended, quiet, runIdsOf, runThrough, type Stage, send, setStage, until } from "./setup-runner";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe.concurrent("a run goes through its function", () => {
  it("three steps are each run once, and the run completes with what the function returns", async () => {
    const run = await runThrough(stage, "three-steps", { name: "probe/three", data: { x: 1 } });
    expect(run).toMatchObject({ status: "completed", output: { a: { n: 1 }, b: 2, c: null }, stepsStored: 3 });
    expect(run.steps.map((step) => [step.name, step.result])).toEqual([
      ["a", { data: { n: 1 } }],
      ["b", { data: 2 }],
      ["c", { data: null }],
    ]);
    expect(run.outstanding).toEqual([]);
  });

  it("parallel steps and a sleep are awaited together", async () => {
    const run = await runThrough(stage, "parallel", { name: "probe/parallel" });
    expect(run).toMatchObject({ status: "completed", output: { r: [1, 2, 3], z: 6 }, stepsStored: 4 });
  });

  it("a step that asks to be retried later is, no sooner, and the run goes on", async () => {
    const begin = Date.now();
    const run = await runThrough(stage, "flaky", { name: "probe/flaky" });
    expect(run).toMatchObject({ status: "completed", output: { v: 3, w: "ok" } });
    expect(run.steps[0]).toMatchObject({ name: "flaky-step", attempts: 3 });
    expect(Date.now() - begin).toBeGreaterThanOrEqual(2000);
  });

  it("a step that fails for good can be caught by the function", async () => {
    const run = await runThrough(stage, "step-exhaust", { name: "probe/exhaust" });
    expect(run).toMatchObject({
      status: "completed",
      output: { caught: { name: "RetryAfterError", message: "never works", isStepError: true } },
    });
  });

  it("code after a step has all its attempts", async () => {
    const run = await runThrough(stage, "fn-throws", { name: "probe/fnthrows" });
    expect(run).toMatchObject({ status: "completed", output: { a: 1, attempt: 2 } });
  });

  it("a sleep holds the run for its time", async () => {
    const begin = Date.now();
    const run = await runThrough(stage, "sleeper", { name: "probe/sleep" });
    expect(run).toMatchObject({ status: "completed", output: "awake" });
    expect(run.steps.map((step) => step.result)).toEqual([{ data: 1 }, null, { data: "awake" }]);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(2000);
  });
});

describe("a run that fails", () => {
  it("starts onFailure once, with the error, the event and the run's id", async () => {
    const run = await runThrough(stage, "hopeless", { name: "probe/hopeless", data: { why: "test" } });
    expect(run).toMatchObject({ status: "failed", error: { name: "NonRetriableError", message: "cannot work" } });
    await until(async () => (await runIdsOf(stage.pool, "hopeless-failure")).length > 0);
    const failures = await runIdsOf(stage.pool, "hopeless-failure");
    expect(failures).toHaveLength(1);
    const handled = await ended(stage.pool, failures[0] ?? "");
    expect(handled).toMatchObject({
      status: "completed",
      output: "recorded",
      event: {
        id: run.id,
        name: "inngest/function.failed",
        data: {
          _inngest: { status: "Failed" },
          function_id: "probe-hopeless",
          run_id: run.id,
          error: {
            name: "NonRetriableError",
            error: "NonRetriableError",
            message: "cannot work",
            cause: { message: "root" },
          },
          event: { name: "probe/hopeless", data: { why: "test" } },
        },
      },
    });
    expect(handled.steps[0]?.result).toEqual({
      data: { msg: "cannot work", orig: "probe/hopeless", failedRun: run.id },
    });
    expect(stage.app.seen.done.filter((entry) => entry === `record ${run.id}`)).toHaveLength(1);
  });

  it("an operation that the runner does not know fails the run by name", async () => {
    const run = await runThrough(stage, "waits", { name: "probe/wait" });
    expect(run).toMatchObject({ status: "failed", error: { message: expect.stringContaining("WaitForEvent") } });
  });

  it("a step output over 4 MB fails the run at once", async () => {
    const run = await runThrough(stage, "big", { name: "probe/big", data: { bytes: 4 * 1024 * 1024, count: 1 } });
    expect(run).toMatchObject({
      status: "failed",
      error: { message: "step output size is greater than the limit" },
      stepsStored: 0,
    });
  });

  it.each([
    ["results over 32 MB together", "state_bytes = 32 * 1024 * 1024 - 5", "InngestErrStateOverflowed"],
    ["more than 1,000 steps", "steps_stored = 1000", "InngestErrFunctionOverflowed"],
  ])("%s fail the run", async (_what, state, name) => {
    await send(stage.runner.url, { name: "probe/slow", data: { ms: 150 } });
    const id = await startedSlow();
    await stage.pool.query(`UPDATE durable.runs SET ${state} WHERE id = $1`, [id]);
    expect(await ended(stage.pool, id)).toMatchObject({ status: "failed", error: { name }, outstanding: [] });
  });
});

/** Id of the newest run of "slow", once its step is running. */
async function startedSlow(): Promise<string> {
  let id = "";
  await until(async () => {
    id = (await runIdsOf(stage.pool, "slow"))[0] ?? "";
    return id !== "" && stage.app.seen.most[`slow ${id}`] === 1;
  });
  return id;
}

describe("an answer that is lost", () => {
  it("fails the attempt, and the position is called again", async () => {
    let cuts = 0;
    stage.app.spoil = (call) =>
      call.query.includes("three-steps") && Object.keys(call.body.steps).length === 1 && cuts++ === 0 ? "cut" : null;
    const run = await runThrough(stage, "three-steps", { name: "probe/three" });
    stage.app.spoil = null;
    expect(run).toMatchObject({ status: "completed", output: { b: 2 } });
    const attempts = stage.app.calls
      .filter((call) => call.body.ctx.run_id === run.id)
      .map((call) => call.body.ctx.attempt);
    expect(attempts).toEqual([0, 0, 1, 0, 0]);
  });

  it("that does not come from the SDK is not believed, and fails the run after the last attempt", async () => {
    stage.app.spoil = (call) => (call.query.includes("three-steps") ? "plain" : null);
    const run = await runThrough(stage, "three-steps", { name: "probe/three" });
    stage.app.spoil = null;
    expect(run).toMatchObject({ status: "failed", stepsStored: 0, error: { message: expect.stringContaining("SDK") } });
    expect(stage.app.calls.filter((call) => call.body.ctx.run_id === run.id)).toHaveLength(3);
  });
});

describe("an event", () => {
  it("that a step sends starts its function", async () => {
    const before = (await runIdsOf(stage.pool, "three-steps")).length;
    await runThrough(stage, "sender", { name: "probe/send" });
    await until(async () => (await runIdsOf(stage.pool, "three-steps")).length === before + 1);
    const [id = ""] = await runIdsOf(stage.pool, "three-steps");
    expect(await ended(stage.pool, id)).toMatchObject({ event: { data: { from: "sender" } }, status: "completed" });
  });

  it("with one id, sent three times, starts one run; each answer has a fresh id", async () => {
    const before = (await runIdsOf(stage.pool, "three-steps")).length;
    const event = { id: "evt-same", name: "probe/three", data: {} };
    const answers = [
      await send(stage.runner.url, event),
      ...(await Promise.all([send(stage.runner.url, [event]), send(stage.runner.url, [event, event])])),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.flatMap((answer) => answer.body.ids)).size).toBe(4);
    await quiet(stage.pool);
    expect((await runIdsOf(stage.pool, "three-steps")).length).toBe(before + 1);
  });

  it("that the SDK sends again after a lost answer is stored once", async () => {
    const before = (await runIdsOf(stage.pool, "three-steps")).length;
    const seed = { "x-inngest-event-id-seed": "1700000000000,AAAAAAAAAAAAAA==" };
    const first = await send(stage.runner.url, [{ name: "probe/three" }, { name: "probe/three" }], seed);
    const second = await send(stage.runner.url, [{ name: "probe/three" }, { name: "probe/three" }], seed);
    expect(new Set(first.body.ids).size).toBe(2);
    expect(second.body).toEqual(first.body);
    await quiet(stage.pool);
    expect((await runIdsOf(stage.pool, "three-steps")).length).toBe(before + 2);
  });

  it("starts a function once for each value of its idempotency expression", async () => {
    const events = ["p1", "p1", "p2"].map((packId) => ({ name: "probe/idem", data: { packId } }));
    await send(stage.runner.url, events);
    await send(stage.runner.url, events);
    await quiet(stage.pool);
    const outputs = await Promise.all(
      (await runIdsOf(stage.pool, "idem")).map(async (id) => (await getRun(stage.pool, id)).output),
    );
    expect(outputs.sort()).toEqual(["p1", "p2"]);
  });

  it.each([
    ["a wrong key", { name: "probe/three" }, "another-key", 401, { status: 401, error: "Event key not found" }],
    ["no name", { data: {} }, undefined, 400, { ids: [""], status: 400, error: "event name is empty" }],
    ["a reserved name", { name: "inngest/function.failed" }, undefined, 400, { ids: [""], status: 400 }],
    ["no event at all", "hello", undefined, 400, { status: 400 }],
    ["over 512 kB", { name: "probe/three", data: { x: "x".repeat(512 * 1024) } }, undefined, 413, { status: 413 }],
  ])("with %s is refused", async (_what, event, key, status, body) => {
    const answer = await send(stage.runner.url, event, {}, key);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(body);
  });
});

describe("a schedule", () => {
  it("fires each slot once over two runners, and of the missed slots only the newest", async () => {
    // So near that the running runner takes it for another clock's, and fires nothing itself meanwhile.
    const begin = Math.ceil(Date.now() / 60_000 + 1) * 60_000;
    const at = (seconds: number) =>
      Promise.all([1, 2, 3].map(() => fireCrons(stage.pool, new Date(begin + seconds * 1000))));
    const slot = (minutes: number) => new Date(begin + minutes * 60_000).toISOString().replace(".000Z", "Z");
    await stage.pool.query("UPDATE durable.cron_slots SET slot = $1", [new Date(begin)]);
    const slots = async () => {
      const { rows } = await stage.pool.query<{ id: string }>(
        "SELECT e.body ->> 'id' AS id FROM durable.runs AS r JOIN durable.events AS e ON e.internal_id = r.event_internal_id WHERE r.function_id = 'probe-tick' AND e.body ->> 'id' > $1 ORDER BY 1",
        [slot(0)],
      );
      return rows.map((row) => row.id);
    };
    expect((await at(130)).reduce((sum, fired) => sum + fired)).toBe(1);
    expect((await at(179)).reduce((sum, fired) => sum + fired)).toBe(0);
    expect((await at(420.5)).reduce((sum, fired) => sum + fired)).toBe(1);
    expect(await slots()).toEqual([slot(2), slot(7)]);
    await quiet(stage.pool);
  });

  it("is not silent for a day because a clock was a day ahead for a moment", async () => {
    await stage.pool.query("UPDATE durable.cron_slots SET slot = now() + interval '1 day'");
    await until(async () => {
      const { rows } = await stage.pool.query("SELECT FROM durable.cron_slots WHERE slot > now() + interval '1 hour'");
      return rows.length === 0;
    });
    await quiet(stage.pool);
  });
});

describe("concurrency", () => {
  it("one call at a time for each key, and different keys side by side", async () => {
    await send(
      stage.runner.url,
      ["a", "a", "a", "a", "b"].map((tenantId) => ({ name: "probe/tenant", data: { tenantId } })),
    );
    await quiet(stage.pool);
    expect(stage.app.seen.most).toMatchObject({ "tenant a": 1, "tenant b": 1 });
    const runs = await listRuns(stage.pool, { functionId: "probe-per-tenant" });
    expect(runs.map((run) => run.status)).toEqual(["completed", "completed", "completed", "completed", "completed"]);
  });

  it("a limit of two lets two calls of the function run at once", async () => {
    await send(
      stage.runner.url,
      Array.from({ length: 7 }, () => ({ name: "probe/two" })),
    );
    await quiet(stage.pool);
    expect(stage.app.seen.most.two).toBe(2);
  });
});

describe("cancel and rerun", () => {
  it("a sleeping run is cancelled at once and nothing of it runs any more", async () => {
    await send(stage.runner.url, { name: "probe/sleep" });
    await until(async () => {
      const [id = ""] = await runIdsOf(stage.pool, "sleeper");
      return (await getRun(stage.pool, id)).outstanding.some((job) => job.kind === "sleep");
    });
    const [id = ""] = await runIdsOf(stage.pool, "sleeper");
    const client = await stage.pool.connect();
    expect(await cancel(client, id)).toBe(true);
    expect(await cancel(client, id)).toBe(false);
    client.release();
    expect(await getRun(stage.pool, id)).toMatchObject({ status: "cancelled", outstanding: [] });
  });

  it("the answer of a call in progress is dropped when its run is cancelled", async () => {
    await send(stage.runner.url, { name: "probe/slow", data: { ms: 300 } });
    const id = await startedSlow();
    const client = await stage.pool.connect();
    await cancel(client, id);
    client.release();
    await until(async () => stage.app.calls.some((call) => call.body.ctx.run_id === id));
    expect(await getRun(stage.pool, id)).toMatchObject({ status: "cancelled", steps: [], outstanding: [] });
    expect(stage.app.seen.done).not.toContain(`slow ${id}`);
  });

  it("a rerun is a new run of the same event, whatever dedupe and idempotency say", async () => {
    const first = await runThrough(stage, "idem", { name: "probe/idem", id: "rerun-me", data: { packId: "p9" } });
    const client = await stage.pool.connect();
    const id = await rerun(client, first.id);
    await expect(rerun(client, "no-such-run")).rejects.toMatchObject({ code: "not_found" });
    client.release();
    const second = await ended(stage.pool, id);
    expect(second).toMatchObject({ status: "completed", output: "p9", originalRunId: first.id, event: first.event });
    expect(second.id).not.toBe(first.id);
  });
});
