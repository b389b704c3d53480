import type { RunError } from "./answer";
import { canonical } from "./canonical";
import type { Client } from "./database";
import { dropJobs } from "./jobs";
import { releaseSlots } from "./slots";
import { acceptEvent, type DurableEvent } from "./start-runs";
import { newUlid } from "./ulid";

/** How a run ends. */
export type RunEnd =
  /** `output`: RFC 8785 text. */
  { status: "completed"; output: string } | { status: "failed" | "cancelled"; error: RunError };

/**
 * Ends a running run whose row the caller has locked: nothing stays outstanding, and a failure is announced, which starts
 * onFailure. The event's id is the run's, so that is once for each run. All in the caller's transaction.
 */
export async function endRun(client: Client, runId: string, end: RunEnd): Promise<void> {
  const output = end.status === "completed" ? end.output : null;
  const error = end.status === "completed" ? null : canonical(end.error);
  await client.query("UPDATE durable.runs SET status = $2, output = $3, error = $4, ended_at = now() WHERE id = $1", [
    runId,
    end.status,
    output,
    error,
  ]);
  await releaseSlots(client, await dropJobs(client, runId));
  if (end.status !== "completed") await announce(client, runId, end.status, end.error);
}

/** Emits inngest/function.failed or .cancelled, in the recorded shape. */
async function announce(client: Client, runId: string, status: "failed" | "cancelled", error: RunError): Promise<void> {
  const { rows } = await client.query<{ function_id: string; event: DurableEvent }>(
    `SELECT r.function_id, e.body AS event FROM durable.runs AS r JOIN durable.events AS e ON e.internal_id = r.event_internal_id WHERE r.id = $1`,
    [runId],
  );
  if (!rows[0]) return;
  const { function_id, event } = rows[0];
  const { __serialized, ...plain } = error;
  const { user, ...bare } = event;
  const now = new Date();
  await acceptEvent(client, newUlid(now), {
    id: runId,
    name: `inngest/function.${status}`,
    ts: now.getTime(),
    user: {},
    data: {
      _inngest: { status: status === "failed" ? "Failed" : "Cancelled" },
      error: { ...plain, error: error.name },
      event,
      events: [bare],
      function_id,
      result: error,
      run_id: runId,
    },
  });
}
