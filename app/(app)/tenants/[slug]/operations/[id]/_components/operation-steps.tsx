import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { formatDuration } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { DateTime, WholeNumber } from "@/app/_components/time";
import type { OperationDetail } from "@/lib/operation-control/get-operation-detail";
import { inngestRunUrl } from "@/lib/operations/inngest-run-url";
import type { StepView } from "@/lib/operations/steps";
import { groupByRun, type StepGroup, stepName, stepsOfType } from "./step-words";

/** The steps of a run as TenantPilot recorded them, whichever Inngest ran them; those to come while it is under way. */
export function OperationSteps({ operation }: { operation: OperationDetail }) {
  const groups = groupByRun(operation.steps);
  const isOpen = operation.outcome === "pending";
  if (groups.length === 0 && !isOpen) {
    return (
      <Card title="Steps">
        <p className="px-4 py-3 text-muted">
          No steps were recorded. Operations of earlier versions and those of the command line have none.
        </p>
      </Card>
    );
  }
  const shown: StepGroup[] = groups.length === 0 ? [{ runId: null, steps: [] }] : groups;
  return (
    <Card title="Steps">
      <div aria-live="polite">
        {shown.map((group, index) => (
          <Group
            key={group.runId ?? ""}
            group={group}
            isOneOfSeveral={shown.length > 1}
            toCome={isOpen && index === shown.length - 1 ? toCome(operation, group) : []}
            progress={operation.progress}
          />
        ))}
      </div>
    </Card>
  );
}

function toCome({ type }: OperationDetail, { steps }: StepGroup): string[] {
  const begun = new Set(steps.map(({ name }) => name));
  return (stepsOfType[type] ?? []).filter((name) => !begun.has(name));
}

interface GroupProps {
  group: StepGroup;
  isOneOfSeveral: boolean;
  toCome: string[];
  progress: OperationDetail["progress"];
}

function Group({ group: { runId, steps }, isOneOfSeveral, toCome, progress }: GroupProps) {
  const url = runId === null ? null : inngestRunUrl(runId);
  return (
    <section className="border-line not-first:border-t">
      {(isOneOfSeveral || url) && runId && (
        <p className="flex flex-wrap items-center gap-x-3 px-4 pt-3 text-muted">
          <span className="inline-flex items-center gap-1">
            Run <Hash value={runId} label="Copy the run's id" />
          </span>
          {url && (
            <a href={url} target="_blank" rel="noreferrer" className="text-link hover:underline">
              Open in Inngest
            </a>
          )}
        </p>
      )}
      <ol className="divide-y divide-line">
        {steps.map((step) => (
          <Step key={step.name} step={step} progress={progress?.step === step.name ? progress : null} />
        ))}
        {toCome.map((name) => (
          <li key={name} className="flex min-h-10 items-center justify-between gap-3 px-4 py-2 text-muted">
            {stepName(name)}
            <StatusBadge domain="operation_step" value="to_come" />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Step({ step, progress }: { step: StepView; progress: OperationDetail["progress"] }) {
  const { name, status, attempts, reason, startedAt, durationMs } = step;
  const isOpen = status === "running";
  return (
    <li
      aria-current={isOpen ? "step" : undefined}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 sm:min-h-10"
    >
      <span className="font-medium">{stepName(name)}</span>
      <StatusBadge domain="operation_step" value={status} />
      <span className="col-span-2 flex flex-wrap gap-x-4 text-muted">
        <span>
          <span className="sr-only">Started </span>
          <DateTime at={startedAt} hasSeconds />
        </span>
        {durationMs !== null && durationMs > 0 && <span>took {formatDuration(durationMs)}</span>}
        {attempts > 1 && <span>{attempts} attempts</span>}
        {isOpen && progress && (
          <span>
            <WholeNumber value={progress.rowsDone} /> of <WholeNumber value={progress.rowsExpected} /> rows
          </span>
        )}
      </span>
      {reason && <span className={`col-span-2 ${status === "failed" ? "text-danger" : "text-muted"}`}>{reason}</span>}
    </li>
  );
}
