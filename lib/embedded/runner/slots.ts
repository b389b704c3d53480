import { createHash } from "node:crypto";
import { canonical } from "./canonical";
import type { Client } from "./database";
import { type DurableFunction, valueAt } from "./functions";
import { enqueueWaiting } from "./jobs";

/** The places that each call of a run takes while it is made, one for each limit of its function. */
export function slotsOf(fn: DurableFunction, data: unknown): { slots: string[]; limits: number[] } {
  const slots = fn.concurrency.map(({ path }, index) => {
    const key = path === null ? "" : `:${digest(canonical(valueAt(path, data) ?? null))}`;
    return `${fn.id}#${index}${key}`;
  });
  return { slots, limits: fn.concurrency.map(({ limit }) => limit) };
}

/** SHA-256 in hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Locks slots until the end of the transaction, in one order for everybody. Who counts them (to take one) and who frees
 * them (to wake the next) both hold this lock, so no wake-up falls between a count and the note that a job waits.
 */
export async function lockSlots(client: Client, slots: string[]): Promise<void> {
  await client.query(
    "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(slot, 0) AS key FROM unnest($1::text[]) AS all_slots (slot) ORDER BY 1) AS keys",
    [slots],
  );
}

/** After jobs that held these slots are gone: the job that has waited longest for each goes on. */
export async function releaseSlots(client: Client, slots: string[]): Promise<void> {
  if (slots.length === 0) return;
  await lockSlots(client, slots);
  for (const slot of slots) await enqueueWaiting(client, slot, 1);
}
