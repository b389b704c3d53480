import { setTimeout as sleep } from "node:timers/promises";
import { cron, type Inngest, NonRetriableError, RetryAfterError, StepError } from "inngest";

/** What happened in the probe app, for tests to look at. */
export interface ProbeEvents {
  /** One entry for each execution of a step or handler that says so. */
  done: string[];
  /** Most executions at once, by key. */
  most: Record<string, number>;
}

const given = (event: { data: unknown }) => event.data as Record<string, string | number | undefined>;

/** The functions of the recordings (inngest-wire.md), as far as the embedded runner supports them, and a few more. */
export function probeFunctions(client: Inngest, seen: ProbeEvents) {
  const now: Record<string, number> = {};
  const busy = async (key: string, ms: number) => {
    now[key] = (now[key] ?? 0) + 1;
    seen.most[key] = Math.max(seen.most[key] ?? 0, now[key]);
    await sleep(ms);
    now[key] -= 1;
  };
  const on = (event: string) => [{ event }];
  return [
    client.createFunction({ id: "three-steps", retries: 2, triggers: on("probe/three") }, async ({ step }) => {
      const a = await step.run("a", () => ({ n: 1 }));
      const b = await step.run("b", () => a.n + 1);
      const c = await step.run("c", () => {});
      return { a, b, c };
    }),
    client.createFunction({ id: "flaky", retries: 2, triggers: on("probe/flaky") }, async ({ step, attempt }) => {
      const v = await step.run("flaky-step", () => {
        seen.done.push(`flaky ${attempt}`);
        if (attempt < 2) throw new RetryAfterError(`boom ${attempt + 1}`, "1s");
        return attempt + 1;
      });
      const w = await step.run("after", () => "ok");
      return { v, w };
    }),
    client.createFunction(
      { id: "step-exhaust", retries: 1, triggers: on("probe/exhaust") },
      async ({ step, event }) => {
        try {
          await step.run("always-fails", () => {
            throw new RetryAfterError("never works", "1s");
          });
        } catch (error) {
          if (!(error instanceof StepError)) throw error;
          if (Object.keys(event.data).length > 0) throw new Error(`rethrown ${error.message}`);
          return { caught: { name: error.name, message: error.message, isStepError: true } };
        }
        return "not caught";
      },
    ),
    client.createFunction(
      { id: "fn-throws", retries: 2, triggers: on("probe/fnthrows") },
      async ({ step, attempt }) => {
        const a = await step.run("a", () => 1);
        if (attempt < 2) throw new RetryAfterError("outside step", "1s");
        return { a, attempt };
      },
    ),
    client.createFunction({ id: "sleeper", retries: 2, triggers: on("probe/sleep") }, async ({ step }) => {
      await step.run("before", () => 1);
      await step.sleep("nap", "2s");
      return step.run("afternap", () => "awake");
    }),
    client.createFunction({ id: "sender", triggers: on("probe/send") }, async ({ step }) =>
      step.sendEvent("emit", { name: "probe/three", data: { from: "sender" } }),
    ),
    client.createFunction(
      {
        id: "hopeless",
        retries: 2,
        triggers: on("probe/hopeless"),
        onFailure: async ({ step, error, event }) => {
          await step.run("record", () => {
            seen.done.push(`record ${event.data.run_id}`);
            return { msg: error.message, orig: event.data.event.name, failedRun: event.data.run_id };
          });
          return "recorded";
        },
      },
      async ({ step }) => {
        await step.run("ok-first", () => 1);
        await step.run("fatal", () => {
          throw new NonRetriableError("cannot work", { cause: new Error("root") });
        });
      },
    ),
    client.createFunction(
      { id: "hopeless-fn", retries: 2, triggers: on("probe/hopelessfn"), onFailure: async () => "x" },
      async () => {
        throw new NonRetriableError("function level");
      },
    ),
    client.createFunction({ id: "tick", triggers: [cron("* * * * *")] }, async () => {
      seen.done.push("ticked");
      return "ticked";
    }),
    client.createFunction(
      {
        id: "per-tenant",
        retries: 0,
        concurrency: { limit: 1, key: "event.data.tenantId" },
        triggers: on("probe/tenant"),
      },
      async ({ step, event }) => {
        await step.run("work", () => busy(`tenant ${given(event).tenantId}`, 60).then(() => 1));
        await step.run("work2", () => busy(`tenant ${given(event).tenantId}`, 30).then(() => 1));
      },
    ),
    client.createFunction(
      { id: "two-at-once", retries: 0, concurrency: 2, triggers: on("probe/two") },
      async ({ step }) => step.run("work", () => busy("two", 300).then(() => 1)),
    ),
    client.createFunction(
      { id: "idem", idempotency: "event.data.packId", triggers: on("probe/idem") },
      async ({ step, event }) => step.run("x", () => given(event).packId),
    ),
    client.createFunction({ id: "parallel", retries: 1, triggers: on("probe/parallel") }, async ({ step }) => {
      const r = await Promise.all([
        step.run("p1", () => 1),
        step.run("p2", () => sleep(200).then(() => 2)),
        step.sleep("p3", "1s").then(() => 3),
      ]);
      const z = await step.run("sum", () => r[0] + r[1] + r[2]);
      return { r, z };
    }),
    client.createFunction({ id: "dup-ids", triggers: on("probe/dup") }, async ({ step }) => {
      const all: number[] = [];
      for (const index of [0, 1, 2]) all.push(await step.run("same", () => index));
      return all;
    }),
    client.createFunction({ id: "slow", retries: 1, triggers: on("probe/slow") }, async ({ step, event, runId }) => {
      await step.run("long", () => busy(`slow ${runId}`, Number(given(event).ms ?? 300)));
      seen.done.push(`slow ${runId}`);
      return "slept";
    }),
    client.createFunction({ id: "big", retries: 0, triggers: on("probe/big") }, async ({ step, event }) => {
      for (let index = 0; index < Number(given(event).count); index += 1)
        await step.run(`big${index}`, () => "x".repeat(Number(given(event).bytes)));
    }),
    client.createFunction({ id: "waits", retries: 0, triggers: on("probe/wait") }, async ({ step }) =>
      step.waitForEvent("wait-go", { event: "probe/go", timeout: "5s" }),
    ),
    client.createFunction({ id: "chain", retries: 4, triggers: on("probe/chain") }, async ({ step, event, runId }) => {
      let sum = 0;
      for (let index = 0; index < Number(given(event).steps); index += 1) {
        sum += await step.run(`s${index}`, async () => {
          await busy(`chain ${runId} ${index}`, Number(given(event).ms ?? 0));
          seen.done.push(`chain ${runId} ${index}`);
          return index;
        });
      }
      return sum;
    }),
  ];
}
