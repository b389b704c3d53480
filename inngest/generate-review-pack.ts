import { type GetStepTools, NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { generateRequestedData } from "@/inngest/events";
import { sendEvents } from "@/inngest/send";
import { AppError } from "@/lib/errors";
import { relayOutbox } from "@/lib/outbox/outbox";
import { discardAttempt } from "@/lib/review-packs/discard-attempt";
import { failureFrom } from "@/lib/review-packs/failure";
import { assembleStep, collectStep, failStep, publishStep, renderStep, verifyStep } from "@/lib/review-packs/generate";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { isAboutTheFile } from "@/lib/review-packs/read-again";
import { claimDelivered, type Delivery, replayEnded } from "@/lib/review-packs/replay";
import { generateRequested } from "@/lib/review-packs/request-pack";

const retries = 4;
// Steps of packs that run at once on all workers together; each builds in flat memory and keeps about one core busy.
const stepsAtOnce = 4;
const claimTriesMax = 400;
const busyWaitSecondsMax = 30;

/**
 * Makes one review pack: claim → collect → render → assemble → verify → publish → notify (generation.md). Steps return
 * ids, counts and hashes only; each is idempotent, so a lost answer changes nothing. Run again from the dashboard it does
 * what lib/review-packs/replay.ts says; of a pack that was cancelled or taken over meanwhile it ends quietly.
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
      await step.run("notify", () => notifyEnd(packId, new Date()));
      return { failed };
    },
  },
  async ({ event, runId, step }) => {
    const { packId } = packIdOf(event.data);
    const claim = await claimWhenFree(step, packId, { eventId: event.id ?? "", runId });
    if (claim.outcome === "claimed") return make(step, packId, claim.claimToken);
    if (!claim.hasEnded || !claim.isReplay) return { ended: claim.reason };
    const replayed = await step.run("replay", () => orStopAtDamage(replayEnded(packId, runId, new Date())));
    // What this cannot send stays in the outbox for the relay.
    await step.run("send", () => relayOutbox(sendEvents, new Date()));
    return replayed;
  },
);

type Steps = GetStepTools<typeof inngest>;

async function make(step: Steps, packId: bigint, claimToken: string) {
  try {
    const collected = await step.run("collect", () => orGiveUp(collectStep(packId, claimToken)));
    if ("supersededBy" in collected) {
      await step.run("notify", () => notifyEnd(packId, new Date()));
      return { ended: `superseded by review pack #${collected.supersededBy}` };
    }
    const entries = await step.run("render", () => orGiveUp(renderStep(packId, claimToken, collected)));
    const assembled = await step.run("assemble", () => orGiveUp(assembleStep(packId, claimToken, collected)));
    await step.run("verify", () => orGiveUp(verifyStep(packId, claimToken, collected, assembled)));
    const isOurs = await step.run("publish", () => publishStep(packId, claimToken, collected, entries, assembled));
    if (!isOurs) return endQuietly(step, packId);
    await step.run("notify", () => notifyEnd(packId, new Date()));
    return { ready: String(packId) };
  } catch (error) {
    if (error instanceof Error && error.name === claimLostName) return endQuietly(step, packId);
    throw error;
  }
}

/** Another run took the pack over, or somebody cancelled it: nothing of it is ours to change but what we have written. */
async function endQuietly(step: Steps, packId: bigint) {
  await step.run("clear up", () => discardAttempt(packId));
  return { ended: `Review pack #${packId} is not this run's any more.` };
}

function packIdOf(data: unknown): { packId: bigint } {
  const parsed = generateRequestedData.safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`${generateRequested} needs { packId }, nothing else.`);
  return { packId: BigInt(parsed.data.packId) };
}

const claimLostName = "ClaimLostError";

/** A claim that was lost is not won back by trying again. */
async function orGiveUp<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    // A refusal in words, such as of a pack that still names somebody: trying again would end the same.
    if (error instanceof AppError && error.code === "invalid_input")
      throw Object.assign(new NonRetriableError(error.message, { cause: error }), { name: error.name });
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
    throw Object.assign(new NonRetriableError(error.message, { cause: error }), { name: claimLostName });
  });
}

/** A stored file that is damaged or gone is not mended by trying again. */
async function orStopAtDamage<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isAboutTheFile(error) ? new NonRetriableError(error.message, { cause: error }) : error;
  });
}

/** Waits while another pack of the tenant is being made: Inngest's concurrency counts steps, not runs. */
async function claimWhenFree(step: Steps, packId: bigint, delivery: Delivery) {
  for (let attempt = 0; attempt < claimTriesMax; attempt++) {
    const answer = await step.run("claim", () => claimDelivered(packId, delivery, new Date()));
    if (answer.outcome !== "busy") return answer;
    await step.sleep("wait for the tenant's other pack", `${Math.min(attempt + 1, busyWaitSecondsMax)}s`);
  }
  throw new NonRetriableError("Other packs of the tenant took too long.");
}
