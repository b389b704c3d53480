import { limits } from "./limits";

/** Milliseconds to wait before the attempt after `attempt` (counted from 0). */
export type Backoff = (attempt: number) => number;

const seconds = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];

/** Inngest's table, plus 0 to 30 s (inngest-wire.md, section 8). */
export const inngestBackoff: Backoff = (attempt) => {
  const base = seconds[Math.min(attempt, seconds.length - 1)] ?? 0;
  return base * 1000 + Math.floor(Math.random() * 30_000);
};

/** Milliseconds that a `retry-after` header asks for: whole seconds or an ISO date, 1 s to 24 h. Null if there is none. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  if (Number.isNaN(wait)) return null;
  return Math.min(Math.max(wait, limits.retryAfterMsMin), limits.retryAfterMsMax);
}

const units: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Milliseconds of a Sleep op's name: "2s", "1h30m" (step.sleep) or an ISO date (step.sleepUntil). A time that has passed
 * is 0. Null for anything else, and for more than 366 days.
 */
export function sleepMs(name: string, now: Date): number | null {
  const wait = /^(\d+[wdhms])*$/.test(name) ? durationMs(name) : Date.parse(name) - now.getTime();
  if (Number.isNaN(wait) || wait > limits.sleepMsMax) return null;
  return Math.max(wait, 0);
}

function durationMs(text: string): number {
  const parts = text.matchAll(/(\d+)([wdhms])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0);
}
