import type { Op, Outcome, RunError } from "./answer";
import { outputTooLarge } from "./answer";
import { canonical } from "./canonical";
import type { Claim } from "./claim";
import { type Client, storable } from "./database";
import { type Backoff, sleepMs } from "./delays";
import { endRun } from "./end-run";
import { addJob, addNextJob } from "./jobs";
import { limits } from "./limits";
import { releaseSlots } from "./slots";
import { planStep, type RunState, StepLimitError, storeStep } from "./steps";

/** What settling needs besides the outcome. */
export interface SettleRules {
  backoff: Backoff;
  maxAttempts: number;
  now: Date;
}

/**
 * Applies an outcome to a run, in the caller's transaction: either all of it (steps, next jobs, end) or nothing.
 * @returns false if the position was passed before; then nothing was changed.
 */
export async function settle(client: Client, claim: Claim, outcome: Outcome, rules: SettleRules): Promise<boolean> {
  const run = await passJob(client, claim);
  if (!run) return false;
  try {
    await applyOutcome(client, run, claim, outcome, rules);
  } catch (error) {
    if (!(error instanceof StepLimitError)) throw error;
    await endRun(client, run.id, { status: "failed", error: error.runError });
  }
  await releaseSlots(client, claim.slots);
  return true;
}

/**
 * Marks the position as passed. The run's row stays locked, so that answers of parallel steps are applied one after the
 * other. Null if it was passed before (the run has ended, or a job ran again after a crash): then nothing may be applied.
 */
async function passJob(client: Client, claim: Claim): Promise<RunState | null> {
  const { rows } = await client.query<RunState>(
    `WITH run AS (
       SELECT id, steps_stored, state_bytes, request_version FROM durable.runs WHERE id = $1 AND status = 'running' FOR UPDATE),
     passed AS (DELETE FROM durable.jobs WHERE id = $2 AND run_id IN (SELECT id FROM run) RETURNING run_id)
     SELECT id, steps_stored AS "stepsStored", state_bytes::float8 AS "stateBytes", request_version AS "requestVersion"
     FROM run JOIN passed ON passed.run_id = run.id`,
    [claim.runId, claim.jobId],
  );
  return rows[0] ?? null;
}

async function applyOutcome(
  client: Client,
  run: RunState,
  claim: Claim,
  outcome: Outcome,
  rules: SettleRules,
): Promise<void> {
  switch (outcome.kind) {
    case "ops":
      return applyOps(client, run, claim, outcome, rules);
    case "finished": {
      const output = canonical(outcome.output);
      if (Buffer.byteLength(output) > limits.stepOutputBytesMax) throw new StepLimitError(outputTooLarge);
      return endRun(client, run.id, { status: "completed", output });
    }
    case "attempt_failed":
      if (!outcome.mayRetry || claim.attempt + 1 >= rules.maxAttempts)
        return endRun(client, run.id, { status: "failed", error: outcome.error });
      return retry(client, claim, outcome.error, outcome.retryAfterMs ?? rules.backoff(claim.attempt));
    case "run_failed":
      return endRun(client, run.id, { status: "failed", error: outcome.error });
    case "unreachable":
      // The app was not there to begin: this is no attempt, and goes on until it is back.
      return addJob(client, {
        ...claim,
        delayMs: 1000,
        lastError: storable(`The app cannot be reached: ${outcome.reason}`),
      });
  }
}

/** The end of a sleep. */
export async function settleSleep(client: Client, claim: Claim): Promise<boolean> {
  const run = await passJob(client, claim);
  if (!run) return false;
  await storeStep(client, run, { id: claim.stepId, name: claim.stepId, op: "Sleep", result: "null", attempts: 1 });
  await addNextJob(client, run.id);
  return true;
}

async function applyOps(
  client: Client,
  run: RunState,
  claim: Claim,
  answer: Extract<Outcome, { kind: "ops" }>,
  rules: SettleRules,
): Promise<void> {
  if (answer.requestVersion !== null && answer.requestVersion !== run.requestVersion)
    await client.query("UPDATE durable.runs SET request_version = $2 WHERE id = $1", [run.id, answer.requestVersion]);
  let progress = false;
  for (const op of answer.ops) {
    const applied = await applyOp(client, run, claim, op, answer.retryAfterMs, rules);
    if (applied === "ended") return;
    progress ||= applied;
  }
  if (!progress) {
    const error = { name: "Error", message: "The app reported only steps that are stored already." };
    return applyOutcome(
      client,
      run,
      claim,
      { kind: "attempt_failed", error, mayRetry: true, retryAfterMs: null },
      rules,
    );
  }
  await addNextJob(client, run.id);
}

/** Applies one op. @returns whether it brought the run forward, or "ended" when it ended it. */
async function applyOp(
  client: Client,
  run: RunState,
  claim: Claim,
  op: Op,
  retryAfter: number | null,
  rules: SettleRules,
): Promise<boolean | "ended"> {
  const step = { id: op.id, name: storable(op.displayName), op: op.op, attempts: claim.attempt + 1 };
  switch (op.op) {
    case "StepRun":
      return storeStep(client, run, { ...step, result: `{"data":${canonical(op.data)}}` });
    case "StepError":
      if (claim.attempt + 1 < rules.maxAttempts) {
        await retry(client, claim, op.error, retryAfter ?? rules.backoff(claim.attempt));
        return true;
      }
      return storeStep(client, run, { ...step, result: errorResult(op.error) });
    case "StepFailed":
      return storeStep(client, run, { ...step, result: errorResult(op.error) });
    case "StepPlanned":
      if (!(await planStep(client, run, step))) return false;
      await addJob(client, { runId: run.id, stepId: op.id, kind: "call", attempt: 0, delayMs: 0 });
      return true;
    case "Sleep": {
      const delayMs = sleepMs(op.name, rules.now);
      if (delayMs === null)
        return fail(
          client,
          run,
          `The step ${step.name} sleeps for "${storable(op.name)}", which is not known or over 366 days.`,
        );
      if (!(await planStep(client, run, step))) return false;
      await addJob(client, { runId: run.id, stepId: op.id, kind: "sleep", attempt: 0, delayMs });
      return true;
    }
    default:
      return fail(
        client,
        run,
        `The embedded runner does not know the operation ${storable(op.op)} (step ${step.name}).`,
      );
  }
}

async function fail(client: Client, run: RunState, message: string): Promise<"ended"> {
  await endRun(client, run.id, { status: "failed", error: { name: "Error", message } });
  return "ended";
}

/** The same position once more. Attempts belong to the position: the next step begins at 0 again. */
async function retry(client: Client, claim: Claim, error: RunError, delayMs: number): Promise<void> {
  const lastError = storable(`${error.name}: ${error.message}`).slice(0, 1000);
  await addJob(client, { ...claim, attempt: claim.attempt + 1, delayMs, lastError });
}

/** A failed step as the function gets it: the SDK's error without its outermost mark (recorded). */
function errorResult(error: RunError): string {
  const { __serialized, ...rest } = error;
  return canonical({ error: rest });
}
