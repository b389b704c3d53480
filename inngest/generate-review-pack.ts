import { type GetStepTools, NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { generateRequestedData } from "@/inngest/events";
import { AppError } from "@/lib/errors";
import { failureFrom } from "@/lib/review-packs/failure";
import { assembleStep, collectStep, failStep, publishStep, renderStep, verifyStep } from "@/lib/review-packs/generate";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { generateRequested } from "@/lib/review-packs/request-pack";

const retries = 4;
// Steps of packs that run at once on all workers together; each builds in flat memory and keeps about one core busy.
const stepsAtOnce = 4;
const claimTriesMax = 400;
const busyWaitSecondsMax = 30;

/**
 * Makes one review pack: claim → collect → render → assemble → verify → publish → notify (generation.md). Steps return
 * ids, counts and hashes only; each is idempotent, so a replay or a lost answer changes nothing.
 */
export const generateReviewPack = inngest.createFunction(
  {
    id: "generate-review-pack",
    triggers: [{ event: generateRequested }],
    retries,
    concurrency: [{ limit: stepsAtOnce }],
    onFailure: async ({ event, error, step }) => {
      const { packId } = packIdOf(event.data.event.data);
      const failed = await step.run("fail", () => failStep(packId, event.data.run_id, failureFrom(error)));
      // Whatever `failed` says: the pack may have ended in a try whose answer was lost. It is told of once.
      await step.run("notify", () => notifyEnd(packId));
      return { failed };
    },
  },
  async ({ event, runId, step }) => {
    const { packId } = packIdOf(event.data);
    const claim = await claimWhenFree(step, packId, runId);
    if (claim.outcome !== "claimed") return { ended: claim.reason };
    const { claimToken } = claim;

    const collected = await step.run("collect", () => orGiveUp(collectStep(packId, claimToken)));
    if ("supersededBy" in collected) {
      await step.run("notify", () => notifyEnd(packId));
      return { ended: `superseded by review pack #${collected.supersededBy}` };
    }
    const entries = await step.run("render", () => orGiveUp(renderStep(packId, claimToken, collected)));
    const assembled = await step.run("assemble", () => orGiveUp(assembleStep(packId, claimToken, collected)));
    await step.run("verify", () => orGiveUp(verifyStep(packId, claimToken, collected, assembled)));
    const isOurs = await step.run("publish", () => publishStep(packId, claimToken, collected, entries, assembled));
    if (!isOurs) return { ended: "another run finished it" };
    await step.run("notify", () => notifyEnd(packId));
    return { ready: String(packId) };
  },
);

function packIdOf(data: unknown): { packId: bigint } {
  const parsed = generateRequestedData.safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`${generateRequested} needs { packId }, nothing else.`);
  return { packId: BigInt(parsed.data.packId) };
}

/** A claim that was lost is not won back by trying again. */
async function orGiveUp<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError && error.code === "conflict")
      throw new NonRetriableError(error.message, { cause: error });
    throw error;
  });
}

/** Waits while another pack of the tenant is being made: Inngest's concurrency counts steps, not runs. */
async function claimWhenFree(step: GetStepTools<typeof inngest>, packId: bigint, runId: string) {
  for (let attempt = 0; attempt < claimTriesMax; attempt++) {
    const answer = await step.run("claim", () => claimPack(packId, runId, new Date()));
    if (answer.outcome !== "busy") return answer;
    await step.sleep("wait for the tenant's other pack", `${Math.min(attempt + 1, busyWaitSecondsMax)}s`);
  }
  throw new NonRetriableError("Other packs of the tenant took too long.");
}
