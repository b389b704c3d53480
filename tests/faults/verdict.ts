import { inSystem } from "@/lib/db";
import { doctor } from "@/lib/housekeeping/doctor";
import { verifyStoredPack } from "@/lib/review-packs/build/verify";
import { reconcile } from "@/lib/review-packs/reconcile";
import { exportsStorage } from "@/lib/storage/exports";
import { asOwner } from "../support/owner";

/** What became of one request. `wrong` says what is not as it should be; empty when all is well. */
export interface Verdict {
  end: "ready" | "failed" | "lost";
  isDoubled: boolean;
  isCorrupt: boolean;
  wrong: string[];
}

const dayMs = 86_400_000;

/**
 * Judges the packs that one tenant got in a round: there has to be one that ended ready and is whole, or only failed ones
 * that say why; of each, one operation run that ended the same way, and one notification of each kind.
 */
export async function judge(tenantId: bigint, after: bigint, asked: Set<string>): Promise<Verdict> {
  const packs = await inSystem((tx) =>
    tx.reviewPack.findMany({
      where: { tenantId, id: { gt: after } },
      include: { operationRun: true },
      orderBy: { id: "asc" },
    }),
  );
  const wrong: string[] = [];
  const ready = packs.filter((pack) => pack.status === "ready");
  const failed = packs.filter((pack) => pack.status === "failed");
  const open = packs.filter((pack) => pack.status !== "ready" && pack.status !== "failed");
  for (const pack of open) wrong.push(`#${pack.id} is ${pack.status} still (${JSON.stringify(pack.progress)})`);
  const unknown = [...asked].filter((id) => !packs.some((pack) => String(pack.id) === id));
  for (const id of unknown) wrong.push(`#${id} was promised and is not there`);
  const corrupt = (await Promise.all(ready.map(damageOf))).filter((damage) => damage !== null);
  wrong.push(...corrupt);
  for (const pack of failed) {
    if (!pack.failureReason || /\n\s+at |\bError:/.test(pack.failureReason))
      wrong.push(`#${pack.id} failed without a reason in words: ${pack.failureReason}`);
  }
  for (const pack of packs) {
    const outcome = pack.status === "ready" ? "succeeded" : "failed";
    if (pack.operationRun?.status !== "completed" || pack.operationRun.outcome !== outcome)
      wrong.push(`the operation of #${pack.id} is ${pack.operationRun?.status} ${pack.operationRun?.outcome}`);
  }
  wrong.push(...(await countsWrong(packs.map(({ id, operationRunId }) => ({ id, operationRunId })))));
  const isDoubled = ready.length > 1 && new Set(ready.map((pack) => pack.fingerprint)).size < ready.length;
  if (isDoubled) wrong.push(`doubled: ${ready.map((pack) => `#${pack.id}`).join(", ")}`);
  const isLost = packs.length === 0 || open.length > 0 || unknown.length > 0;
  return {
    end: isLost ? "lost" : ready.length > 0 ? "ready" : "failed",
    isDoubled,
    isCorrupt: corrupt.length > 0,
    wrong,
  };
}

interface ReadyPack {
  id: bigint;
  filePath: string | null;
  fileSize: bigint | null;
  sha256: string | null;
  fingerprint: string | null;
  asOf: Date | null;
}

/** Reads the file to its end: every entry's hash, the file's own, and that it is what the row says it is. */
async function damageOf(pack: ReadyPack): Promise<string | null> {
  try {
    const recorded = { bytes: Number(pack.fileSize), sha256: pack.sha256 ?? "" };
    const { manifest } = await verifyStoredPack(pack.filePath ?? "", recorded);
    const { pack_id, fingerprint, as_of } = manifest.pack;
    if (pack_id !== String(pack.id)) return `the file of #${pack.id} is that of #${pack_id}`;
    if (fingerprint !== pack.fingerprint)
      return `the row of #${pack.id} has the fingerprint ${pack.fingerprint}, its file ${fingerprint}`;
    if (new Date(as_of).getTime() !== pack.asOf?.getTime())
      return `the row of #${pack.id} is as of ${pack.asOf?.toISOString()}, its file as of ${as_of}`;
    return null;
  } catch (error) {
    return `the file of #${pack.id}: ${error instanceof Error ? error.message : error}`;
  }
}

/** One event, one operation run, one "queued" and one "completed" or "failed", for each pack. */
async function countsWrong(packs: { id: bigint; operationRunId: bigint | null }[]): Promise<string[]> {
  return inSystem(async (tx) => {
    const wrong: string[] = [];
    for (const { id, operationRunId } of packs) {
      const notes = await tx.notification.findMany({ where: { operationRunId }, select: { kind: true } });
      const kinds = notes.map((note) => note.kind).sort();
      const isTold = kinds.length === 2 && kinds.filter((kind) => kind === "operation.queued").length === 1;
      if (!isTold) wrong.push(`#${id} was told of as ${kinds.join(", ") || "nothing"}`);
      const events = await tx.outboxEvent.count({ where: { eventId: `review-pack-${id}` } });
      if (events !== 1) wrong.push(`#${id} has ${events} events`);
      const ends = await tx.auditEvent.count({
        where: {
          subjectType: "review_pack",
          subjectId: String(id),
          action: { in: ["review_pack.published", "review_pack.failed"] },
        },
      });
      if (ends !== 1) wrong.push(`#${id} has ${ends} ends in the audit`);
    }
    return wrong;
  });
}

/** What lies on the disk beside the ready packs' files, what of it reconcile will not name a day later, and what doctor says now. */
export async function judgeHouse(): Promise<{ stray: string[]; unnamed: string[]; doctor: string[] }> {
  const owned = await inSystem((tx) =>
    tx.reviewPack.findMany({ where: { filePath: { not: null }, fileDeletedAt: null }, select: { filePath: true } }),
  );
  const paths = new Set(owned.map((row) => row.filePath));
  const stray: string[] = [];
  for (const area of ["packs", "staging", "imports"])
    for await (const file of exportsStorage().list(area)) if (!paths.has(file.path)) stray.push(file.path);
  const named = new Set((await reconcile(new Date(Date.now() + 2 * dayMs))).problems.map((problem) => problem.id));
  const { problems } = await doctor(new Date());
  return {
    stray,
    unnamed: stray.filter((file) => !named.has(file)),
    doctor: problems.map((problem) => `${problem.kind} ${problem.id}: ${problem.detail}`),
  };
}

/** Schedules that were fired twice for one of their times, whatever number of processes there were. */
export async function judgeSchedules(): Promise<string[]> {
  // The runner's tables are its own: the product's role does not see them.
  const { rows: twice } = await asOwner((client) =>
    client.query<{ function_id: string; at: string; times: string }>(`
      SELECT r.function_id, e.body->'data'->>'fireAt' AS at, count(*) AS times
      FROM durable.runs r JOIN durable.events e ON e.internal_id = r.event_internal_id
      WHERE e.name = 'inngest/scheduled.timer'
      GROUP BY r.function_id, e.body->'data'->>'cron', e.body->'data'->>'fireAt' HAVING count(*) > 1`),
  );
  return twice.map((row) => `the schedule of ${row.function_id} was fired ${row.times} times for ${row.at}`);
}
