import { z } from "zod";
import type { CallResult } from "./call-app";
import { retryAfterMs } from "./delays";

/** An error as it is kept and shown: the SDK's serialised form, or one of ours. */
export type RunError = { name: string; message: string; stack?: string } & Record<string, unknown>;

/** An operation that the SDK reports (inngest-wire.md, section 4). */
export interface Op {
  op: string;
  id: string;
  name: string;
  displayName: string;
  data: unknown;
  error: RunError;
}

/** What an answer means for the position that was called. */
export type Outcome =
  | { kind: "ops"; ops: Op[]; retryAfterMs: number | null; requestVersion: number | null }
  | { kind: "finished"; output: unknown }
  | { kind: "attempt_failed"; error: RunError; mayRetry: boolean; retryAfterMs: number | null }
  | { kind: "run_failed"; error: RunError }
  /** The app was not there: no attempt was made. */
  | { kind: "unreachable"; reason: string };

const errorSchema = z
  .looseObject({ name: z.string().catch("Error"), message: z.string().catch("") })
  .catch((given) => ({
    name: "Error",
    message: typeof given.value === "string" ? given.value : "The function failed without saying why.",
  }));
const opSchema = z.object({
  op: z.string(),
  id: z.string().regex(/^[0-9a-f]{40}$/),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** The outcome of a call. Whatever did not come from the SDK (no `x-inngest-sdk`) is a failed attempt. */
export function readOutcome(result: CallResult, now: Date): Outcome {
  if (result.kind === "unreachable") return { kind: "unreachable", reason: result.reason };
  if (result.kind === "too_large") return { kind: "run_failed", error: outputTooLarge };
  if (result.kind === "lost") return failedAttempt(`The answer of the app was lost: ${result.reason}`);
  if (result.headers["x-inngest-sdk"] === undefined)
    return failedAttempt(`The app answered ${result.status}, not as Inngest's SDK does.`);
  const body = parseJson(result.body);
  if (body === undefined) return failedAttempt(`The app answered ${result.status} with a body that is no JSON.`);
  const wait = retryAfterMs(result.headers["retry-after"], now);
  if (result.status === 200) return { kind: "finished", output: body };
  if (result.status === 206) return readOps(body, wait, result.headers["x-inngest-req-version"]);
  const mayRetry = result.headers["x-inngest-no-retry"] !== "true";
  return { kind: "attempt_failed", error: errorSchema.parse(body), mayRetry, retryAfterMs: wait };
}

function readOps(body: unknown, wait: number | null, version: string | string[] | undefined): Outcome {
  const parsed = z.array(opSchema).min(1).safeParse(body);
  if (!parsed.success) return failedAttempt("The app answered 206 with no steps that could be read.");
  const ops = parsed.data.map((op) => ({
    op: op.op,
    id: op.id,
    name: op.name ?? "",
    displayName: op.displayName ?? op.name ?? op.id,
    data: op.data ?? null,
    error: errorSchema.parse(op.error),
  }));
  const requestVersion = /^\d$/.test(String(version)) ? Number(version) : null;
  return { kind: "ops", ops, retryAfterMs: wait, requestVersion };
}

function failedAttempt(message: string): Outcome {
  return { kind: "attempt_failed", error: { name: "Error", message }, mayRetry: true, retryAfterMs: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "null" : text);
  } catch {
    return undefined;
  }
}

/** The error of a step whose result is over 4 MB, in the words of Inngest's server. */
export const outputTooLarge: RunError = {
  name: "InngestErrStepOutputTooLarge",
  message: "step output size is greater than the limit",
};
