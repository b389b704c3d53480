import { type Actor, isHouse } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import type { Tx } from "@/lib/db";
import { env } from "@/lib/env";

// Counted where something is made, and rolled back with it: being told of a pack that exists costs no ticket (docs/decisions/005).

/** Takes one person's ticket for what they start. The command line's operator has no limit. @throws {AppError} rate_limited. */
export async function limitRequests(tx: Tx, actor: Actor, now: Date): Promise<void> {
  if (isHouse(actor)) return;
  const limit = env().TENANTPILOT_GENERATE_LIMIT_PER_MINUTE;
  await takeTicket(tx, { key: `generate:user:${actor.userId}`, limit, windowSeconds: 60 }, now);
}

/** The same for a single pack, and a ticket of its tenant, which everybody shares. @throws {AppError} rate_limited. */
export async function limitPacks(tx: Tx, actor: Actor, tenantId: bigint, now: Date): Promise<void> {
  if (isHouse(actor)) return;
  await limitRequests(tx, actor, now);
  const limit = env().TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE;
  const what = "New packs of this tenant were";
  await takeTicket(tx, { key: `generate:tenant:${tenantId}`, limit, windowSeconds: 60, what }, now);
}
