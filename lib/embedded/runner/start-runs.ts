import { canonical } from "./canonical";
import type { Client } from "./database";
import { type DurableFunction, listFunctions, valueAt } from "./functions";
import { addJob } from "./jobs";
import { digest, slotsOf } from "./slots";
import { newUlid } from "./ulid";

/** An event as functions get it: stored once and sent unchanged with each call. */
export interface DurableEvent {
  /** The sender's id, or the internal one if none was given. */
  id: string;
  name: string;
  data: object;
  /** Unix milliseconds. */
  ts: number;
  user: object;
  v?: string;
}

/**
 * Stores an event and starts a run of each function that it triggers, in the caller's transaction. An internal id that
 * is stored already is the same event sent again: nothing happens.
 * @param only start this function whatever its triggers say (schedules).
 * @returns the ids of the runs started.
 */
export async function acceptEvent(
  client: Client,
  internalId: string,
  event: DurableEvent,
  only?: DurableFunction,
): Promise<string[]> {
  const stored = await client.query(
    "INSERT INTO durable.events (internal_id, name, body) VALUES ($1, $2, $3) ON CONFLICT (internal_id) DO NOTHING",
    [internalId, event.name, canonical(event)],
  );
  if (stored.rowCount === 0) return [];
  const functions = only ? [only] : (await listFunctions(client)).filter((fn) => isTriggered(fn, event));
  const runIds: string[] = [];
  for (const fn of functions) {
    const runId = newUlid(new Date());
    if (await mayStart(client, fn, event, runId)) {
      await startRun(client, { id: runId, fn, eventInternalId: internalId, data: event.data });
      runIds.push(runId);
    }
  }
  return runIds;
}

function isTriggered(fn: DurableFunction, event: DurableEvent): boolean {
  return fn.triggers.some((trigger) => {
    if (!("event" in trigger) || trigger.event !== event.name) return false;
    return trigger.ofFunction === undefined || valueAt("event.data.function_id", event.data) === trigger.ofFunction;
  });
}

/** Event dedupe and `idempotency`, each for 24 hours from the start that counted, also after that run has ended. */
async function mayStart(client: Client, fn: DurableFunction, event: DurableEvent, runId: string): Promise<boolean> {
  if (!(await takeStart(client, fn.id, `event:${event.id}`, runId))) return false;
  const value = fn.idempotency === null ? undefined : valueAt(fn.idempotency, event.data);
  return value === undefined || takeStart(client, fn.id, `idempotency:${canonical(value)}`, runId);
}

async function takeStart(client: Client, functionId: string, key: string, runId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO durable.starts AS s (function_id, key, run_id, started_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (function_id, key) DO UPDATE SET run_id = excluded.run_id, started_at = excluded.started_at
       WHERE s.started_at <= now() - interval '24 hours'`,
    [functionId, digest(key), runId],
  );
  return rowCount === 1;
}

/** A run and its first job. */
export async function startRun(
  client: Client,
  run: { id: string; fn: DurableFunction; eventInternalId: string; data: unknown; originalRunId?: string },
): Promise<void> {
  const { slots, limits } = slotsOf(run.fn, run.data);
  await client.query(
    `INSERT INTO durable.runs (id, function_id, event_internal_id, original_run_id, slots, limits) VALUES ($1, $2, $3, $4, $5, $6)`,
    [run.id, run.fn.id, run.eventInternalId, run.originalRunId ?? null, slots, limits],
  );
  await addJob(client, { runId: run.id, stepId: "step", kind: "call", attempt: 0, delayMs: 0 });
}
