import { isIPv6 } from "node:net";
import type { Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** How often something may be done: `limit` times in each window of `windowSeconds`, counted under `key`. */
export interface RateLimit {
  key: string;
  limit: number;
  windowSeconds: number;
  /** What the refusal begins with, where "That was" would not say enough. */
  what?: string;
}

/**
 * Takes one of the tickets of the current window (access.md, Limits). Counted in the database, so that several processes
 * share the limit; in the caller's transaction, so that what is rolled back does not count.
 * @throws {AppError} rate_limited, with the whole seconds until the next window.
 */
export async function takeTicket(tx: Tx, rate: RateLimit, now: Date): Promise<void> {
  const { key, limit, windowSeconds, what = "That was" } = rate;
  const windowMs = windowSeconds * 1000;
  const windowStart = new Date(Math.floor(now.getTime() / windowMs) * windowMs);
  const taken = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limits AS r (key, window_start, count) VALUES (${key}, ${windowStart}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = r.count + 1 WHERE r.count < ${limit} RETURNING count`;
  if (taken.length === 1) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((windowStart.getTime() + windowMs - now.getTime()) / 1000));
  throw new AppError("rate_limited", `${what} asked for more than ${limit} times in ${windowSeconds} seconds.`, {
    next: `Wait ${retryAfterSeconds} seconds and try again.`,
    retryAfterSeconds,
  });
}

/**
 * What tries from one address of the network are counted under. Of IPv6 the first 64 bits: one household or machine has all the rest.
 */
export function networkOf(ip: string | null): string {
  if (ip === null) return "unknown";
  if (!isIPv6(ip) || ip.startsWith("::ffff:")) return ip;
  const [head = "", tail] = ip.split("::");
  const groups = head.split(":").filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(":").filter(Boolean).length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0")].slice(0, 4).join(":");
}
