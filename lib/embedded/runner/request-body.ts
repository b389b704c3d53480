import { canonical } from "./canonical";
import type { Claim } from "./claim";
import type { Client } from "./database";

/** What a call of the app says (inngest-wire.md, section 3), as texts that are in RFC 8785 form already. */
export interface CallState {
  functionId: string;
  retries: number;
  requestVersion: number;
  event: string;
  /** Stored steps, in the order in which they were stored. */
  steps: { id: string; result: string }[];
}

/** State of a claimed job's run. Null when the run has ended. */
export async function loadCallState(client: Client, runId: string): Promise<CallState | null> {
  const { rows } = await client.query<Omit<CallState, "steps"> & { ids: string[]; results: string[] }>(
    `SELECT r.function_id AS "functionId", f.retries, r.request_version AS "requestVersion", e.body::text AS event, s.ids, s.results
     FROM durable.runs AS r JOIN durable.functions AS f ON f.id = r.function_id JOIN durable.events AS e ON e.internal_id = r.event_internal_id,
       LATERAL (
         SELECT coalesce(array_agg(id ORDER BY position), '{}') AS ids, coalesce(array_agg(result::text ORDER BY position), '{}') AS results
         FROM durable.steps WHERE run_id = r.id AND position IS NOT NULL) AS s
     WHERE r.id = $1 AND r.status = 'running'`,
    [runId],
  );
  if (!rows[0]) return null;
  const { ids, results, ...state } = rows[0];
  return { ...state, steps: ids.map((id, index) => ({ id, result: results[index] ?? "null" })) };
}

/**
 * The body of a call, in RFC 8785 form. `fn_id` is never sent: with it the SDK would start checkpointing. The stack
 * lists every stored step, since the SDK would not answer otherwise; its order is what decides a race between steps.
 */
export function requestBody(claim: Claim, state: CallState): string {
  const isPlannedStep = claim.stepId !== "step";
  const ids = state.steps.map((step) => step.id);
  const ctx = canonical({
    attempt: claim.attempt,
    disable_immediate_execution: isPlannedStep,
    env: "",
    job_id: claim.jobId,
    max_attempts: state.retries + 1,
    run_id: claim.runId,
    stack: { current: ids.length, stack: ids },
    step_id: "step",
    use_api: false,
  });
  const steps = [...state.steps].sort((a, b) => (a.id < b.id ? -1 : 1)).map((step) => `"${step.id}":${step.result}`);
  return (
    `{"ctx":${ctx},"defers":{},"event":${state.event},"events":[${state.event}],"steps":{${steps.join(",")}},` +
    `"use_api":false,"version":${state.requestVersion}}`
  );
}
