"use client";

import { useActionState } from "react";
import { CheckboxField, SelectField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import type { PackOptions } from "@/lib/review-packs/status";
import { TenantScope } from "../../_components/tenant-scope";
import { addScheduleAction } from "../actions";
import type { ScheduleState } from "../schema";

interface ScheduleFormProps {
  workspace: string;
  tenants: { slug: string; name: string }[];
  /** What is ticked at first. */
  defaults: PackOptions;
}

const days = Array.from({ length: 28 }, (_, at) => at + 1);
const hours = Array.from({ length: 24 }, (_, at) => at);

/** A new schedule. */
export function ScheduleForm(props: ScheduleFormProps) {
  const [state, action] = useActionState<ScheduleState, FormData>(addScheduleAction, null);
  // New defaults count for fields that are made anew.
  return (
    <form action={action} className="grid gap-5">
      <input type="hidden" name="workspace" value={props.workspace} />
      <ScheduleFields key={JSON.stringify(state?.values ?? {})} {...props} state={state} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton>Add schedule</SubmitButton>
      </div>
    </form>
  );
}

function ScheduleFields({ tenants, defaults, state }: ScheduleFormProps & { state: ScheduleState }) {
  const typed = state?.values;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField name="cadence" label="How often" defaultValue={typed?.cadence ?? "monthly"}>
          <option value="monthly">Every month</option>
          <option value="quarterly">Every quarter</option>
        </SelectField>
        <SelectField name="dayOfMonth" label="Day" defaultValue={typed?.dayOfMonth ?? "1"}>
          {days.map((day) => (
            <option key={day}>{day}</option>
          ))}
        </SelectField>
        <SelectField name="hourUtc" label="Hour (UTC)" defaultValue={typed?.hourUtc ?? "6"}>
          {hours.map((hour) => (
            <option key={hour} value={hour}>{`${String(hour).padStart(2, "0")}:00`}</option>
          ))}
        </SelectField>
      </div>
      <p className="-mt-3 text-muted">Every quarter: in January, April, July and October.</p>
      <TenantScope legend="Tenants" tenants={tenants} scope={typed?.scope ?? "all"} chosen={state?.tenants ?? []} />
      <fieldset className="grid gap-4">
        <legend className="sr-only">Options</legend>
        <CheckboxField
          name="includePii"
          label="Include people's data"
          defaultChecked={typed ? typed.includePii === "on" : defaults.includePii}
          hint="Names, addresses and devices of people stay as they are. Without them they become pseudonyms, and words that could name somebody are withheld."
        />
        <CheckboxField
          name="includeOperations"
          label="Include operations"
          defaultChecked={typed ? typed.includeOperations === "on" : defaults.includeOperations}
          hint="What was run for a tenant in the 30 days before, by whom and how it ended."
        />
      </fieldset>
    </>
  );
}
