import { inSystem, type Tx } from "@/lib/db";
import { log } from "@/lib/log";
import type { Prisma } from "@/prisma/client/client";

/** An event as Inngest takes it. Ids only: an event is kept by a system that we do not own. */
export interface OutgoingEvent {
  /** Stable: the same id is worked on once (Inngest's event dedupe, 24 h). */
  id: string;
  name: string;
  data: Prisma.InputJsonObject;
}

/** Sends events to the queue; throws when it could not. Given by inngest/send.ts, because lib does not know the client. */
export type SendEvents = (events: OutgoingEvent[]) => Promise<void>;

/** Stands for the first run of an event that somebody sent as a replay. */
const noFirstRun = "replay";

/**
 * Why a run was started: by its event, once; by an event that somebody sent as a replay, after the policy had let them; or from outside, by
 * running an event again, or by hand with an event that we did not send.
 */
export type RunCause = "event" | "replay" | "outside";

/**
 * Writes an event to be sent, in the transaction that makes it true. With `isReplay` each run of it counts as a replay,
 * see takeRun.
 */
export async function enqueueEvent(tx: Tx, event: OutgoingEvent, { isReplay = false } = {}): Promise<void> {
  await tx.outboxEvent.createMany({
    data: [{ eventId: event.id, name: event.name, data: event.data, firstRunId: isReplay ? noFirstRun : null }],
    skipDuplicates: true,
  });
}

/** Why a run was started: the first that comes with an event is the event's own. A step that is repeated gets the same answer. */
export async function takeRun(eventId: string, runId: string): Promise<RunCause> {
  const [event] = await inSystem(
    (tx) => tx.$queryRaw<{ first_run_id: string }[]>`
      UPDATE outbox_events SET first_run_id = coalesce(first_run_id, ${runId}) WHERE event_id = ${eventId}
      RETURNING first_run_id`,
  );
  if (event?.first_run_id === runId) return "event";
  return event?.first_run_id === noFirstRun ? "replay" : "outside";
}

const batchRows = 100;
// A queue that was away for long gets what waited for it within half a minute of its return.
const backoffSecondsMax = 30;

/**
 * Sends what has not been sent: after each request for its own event, and from the relay for what that could not send.
 * Rows are taken with SKIP LOCKED, so any number of relays may run; a failed send is tried again with backoff.
 * @returns how many were sent and how many failed in this pass.
 */
export async function relayOutbox(send: SendEvents, now: Date): Promise<{ sent: number; failed: number }> {
  // Beyond every backoff: it was written while a clock was wrong.
  const latest = new Date(now.getTime() + 2 * backoffSecondsMax * 1000);
  return inSystem(async (tx) => {
    const due = await tx.$queryRaw<
      { id: bigint; event_id: string; name: string; data: Prisma.InputJsonObject; attempts: number }[]
    >`
      SELECT id, event_id, name, data, attempts FROM outbox_events
      WHERE sent_at IS NULL AND (next_attempt_at <= ${now} OR next_attempt_at > ${latest}) ORDER BY id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED`;
    if (due.length === 0) return { sent: 0, failed: 0 };
    const ids = due.map((row) => row.id);
    try {
      await send(due.map((row) => ({ id: row.event_id, name: row.name, data: row.data })));
    } catch (error) {
      const attempts = Math.max(...due.map((row) => row.attempts)) + 1;
      const waitSeconds = Math.min(2 ** Math.min(attempts, 10), backoffSecondsMax);
      await tx.outboxEvent.updateMany({
        where: { id: { in: ids } },
        data: {
          attempts: { increment: 1 },
          nextAttemptAt: new Date(now.getTime() + waitSeconds * 1000),
          lastError: error instanceof Error ? error.message.slice(0, 300) : "unknown",
        },
      });
      log("outbox").warn(
        { events: ids.length, waitSeconds },
        "the queue did not take the events; they stay in the outbox",
      );
      return { sent: 0, failed: ids.length };
    }
    await tx.outboxEvent.updateMany({
      where: { id: { in: ids } },
      data: { sentAt: now, attempts: { increment: 1 }, lastError: null },
    });
    return { sent: ids.length, failed: 0 };
  });
}
