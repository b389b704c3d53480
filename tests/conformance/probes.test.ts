import { afterAll, beforeAll, expect, it } from "vitest";
import { type ProbeApp, startProbeApp } from "../embedded/runner/probe-app";
import { keys, quiet, type Stage, send, setStage, until } from "../embedded/runner/setup-runner";
import { traceOf } from "../embedded/runner/trace";
import { describeInngest, InngestServer } from "./inngest-server";

// What starts each probe function; every step, retry, failure and planned step is compared with the embedded runner's.
const events: Record<string, { name: string; data: object }> = {
  "three-steps": { name: "probe/three", data: { x: 1 } },
  flaky: { name: "probe/flaky", data: {} },
  "step-exhaust": { name: "probe/exhaust", data: { rethrow: true } },
  "fn-throws": { name: "probe/fnthrows", data: {} },
  sleeper: { name: "probe/sleep", data: {} },
  hopeless: { name: "probe/hopeless", data: { y: 2 } },
  "hopeless-fn": { name: "probe/hopelessfn", data: {} },
  idem: { name: "probe/idem", data: { packId: "p1" } },
  parallel: { name: "probe/parallel", data: {} },
  "dup-ids": { name: "probe/dup", data: {} },
};
const traced = [...Object.keys(events), "hopeless-failure", "hopeless-fn-failure"];

describeInngest("the probe functions", () => {
  let stage: Stage;
  let server: InngestServer;
  let app: ProbeApp;
  beforeAll(async () => {
    [stage, server] = await Promise.all([setStage(), InngestServer.prepare()]);
    // "waits" is what the embedded runner refuses.
    app = await startProbeApp(server.url, keys(), { only: Object.keys(events) });
    await server.start(app.url);
    for (const url of [stage.runner.url, server.url])
      for (const [name, event] of Object.entries(events)) {
        await send(url, { ...event, id: `once-${name}` });
        await send(url, { ...event, id: `once-${name}` });
      }
    await quiet(stage.pool, 60_000);
    await until(async () => {
      const runs = await server.listRuns();
      return runs.length >= traced.length && runs.every(({ status }) => ["COMPLETED", "FAILED"].includes(status));
    }, 90_000);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([stage?.close(), server?.close()]);
    await app?.close();
  });

  it.each(traced)("%s: the same calls, attempts and memoised steps on both", (name) => {
    const calls = (from: ProbeApp) => from.calls.filter(({ query }) => query.startsWith(`fnId=probe-${name}&`));
    expect(calls(app).length).toBeGreaterThan(0);
    // Planned steps may be asked for in any order.
    const byPlan = (from: ProbeApp) => {
      const traces = calls(from).map(traceOf);
      return {
        planned: traces
          .filter((t) => t.isPlanned)
          .map((t) => t.query)
          .sort(),
        rest: traces.filter((t) => !t.isPlanned),
      };
    };
    expect(byPlan(stage.app)).toEqual(byPlan(app));
  });

  it("an event that is sent twice starts one run, on both", async () => {
    const started = (await server.listRuns()).filter((run) => run.function.slug === "probe-three-steps");
    expect(started).toHaveLength(1);
    const first = stage.app.calls.filter(
      ({ query, body }) => query.startsWith("fnId=probe-three-steps&") && Object.keys(body.steps).length === 0,
    );
    expect(first).toHaveLength(1);
  });
});
