import { NonRetriableError } from "inngest";
import type { ReadAnswer } from "@/lib/graph/read-source";
import type { StoreAnswer } from "@/lib/graph/store-fetch";

// A run of Inngest has at most 1,000 steps, and a wait is one like any other. What begins and ends the run needs some too.
const stepsMax = 950;

/** What a fetch does, each call one step of the run. */
export interface FetchWork {
  read(source: string): Promise<ReadAnswer>;
  wait(seconds: number): Promise<unknown>;
  store(): Promise<StoreAnswer>;
}

/**
 * Reads one list after the other, each in as many steps as it needs, waiting as long as Microsoft asks; then all of it is stored at once.
 * @returns `ended` when somebody else has ended the fetch.
 * @throws {NonRetriableError} in words, before the run has used its steps up: then nobody could say why it stopped.
 */
export async function fetchInSteps(sources: string[], work: FetchWork): Promise<"stored" | "ended"> {
  const waiting = [...sources];
  for (let steps = 0; steps < stepsMax; steps++) {
    const [source] = waiting;
    if (source === undefined) {
      const stored = await work.store();
      if (stored.outcome !== "again") return stored.outcome;
      waiting.push(...stored.sources);
      continue;
    }
    const answer = await work.read(source);
    if (answer.outcome === "ended") return "ended";
    if (answer.outcome === "wait") {
      await work.wait(answer.seconds);
      steps++;
    }
    if (answer.outcome === "read" || answer.outcome === "refused") waiting.shift();
  }
  throw new NonRetriableError("Microsoft Graph was busy for too long.");
}
