import type pg from "pg";
import { z } from "zod";
import { canonical } from "./canonical";
import { poolTransaction } from "./database";
import { parseRegistration, storeRegistration } from "./functions";
import type { Reply } from "./http-server";
import { limits } from "./limits";
import { hashedSigningKey, sameSecret } from "./signature";
import { acceptEvent, type DurableEvent } from "./start-runs";
import { newUlid, seededUlids } from "./ulid";

const eventSchema = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().int().nonnegative().nullish(),
  user: z.record(z.string(), z.unknown()).nullish(),
  v: z.string().nullish(),
});
const eventsSchema = z.union([z.array(eventSchema), eventSchema.transform((event) => [event])]);
type GivenEvent = z.infer<typeof eventSchema>;

/**
 * POST /e/:key. One event or several, all or nothing, answered as Inngest's server does (inngest-wire.md, section 7).
 * While no functions are known it answers 503: an event taken then would start nothing, and the sender keeps it.
 */
export async function receiveEvents(
  pool: pg.Pool,
  keys: { given: string; expected: string },
  body: unknown,
  seed: string | undefined,
): Promise<Reply> {
  if (!sameSecret(keys.given, keys.expected)) return refusal(401, "Event key not found");
  const given = eventsSchema.parse(body);
  const problem = given.map(problemOf).find((one) => one !== null);
  if (problem)
    return { status: problem.status, body: { ids: given.map(() => ""), status: problem.status, error: problem.error } };
  const { rows } = await pool.query("SELECT FROM durable.functions LIMIT 1");
  if (rows.length === 0) return refusal(503, "no functions are registered yet");
  const now = new Date();
  const ids = seededUlids(seed, given.length) ?? given.map(() => newUlid(now));
  const events = given.map((event, index) => completed(event, ids[index] ?? newUlid(now), now));
  await poolTransaction(pool, async (client) => {
    for (const [index, event] of events.entries()) await acceptEvent(client, ids[index] ?? event.id, event);
  });
  return { status: 200, body: { ids, status: 200 } };
}

function problemOf(event: GivenEvent): { status: number; error: string } | null {
  if (!event.name) return { status: 400, error: "event name is empty" };
  if (event.name.startsWith("inngest/"))
    return { status: 400, error: `event name is reserved for internal use: ${event.name}` };
  if (event.name.includes("\0")) return { status: 400, error: "event name has a NUL" };
  if (Buffer.byteLength(canonical(event)) > limits.eventBytesMax)
    return { status: 413, error: `event size is over the limit of ${limits.eventBytesMax} bytes` };
  return null;
}

function completed(given: GivenEvent, internalId: string, now: Date): DurableEvent {
  return {
    id: given.id || internalId,
    name: given.name ?? "",
    data: given.data ?? {},
    ts: given.ts || now.getTime(),
    user: given.user ?? {},
    ...(given.v ? { v: given.v } : {}),
  };
}

/** POST /fn/register, by an app that proves to know the signing key. */
export async function register(
  pool: pg.Pool,
  signingKey: string,
  authorization: string,
  body: unknown,
): Promise<Reply> {
  if (!sameSecret(authorization, `Bearer ${hashedSigningKey(signingKey)}`))
    return refusal(401, "the signing key is another");
  const registration = parseRegistration(body);
  const client = await pool.connect();
  try {
    await storeRegistration(client, registration);
  } finally {
    client.release();
  }
  return { status: 200, body: { ok: true, modified: true } };
}

function refusal(status: number, error: string): Reply {
  return { status, body: { status, error } };
}
