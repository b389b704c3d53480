import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { leaseMs, leaseRanOut } from "@/lib/review-packs/claim";
import { discardAttempt } from "@/lib/review-packs/discard-attempt";
import { failPack } from "@/lib/review-packs/lifecycle";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { generateRequested } from "@/lib/review-packs/request-pack";

/** What a pass of the reaper did. */
export interface ReapReport {
  sentAgain: number;
  failed: number;
  /** Packs that had ended and that nobody had been told of. */
  told: number;
}

const interruptionsMax = 4;
const batchRows = 200;
const newestRows = 2000;
const dayMs = 86_400_000;

/**
 * Finds packs that nobody works on and sends their event again: queued for too long after their event had left, or
 * generating past the lease (generation.md, reaper). The claim decides who works, so sending twice makes nothing twice. A pack
 * whose work was interrupted four times fails with that reason; waiting, for its turn or for the queue, is no interruption. Whoever
 * was not told of the end of their pack, because the work was cut off in between, is told now.
 * @param actor who the audit names for what fails here; left out, the product itself.
 */
export async function reap(now: Date, actor?: Actor): Promise<ReapReport> {
  const report: ReapReport = { sentAgain: 0, failed: 0, told: 0 };
  for (const pack of await listAbandoned(now)) {
    if (pack.status === "generating" && !isWaitedFor(pack) && pack.resends + 1 >= interruptionsMax) {
      const failure = {
        code: "interrupted",
        reason: `The work was interrupted ${interruptionsMax} times and was given up. Generate the pack again; if it happens again, look at the server's log.`,
      };
      // Only if nobody has taken it up since it was listed. Who asked is told below, also if we are cut off here.
      if (await failPack(pack.id, failure, now, leaseRanOut(now), actor)) report.failed += 1;
      await discardAttempt(pack.id);
    } else if (await sendAgain(pack, now)) {
      report.sentAgain += 1;
    }
  }
  for (const id of await listUntold(now)) if (await notifyEnd(id, now)) report.told += 1;
  return report;
}

/**
 * Packs of the last day that have ended, and whose person was not told. Among the newest only, so that its cost is bounded; without those
 * that a fleet run made, which it tells of as a whole (docs/decisions/011): they would fill the batch for a day.
 */
async function listUntold(now: Date): Promise<bigint[]> {
  const rows = await inSystem(
    (tx) => tx.$queryRaw<{ id: bigint }[]>`
      SELECT p.id FROM (SELECT * FROM review_packs ORDER BY id DESC LIMIT ${newestRows}) p
      WHERE p.status IN ('ready', 'failed') AND p.initiated_by_user_id IS NOT NULL AND p.operation_run_id IS NOT NULL
        AND p.updated_at > ${new Date(now.getTime() - dayMs)}
        AND NOT EXISTS (SELECT FROM notifications n
          WHERE n.user_id = p.initiated_by_user_id AND n.dedupe_key = 'review_pack:' || p.id || ':ended')
        AND NOT EXISTS (SELECT FROM fleet_run_items i WHERE i.pack_id = p.id AND i.outcome = 'queued')
      ORDER BY p.id LIMIT ${batchRows}`,
  );
  return rows.map((row) => row.id);
}

interface Abandoned {
  id: bigint;
  status: string;
  resends: number;
  resentAt: Date | null;
}

/** It was sent again already, and waits to be taken up since: whoever does clears the date (lifecycle.ts, claimPack). */
const isWaitedFor = ({ resentAt }: Abandoned) => resentAt !== null;

async function listAbandoned(now: Date): Promise<Abandoned[]> {
  // Queued for as long as a lease, and as long between two sendings.
  const before = new Date(now.getTime() - leaseMs());
  // What is dated later than this was written while a clock was wrong.
  const latest = new Date(now.getTime() + 2 * leaseMs());
  return inSystem(
    (tx) => tx.$queryRaw<Abandoned[]>`
      SELECT p.id, p.status, p.resends, p.resent_at AS "resentAt" FROM review_packs p
      WHERE (p.resent_at IS NULL OR p.resent_at < ${before} OR p.resent_at > ${latest})
        AND NOT EXISTS (SELECT FROM outbox_events o WHERE o.sent_at IS NULL AND o.data->>'packId' = p.id::text)
        AND ((p.status = 'queued' AND (p.created_at < ${before} OR p.created_at > ${latest}))
          OR (p.status = 'generating' AND (p.lease_expires_at < ${now} OR p.lease_expires_at > ${latest})))
      ORDER BY p.id LIMIT ${batchRows}`,
  );
}

async function sendAgain(pack: Abandoned, now: Date): Promise<boolean> {
  const { id, status, resentAt } = pack;
  const isGenerating = status === "generating";
  return inSystem(async (tx) => {
    const { count } = await tx.reviewPack.updateMany({
      where: { id, status, resentAt, ...(isGenerating ? leaseRanOut(now) : {}) },
      // Work that broke off once has broken off once, however often it is sent until somebody takes it up.
      data: { resentAt: now, ...(isGenerating && isWaitedFor(pack) ? {} : { resends: { increment: 1 } }) },
    });
    if (count !== 1) return false;
    // An id of its own each time: the queue drops an event whose id it has seen.
    await enqueueEvent(tx, {
      id: `review-pack-${id}-again-${now.getTime()}`,
      name: generateRequested,
      data: { packId: String(id) },
    });
    return true;
  });
}
