import { inSystem } from "@/lib/db";
import { failFetch } from "@/lib/graph/end-fetch";
import { fetchRequested } from "@/lib/graph/request-fetch";
import { enqueueEvent } from "@/lib/outbox/outbox";

const minuteMs = 60_000;
// Longer than Microsoft asks to wait at most.
const abandonedAfterMs = 75 * minuteMs;
const givenUpAfterMs = 24 * 60 * minuteMs;
const batchRows = 200;

/**
 * Finds fetches in which nothing has moved for longer than any wait: their event is sent again. One that has not ended after a day, for
 * whatever reason, fails with that reason (generation.md, reaper).
 */
export async function recoverFetches(now: Date): Promise<{ sentAgain: number; failed: number }> {
  const report = { sentAgain: 0, failed: 0 };
  const quietSince = new Date(now.getTime() - abandonedAfterMs);
  const tooOld = new Date(now.getTime() - givenUpAfterMs);
  const found = await inSystem((tx) =>
    tx.operationRun.findMany({
      where: {
        type: "tenant.graph_fetch",
        outcome: "pending",
        OR: [
          { createdAt: { lt: tooOld } },
          { createdAt: { lt: quietSince }, graphFetchSources: { every: { updatedAt: { lt: quietSince } } } },
        ],
      },
      orderBy: { id: "asc" },
      take: batchRows,
      select: { id: true, createdAt: true },
    }),
  );
  for (const { id, createdAt } of found) {
    if (createdAt < tooOld) {
      await failFetch(id, "The fetch did not end within a day. Nothing was stored. Fetch again.", now);
      report.failed += 1;
    } else {
      const slot = Math.floor(now.getTime() / abandonedAfterMs);
      const data = { operationRunId: String(id) };
      await inSystem((tx) => enqueueEvent(tx, { id: `graph-fetch-${id}-again-${slot}`, name: fetchRequested, data }));
      report.sentAgain += 1;
    }
  }
  return report;
}
