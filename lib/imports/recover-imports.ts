import { inSystem } from "@/lib/db";
import { failImport } from "@/lib/imports/close-import";
import { importRequested } from "@/lib/imports/import-record";
import { enqueueEvent } from "@/lib/outbox/outbox";

const minuteMs = 60_000;
const abandonedAfterMs = 15 * minuteMs;
const givenUpAfterMs = 24 * 60 * minuteMs;
const batchRows = 200;

/**
 * Finds imports that nobody works on. An upload is still staged, so its event is sent again, every quarter of an hour for a
 * day; a file that was read by a command since killed is gone, so its import fails with that reason (generation.md, reaper).
 */
export async function recoverImports(now: Date): Promise<{ sentAgain: number; failed: number }> {
  const report = { sentAgain: 0, failed: 0 };
  const abandoned = await inSystem((tx) =>
    tx.import.findMany({
      where: {
        status: { in: ["queued", "running"] },
        createdAt: { lt: new Date(now.getTime() - abandonedAfterMs) },
      },
      orderBy: { id: "asc" },
      take: batchRows,
      select: { id: true, stagedPath: true, createdAt: true },
    }),
  );
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
