import { setTimeout as wait } from "node:timers/promises";
import { runningDownloads } from "@/lib/download-links/body";
import { settleLedger } from "@/lib/download-links/ledger";

/**
 * For the end of the process, once no connection is left: waits until every download has ended and its end is in the
 * audit, for at most `limitMs`. What is not written by then is a start without an end.
 */
export async function settleDownloads(limitMs: number): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  while (runningDownloads() > 0 && !limit.aborted) await wait(20);
  await Promise.race([settleLedger(), wait(limitMs, undefined, { ref: false })]);
}
