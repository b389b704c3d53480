import { NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { fleetRequestedData } from "@/inngest/events";
import { sendEvents } from "@/inngest/send";
import { fleetRequested } from "@/lib/fleet/create-run";
import { endFleets } from "@/lib/fleet/end-fleet";
import { startDueSchedules } from "@/lib/fleet/start-due";
import { walkFleet, walkStalledFleets } from "@/lib/fleet/walk";
import { relayOutbox } from "@/lib/outbox/outbox";

const roundsMax = 300;
const pauseSecondsMax = 20;

/**
 * Asks for the packs of a fleet run, a few at a time and more as they end (generation.md, Scale). An item is done once,
 * whatever is repeated; a run that is replayed finds nothing left.
 */
export const walkFleetRun = inngest.createFunction(
  { id: "walk-fleet-run", triggers: [{ event: fleetRequested }], retries: 8, concurrency: [{ limit: 2 }] },
  async ({ event, runId, step }) => {
    const parsed = fleetRequestedData.safeParse(event.data);
    if (!parsed.success) throw new NonRetriableError(`${fleetRequested} needs { fleetRunId }, nothing else.`);
    const fleetRunId = BigInt(parsed.data.fleetRunId);
    let done = 0;
    for (let round = 1, idle = 0; round <= roundsMax; round++) {
      const batch = await step.run("request", () => walkFleet(fleetRunId, new Date()));
      // What this cannot send stays in the outbox for the relay.
      if (batch.done > 0) await step.run("send", () => relayOutbox(sendEvents, new Date()));
      done += batch.done;
      if (!batch.isLeft) {
        await step.run("end", () => endFleets(new Date()));
        return { done };
      }
      idle = batch.done > 0 ? 0 : idle + 1;
      await step.sleep("wait for packs to end", `${Math.min(1 + idle, pauseSecondsMax)}s`);
    }
    // A run of Inngest has at most 1,000 steps: another one goes on.
    const data = { fleetRunId: String(fleetRunId) };
    await step.sendEvent("go on", { id: `fleet-${fleetRunId}-after-${runId}`, name: fleetRequested, data });
    return { done, goesOn: true };
  },
);

/** Does what the walk could not: closes runs whose last pack has ended, and goes on where a walk was given up. */
export const sweepFleetRuns = inngest.createFunction(
  { id: "sweep-fleet-runs", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    const done = await step.run("request", () => walkStalledFleets(new Date()));
    if (done > 0) await step.run("send", () => relayOutbox(sendEvents, new Date()));
    const closed = await step.run("end", () => endFleets(new Date()));
    return { done, closed };
  },
);

/** Starts the schedules that are due, on behalf of whoever made them. */
export const startSchedules = inngest.createFunction(
  { id: "start-schedules", triggers: [{ cron: "*/15 * * * *" }], retries: 3 },
  async ({ step }) => {
    const report = await step.run("start", () => startDueSchedules(new Date()));
    if (report.started > 0) await step.run("send", () => relayOutbox(sendEvents, new Date()));
    return report;
  },
);
