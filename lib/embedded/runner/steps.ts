import { outputTooLarge, type RunError } from "./answer";
import type { Client } from "./database";
import { limits } from "./limits";

/** A locked run, as far as its limits need it. Counted up as steps are stored. */
export interface RunState {
  id: string;
  stepsStored: number;
  /** Bytes of all stored results. */
  stateBytes: number;
  /** Protocol version that the SDK answered last. */
  requestVersion: number;
}

/** A limit that ends the run at once, without retries. */
export class StepLimitError extends Error {
  constructor(readonly runError: RunError) {
    super(runError.message);
    this.name = "StepLimitError";
  }
}

/** A step that has ended. `result` is RFC 8785 text: {"data":…}, {"error":…} or null. */
export interface EndedStep {
  id: string;
  name: string;
  op: string;
  result: string;
  attempts: number;
}

const wrapBytes = '{"data":}'.length;

/**
 * Stores the result of a step, once. @returns false if it was stored before.
 * @throws {StepLimitError} for an output over 4 MB, more than 1,000 steps, or more than 32 MB for the run.
 */
export async function storeStep(client: Client, run: RunState, step: EndedStep): Promise<boolean> {
  const bytes = Buffer.byteLength(step.result);
  if (bytes > limits.stepOutputBytesMax + wrapBytes) throw new StepLimitError(outputTooLarge);
  if (run.stepsStored + 1 > limits.stepsMax) throw new StepLimitError(tooManySteps);
  if (run.stateBytes + bytes > limits.stateBytesMax) throw new StepLimitError(stateTooLarge);
  const { rowCount } = await client.query(
    `WITH stored AS (
       INSERT INTO durable.steps AS s (run_id, id, name, op, position, attempts, result, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())
       ON CONFLICT (run_id, id) DO UPDATE SET position = excluded.position, attempts = excluded.attempts, result = excluded.result, ended_at = now()
         WHERE s.position IS NULL
       RETURNING run_id)
     UPDATE durable.runs SET steps_stored = $5, state_bytes = $8 WHERE id IN (SELECT run_id FROM stored)`,
    [run.id, step.id, step.name, step.op, run.stepsStored + 1, step.attempts, step.result, run.stateBytes + bytes],
  );
  if (rowCount === 0) return false;
  run.stepsStored += 1;
  run.stateBytes += bytes;
  return true;
}

/** Notes a step that will run, or a sleep that will end. @returns false if it is known already. */
export async function planStep(
  client: Client,
  run: RunState,
  step: Pick<EndedStep, "id" | "name" | "op">,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "INSERT INTO durable.steps (run_id, id, name, op) VALUES ($1, $2, $3, $4) ON CONFLICT (run_id, id) DO NOTHING",
    [run.id, step.id, step.name, step.op],
  );
  return rowCount === 1;
}

const tooManySteps: RunError = {
  name: "InngestErrFunctionOverflowed",
  message: `The run has more than ${limits.stepsMax} steps.`,
};
const stateTooLarge: RunError = {
  name: "InngestErrStateOverflowed",
  message: "The results of the run's steps are together over 32 MB.",
};
