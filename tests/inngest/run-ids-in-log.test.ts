import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { log } from "@/lib/log";
import { recordStep } from "@/lib/operations/steps";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { generateRequested } from "@/lib/review-packs/request-pack";
import { buildOperationRun } from "../factories";
import { hearLog } from "../support/log-lines";
import { type ProductStage, setProductStage } from "./product-stage";

vi.setConfig({ testTimeout: 120_000 });

const heard = hearLog();
let stage: ProductStage;
beforeAll(async () => {
  stage = await setProductStage();
});
afterAll(() => stage.close());

it("what a durable function logs has its run's id in every line", async () => {
  await inSystem((tx) => enqueueEvent(tx, { id: "broken-event", name: generateRequested, data: { nothing: "right" } }));
  const run = await stage.deliver("broken-event");
  const lines = heard.filter(({ part }) => part === "inngest");
  expect(lines.map(({ runId }) => runId)).toContain(run.id);
  // The other one is the run of onFailure.
  expect(lines.filter(({ runId }) => !/^[0-9A-Z]{26}$/.test(String(runId)))).toEqual([]);
});

it("a step of an operation has both: the operation run's, and the durable run's when there is one", async () => {
  const { id } = await buildOperationRun();
  await recordStep({ operationRunId: id, runId: "a-run", name: "one" }, async () => log("test").info("in a step"));
  await recordStep({ operationRunId: id, runId: null, name: "two" }, async () => log("test").info("of a command"));
  const idsOf = (words: string) => {
    const line = heard.find(({ msg }) => msg === words);
    return { operationRunId: line?.operationRunId, runId: line?.runId };
  };
  expect(idsOf("in a step")).toEqual({ operationRunId: String(id), runId: "a-run" });
  expect(idsOf("of a command")).toEqual({ operationRunId: String(id), runId: undefined });
});
