import { inSystem } from "@/lib/db";
import { idleAmong } from "@/lib/imports/at-work";
import { releaseStaged } from "@/lib/imports/previews/confirm-preview";
import { keptSince } from "@/lib/imports/previews/kept";
import { enqueueReading } from "@/lib/imports/previews/request-preview";

/** What a sweep did. */
export interface PreviewSweep {
  /** Previews that nobody decided about in time. */
  abandoned: number;
  filesDeleted: number;
  /** Ended previews that nobody needs to look at any more. */
  rowsDeleted: number;
}

const dayMs = 86_400_000;
const rowsKeptDays = 30;
const sentAgainAfterMs = 15 * 60_000;
const batchRows = 200;

/**
 * Keeps house: what was uploaded and not decided about in time is discarded, staged files of ended previews go, and so do the
 * rows of previews that ended a month ago; the imports stay. Safe to repeat; two sweeps at once do each thing once.
 */
export async function sweepPreviews(now: Date): Promise<PreviewSweep> {
  const { count: abandoned } = await inSystem((tx) =>
    tx.importPreview.updateMany({
      where: { status: { in: ["reading", "ready"] }, touchedAt: { lt: keptSince(now) } },
      data: { status: "discarded" },
    }),
  );
  let filesDeleted = 0;
  for (;;) {
    const files = await inSystem((tx) =>
      tx.importPreviewFile.findMany({
        where: { stagedPath: { not: null }, preview: { status: { in: ["confirmed", "discarded"] } } },
        orderBy: { id: "asc" },
        take: batchRows,
        select: { id: true, stagedPath: true },
      }),
    );
    if (files.length === 0) break;
    await releaseStaged(files);
    filesDeleted += files.length;
  }
  const { count: rowsDeleted } = await inSystem((tx) =>
    tx.importPreview.deleteMany({
      where: {
        status: { in: ["confirmed", "discarded"] },
        touchedAt: { lt: new Date(now.getTime() - rowsKeptDays * dayMs) },
        files: { none: { stagedPath: { not: null } } },
      },
    }),
  );
  return { abandoned, filesDeleted, rowsDeleted };
}

/** Sends the event again of previews that are to be read and that nobody is reading, once per quarter of an hour. */
export async function recoverPreviews(now: Date): Promise<{ sentAgain: number }> {
  const slot = Math.floor(now.getTime() / sentAgainAfterMs);
  return inSystem(async (tx) => {
    const late = await tx.importPreview.findMany({
      where: { status: "reading", touchedAt: { lt: new Date(now.getTime() - sentAgainAfterMs) } },
      orderBy: { id: "asc" },
      take: batchRows,
      select: { id: true, round: true },
    });
    const idle = await idleAmong(
      tx,
      "import preview",
      late.map(({ id }) => id),
    );
    const left = late.filter(({ id }) => idle.has(id));
    for (const { id, round } of left) await enqueueReading(tx, id, round, `-again-${slot}`);
    return { sentAgain: left.length };
  });
}
