import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { DateTime } from "@/app/_components/time";
import type { ScheduleView, SlotView } from "@/lib/fleet/schedules";
import { settingsPath } from "../../paths";
import { ruleWords, scopeWords } from "../schedule-words";
import { ToggleForm } from "./toggle-form";

/** One schedule: when, for whom, what came of its last dates, and what can be done. */
export function ScheduleCard({ schedule, workspace }: { schedule: ScheduleView; workspace: string }) {
  const { id, rule, isPaused, nextAt, createdByName, slots, options } = schedule;
  return (
    <li className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium">{ruleWords(rule)}</h3>
          <p className="text-muted">
            {scopeWords(schedule)} · {options.includeOperations ? "with operations" : "without operations"} · on behalf
            of {createdByName}
          </p>
          <p className="text-muted">
            {nextAt ? (
              <>
                Next: <DateTime at={nextAt} />
              </>
            ) : (
              "Paused: nothing is started."
            )}
          </p>
        </div>
        <div className="flex gap-2 screen-only">
          <ToggleForm hidden={{ workspace, schedule: id }} isPaused={isPaused} />
          <Button href={settingsPath("schedules", { workspace, schedule: id }, "delete")} variant="danger" size="sm">
            Delete
          </Button>
        </div>
      </div>
      {slots.length > 0 && (
        <ul className="grid gap-2 border-t border-line pt-3">
          {slots.map((slot) => (
            <Slot key={slot.at} slot={slot} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Slot({ slot: { at, outcome, reason, fleetRunId } }: { slot: SlotView }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {outcome === "started" ? (
        <Badge tone="success" icon="check">
          Started
        </Badge>
      ) : (
        <Badge tone="danger" icon="ban">
          Refused
        </Badge>
      )}
      <DateTime at={at} />
      {fleetRunId && (
        <Link href={`/fleet/${fleetRunId}`} className="text-link hover:underline">
          Fleet run #{fleetRunId}
        </Link>
      )}
      {reason && <span className="text-muted">{reason}</span>}
    </li>
  );
}
