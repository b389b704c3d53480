import clsx from "clsx";
import { formatDuration } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { type PackProgress, packSteps } from "@/lib/review-packs/status";
import type { TimeLeft } from "@/lib/review-packs/time-left";
import { rowsWords, stepWords } from "../../_components/progress-words";

/** How far a pack is that is being made: its steps, rows done of rows expected, time left. Changes are announced. */
export function PackStepper({ progress, left }: { progress: PackProgress | null; left: TimeLeft | null }) {
  const current = progress ? packSteps.indexOf(progress.step) : -1;
  // Only while reading are rows counted one by one; the other steps go over all of them at once.
  const rows = progress?.step === "collect" && progress.rowsExpected > 0 ? progress : null;
  return (
    <section aria-label="Progress" className="mb-6 rounded-lg border border-line bg-surface px-4 py-4">
      <ol className="grid grid-cols-3 gap-x-2 gap-y-4 sm:grid-cols-6">
        {packSteps.map((step, index) => (
          <li
            key={step}
            aria-current={index === current ? "step" : undefined}
            className={clsx(
              "flex items-center gap-2 border-t-2 pt-2",
              index <= current ? "border-info" : "border-line",
            )}
          >
            <Icon
              name={index < current ? "check" : index === current ? "loader" : "circle-dashed"}
              className={clsx(
                index <= current ? "text-info" : "text-muted",
                index === current && "animate-spin motion-reduce:animate-none",
              )}
            />
            <span className={index === current ? "font-medium" : "text-muted"}>{stepWords[step].name}</span>
            {index < current && <span className="sr-only">done</span>}
          </li>
        ))}
      </ol>
      {rows && (
        <progress
          aria-label="Rows"
          max={rows.rowsExpected}
          value={Math.min(rows.rowsDone, rows.rowsExpected)}
          className="mt-4 h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-sunken [&::-moz-progress-bar]:bg-info [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-info"
        />
      )}
      <p className="mt-3 flex min-h-5 flex-wrap gap-x-3 text-muted">
        <span aria-live="polite">{progress ? sentence(progress) : "Waiting for its turn."}</span>
        {rows && <span>{rowsWords(rows)} rows</span>}
        {left && <span>{leftWords(left)}</span>}
      </p>
    </section>
  );
}

function sentence({ step }: PackProgress): string {
  const { doing } = stepWords[step];
  return `${doing.charAt(0).toUpperCase()}${doing.slice(1)}.`;
}

function leftWords(left: TimeLeft): string {
  if (left.of === "over") return "it takes longer than the last one did";
  const time = formatDuration(Math.max(1000, Math.ceil(left.ms / 1000) * 1000));
  return left.of === "whole" ? `about ${time} left, going by the last one` : `about ${time} of reading left`;
}
