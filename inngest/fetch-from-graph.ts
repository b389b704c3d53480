import { NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { graphFetchRequestedData } from "@/inngest/events";
import { fetchInSteps } from "@/inngest/fetch-in-steps";
import { sendEvents } from "@/inngest/send";
import { AppError } from "@/lib/errors";
import { beginFetch, completeFetch, failFetch } from "@/lib/graph/end-fetch";
import { readSource } from "@/lib/graph/read-source";
import { recoverFetches } from "@/lib/graph/recover-fetches";
import { fetchRequested, startDueFetches } from "@/lib/graph/request-fetch";
import { storeFetch } from "@/lib/graph/store-fetch";
import { warnOfCredentials } from "@/lib/graph/warn-of-credentials";
import { wordsOfError } from "@/lib/operations/words-of-error";
import { relayOutbox } from "@/lib/outbox/outbox";

const unknownReason =
  "Something went wrong while Microsoft Graph was asked, each time it was tried. Nothing was stored; the server's log has the details.";

/** Fetches a tenant's lists from Microsoft Graph, and stores them at once (imports.md, Ways in). */
export const fetchFromGraph = inngest.createFunction(
  {
    id: "fetch-from-graph",
    triggers: [{ event: fetchRequested }],
    retries: 4,
    concurrency: [{ limit: 4 }],
    onFailure: async ({ event, error, step }) => {
      const operationRunId = runIdOf(event.data.event.data);
      await step.run("fail", () => failFetch(operationRunId, wordsOfError(error) ?? unknownReason, new Date()));
    },
  },
  async ({ event, runId, step }) => {
    const operationRunId = runIdOf(event.data);
    const sources = await step.run("begin", () => beginFetch(operationRunId, runId, new Date()));
    if (sources.length === 0) return { ended: "There is nothing left to fetch." };
    const outcome = await fetchInSteps(sources, {
      read: (source) => step.run(source, () => orGiveUp(readSource(operationRunId, source, runId))),
      wait: (seconds) => step.sleep("wait as Microsoft asks", `${seconds}s`),
      store: () => step.run("store", () => orGiveUp(storeFetch(operationRunId, runId, new Date()))),
    });
    if (outcome === "ended") return { ended: "The fetch was ended by somebody else." };
    await step.run("complete", () => completeFetch(operationRunId, new Date()));
    return { fetched: String(operationRunId) };
  },
);

/** Asks for the fetches that are due, goes on with those that were left, and warns of credentials that end. */
export const startGraphFetches = inngest.createFunction(
  { id: "start-graph-fetches", triggers: [{ cron: "*/10 * * * *" }], retries: 2 },
  async ({ step }) => {
    const due = await step.run("start", () => startDueFetches(new Date()));
    const left = await step.run("recover", () => recoverFetches(new Date()));
    if (due.started + left.sentAgain > 0) await step.run("send", () => relayOutbox(sendEvents, new Date()));
    const warned = await step.run("warn", () => warnOfCredentials(new Date()));
    return { ...due, ...left, ...warned };
  },
);

function runIdOf(data: unknown): bigint {
  const parsed = graphFetchRequestedData.safeParse(data);
  if (!parsed.success) throw new NonRetriableError(`${fetchRequested} needs { operationRunId }, nothing else.`);
  return BigInt(parsed.data.operationRunId);
}

/** What is said in words is not mended by asking again. */
async function orGiveUp<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const text = error.next ? `${error.message} ${error.next}` : error.message;
    throw Object.assign(new NonRetriableError(text, { cause: error }), { name: error.name });
  });
}
