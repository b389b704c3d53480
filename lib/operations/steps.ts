import { inSystem, type Tx } from "@/lib/db";
import { log } from "@/lib/log";
import { withLogIds } from "@/lib/log-ids";
import { type StepStatus, stepStatuses } from "@/lib/operations/step-status";
import { wordsOfError } from "@/lib/operations/words-of-error";
import { inSpan } from "@/lib/tracing/in-span";

// The steps of an operation run as we saw them ourselves (docs/decisions/015): the same on the embedded runner and on a
// real Inngest server, and for as long as the run is kept.

/** A step of one run of the durable function. */
export interface StepRef {
  /** Null when the operation run was purged: then nothing is recorded. */
  operationRunId: bigint | null;
  /** Inngest's run; null for what a command does. */
  runId: string | null;
  /** Its id in the durable function. */
  name: string;
}

const faultWords = "Something went wrong in this step. The server's log has the details.";

/**
 * Does a step's work and records how it went: each call is an attempt. What fails is recorded in words, and thrown on.
 * A step that cannot be recorded is done all the same. The ids of both runs are in each line that it logs.
 */
export function recordStep<T>(step: StepRef, work: () => Promise<T>): Promise<T> {
  const { operationRunId, runId } = step;
  const ids = {
    ...(operationRunId !== null && { operationRunId: String(operationRunId) }),
    ...(runId !== null && { runId }),
  };
  return withLogIds(ids, () => inSpan(`step ${step.name}`, () => doAndRecord(step, work)));
}

async function doAndRecord<T>(step: StepRef, work: () => Promise<T>): Promise<T> {
  await noteBeside(step, { status: "running" });
  try {
    const result = await work();
    await orGoOn(endStep(step, { status: "done" }, new Date()));
    return result;
  } catch (error) {
    const reason = (error instanceof Error && wordsOfError(error)) || faultWords;
    await orGoOn(endStep(step, { status: "failed", reason }, new Date()));
    throw error;
  }
}

/** What is known of a step. */
export interface StepNote {
  status: StepStatus;
  reason?: string;
}

/** Notes a step in the caller's transaction: the first time, and each time it begins again. */
export async function noteStep(tx: Tx, step: StepRef, { status, reason }: StepNote, now: Date): Promise<void> {
  if (step.operationRunId === null) return;
  const endedAt = status === "running" || status === "waiting" ? null : now;
  await tx.$executeRaw`
    INSERT INTO operation_steps AS s (workspace_id, tenant_id, operation_run_id, run_id, name, status, reason, started_at, ended_at)
    SELECT workspace_id, tenant_id, id, ${step.runId ?? ""}, ${step.name}, ${status}, ${reason ?? null}, ${now}, ${endedAt}
    FROM operation_runs WHERE id = ${step.operationRunId}
    ON CONFLICT (operation_run_id, run_id, name) DO UPDATE SET status = excluded.status, reason = excluded.reason,
      ended_at = excluded.ended_at, attempts = s.attempts + CASE WHEN s.status = 'waiting' THEN 0 ELSE 1 END`;
}

/** Notes a step beside its work, in a transaction of its own. What cannot be recorded is logged, and the work goes on. */
export async function noteBeside(step: StepRef, note: StepNote): Promise<void> {
  await orGoOn(inSystem((tx) => noteStep(tx, step, note, new Date())));
}

/** running → done or failed. What was interrupted meanwhile stays so: a late worker changes nothing. */
async function endStep(step: StepRef, { status, reason }: StepNote, now: Date): Promise<void> {
  const { operationRunId, name } = step;
  if (operationRunId === null) return;
  await inSystem((tx) =>
    tx.operationStep.updateMany({
      where: { operationRunId, runId: step.runId ?? "", name, status: "running" },
      data: { status, reason: reason ?? null, endedAt: now },
    }),
  );
}

/** Ends what is open of a run that has ended or that another run takes over. `except`: that other run. */
export async function interruptSteps(
  tx: Tx,
  operationRunId: bigint | null,
  now: Date,
  { except }: { except?: string } = {},
): Promise<void> {
  if (operationRunId === null) return;
  await tx.operationStep.updateMany({
    where: {
      operationRunId,
      status: { in: ["running", "waiting"] },
      ...(except === undefined ? {} : { runId: { not: except } }),
    },
    data: { status: "interrupted", reason: null, endedAt: now },
  });
}

/** A recorded step as pages show it. Times are ISO 8601 UTC. */
export interface StepView {
  /** Inngest's run; null for a command's. */
  runId: string | null;
  name: string;
  status: StepStatus;
  attempts: number;
  /** Why it failed or what it waits for, in words; null when there is nothing to say. */
  reason: string | null;
  startedAt: string;
  /** Milliseconds from its first beginning to its end, waits between attempts included; null while it is open. */
  durationMs: number | null;
}

const stepsShown = 200;

/** The steps of an operation run in the order in which they began, those of a run that was taken over first. */
export async function listSteps(tx: Tx, operationRunId: bigint): Promise<StepView[]> {
  const steps = await tx.operationStep.findMany({
    where: { operationRunId },
    orderBy: { id: "asc" },
    take: stepsShown,
  });
  return steps.map(({ runId, name, status, attempts, reason, startedAt, endedAt }) => ({
    runId: runId || null,
    name,
    status: stepStatuses.find((known) => known === status) ?? "interrupted",
    attempts,
    reason,
    startedAt: startedAt.toISOString(),
    durationMs: endedAt === null ? null : endedAt.getTime() - startedAt.getTime(),
  }));
}

async function orGoOn(recording: Promise<void>): Promise<void> {
  await recording.catch((err: unknown) => log("operations").warn({ err }, "a step could not be recorded"));
}
