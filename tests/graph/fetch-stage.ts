import { afterAll, beforeAll, beforeEach } from "vitest";
import { inSystem } from "@/lib/db";
import { until } from "../embedded/runner/setup-runner";
import { type ProductStage, setProductStage } from "../inngest/product-stage";
import type { GraphServer } from "../support/graph-server";
import { startMicrosoft } from "./graph-place";

/** The product's fetch behind the embedded runner, and Microsoft as far as the tests need it. */
export interface FetchStage extends ProductStage {
  microsoft: GraphServer;
  /** Everybody is let in, and every list is empty. */
  reset(): void;
}

/** A stage for all tests of a file, new for each; it is there when they run. */
export function stageOfFile(): FetchStage {
  const held = {} as FetchStage;
  beforeAll(async () => {
    Object.assign(held, await setFetchStage());
  });
  beforeEach(() => held.reset());
  afterAll(() => held.close());
  return held;
}

async function setFetchStage(): Promise<FetchStage> {
  const microsoft = await startMicrosoft();
  const product = await setProductStage();
  return {
    ...product,
    microsoft,
    reset: () => {
      microsoft.answers.clear();
      microsoft.asked.length = 0;
      microsoft.respond = () => undefined;
      microsoft.signInError = null;
    },
    close: async () => {
      await product.close();
      await microsoft.stop();
    },
  };
}

/** The operation run, once it has ended: a run of Inngest that fails is told of in a run of its own. */
export async function endedRun(id: bigint) {
  const find = () =>
    inSystem((tx) =>
      tx.operationRun.findUniqueOrThrow({ where: { id }, include: { steps: { orderBy: { id: "asc" } } } }),
    );
  await until(async () => (await find()).outcome !== "pending");
  return find();
}

/** What is left of what a fetch has read: lists and pages. */
export const leftOf = (operationRunId: bigint) =>
  inSystem(async (tx) => [
    await tx.graphFetchSource.count({ where: { operationRunId } }),
    await tx.graphFetchPage.count({ where: { operationRunId } }),
  ]);
