import { inSystem } from "@/lib/db";
import { idleAmong } from "@/lib/imports/at-work";
import { failImport } from "@/lib/imports/close-import";
import { importRequested } from "@/lib/imports/import-record";
import { enqueueEvent } from "@/lib/outbox/outbox";

const minuteMs = 60_000;
const abandonedAfterMs = 15 * minuteMs;
const givenUpAfterMs = 24 * 60 * minuteMs;
const batchRows = 200;

/**
 * Finds imports that nobody works on; one that somebody does may take as long as it takes. An upload is still staged, so its event is
 * sent again, every quarter of an hour for a day; a file that was read by a command since killed is gone, so its import fails with
 * that reason (generation.md, reaper).
 */
export async function recoverImports(now: Date): Promise<{ sentAgain: number; failed: number }> {
  const report = { sentAgain: 0, failed: 0 };
  const abandoned = await listAbandoned(now);
  for (const { id, stagedPath, createdAt } of abandoned) {
    if (stagedPath === null || now.getTime() - createdAt.getTime() > givenUpAfterMs) {
      await failImport(id, "The import was interrupted. Nothing was imported. Import the file again.", now);
      report.failed += 1;
    } else {
      const slot = Math.floor(now.getTime() / abandonedAfterMs);
      const data = { importId: String(id) };
      await inSystem((tx) =>
        enqueueEvent(tx, { id: `import-requested-${id}-again-${slot}`, name: importRequested, data }),
      );
      report.sentAgain += 1;
    }
  }
  return report;
}

async function listAbandoned(now: Date) {
  const before = { lt: new Date(now.getTime() - abandonedAfterMs) };
  return inSystem(async (tx) => {
    const open = await tx.import.findMany({
      where: {
        status: { in: ["queued", "running"] },
        createdAt: before,
        // What came in slowly is dated by its beginning, and the demo's imports are dated back: the run says when the row was made.
        OR: [{ operationRun: null }, { operationRun: { createdAt: before } }],
      },
      orderBy: { id: "asc" },
      take: batchRows,
      select: { id: true, stagedPath: true, createdAt: true },
    });
    const idle = await idleAmong(
      tx,
      "import",
      open.map(({ id }) => id),
    );
    return open.filter(({ id }) => idle.has(id));
  });
}
