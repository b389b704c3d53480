import type { SeenCall } from "./recorded-app";

/**
 * What is compared of a call. The recorded server took up to a second to deliver each planned step, ours delivers them
 * at once: what had come in before such a call is left out.
 */
export function traceOf(call: Pick<SeenCall, "query" | "status" | "body">) {
  const { ctx, steps, version, event } = call.body;
  const isPlanned = ctx.disable_immediate_execution;
  return {
    query: call.query,
    status: call.status,
    attempt: ctx.attempt,
    maxAttempts: ctx.max_attempts,
    isPlanned,
    version,
    event: isPlanned ? null : plain({ name: event.name, data: event.data }),
    // The three parallel steps may end in any order.
    stack: isPlanned ? null : call.query.includes("parallel") ? [...ctx.stack.stack].sort() : ctx.stack.stack,
    steps: isPlanned ? null : plain(steps),
  };
}

/** Without what differs by nature: stack traces, ids and times. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return isVolatile(value) ? "volatile" : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .filter(([key]) => !["ts", "id"].includes(key))
      .map(([key, item]) => [key, key === "stack" ? "a stack" : plain(item)]),
  );
}

function isVolatile(value: unknown): boolean {
  return typeof value === "string" && (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(value) || /^\d{4}-\d\d-\d\dT/.test(value));
}
