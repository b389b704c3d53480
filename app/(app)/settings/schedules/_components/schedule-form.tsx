"use client";

import { useActionState } from "react";
import { CheckboxField, SelectField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { addScheduleAction } from "../actions";
import type { ScheduleState } from "../schema";

interface ScheduleFormProps {
  workspace: string;
  tenants: { slug: string; name: string }[];
  includeOperations: boolean;
}

const days = Array.from({ length: 28 }, (_, at) => at + 1);
const hours = Array.from({ length: 24 }, (_, at) => at);

/** A new schedule. The list of tenants appears with "Chosen ones" by CSS alone. */
export function ScheduleForm(props: ScheduleFormProps) {
  const [state, action] = useActionState<ScheduleState, FormData>(addScheduleAction, null);
  // New defaults count for fields that are made anew.
  return (
    <form action={action} className="group/schedule grid gap-5">
      <input type="hidden" name="workspace" value={props.workspace} />
      <ScheduleFields key={JSON.stringify(state?.values ?? {})} {...props} state={state} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton>Add schedule</SubmitButton>
      </div>
    </form>
  );
}

function ScheduleFields({ tenants, includeOperations, state }: ScheduleFormProps & { state: ScheduleState }) {
  const typed = state?.values;
  const scope = typed?.scope ?? "all";
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
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 font-medium">Tenants</legend>
        <Choice value="all" label="All, also those that are added later" isChosen={scope === "all"} />
        <Choice value="chosen" label="Chosen ones" isChosen={scope === "chosen"} />
        <div className="hidden max-h-64 gap-2 overflow-y-auto rounded-md border border-line p-3 group-has-[input[value=chosen]:checked]/schedule:grid sm:grid-cols-2">
          {tenants.map(({ slug, name }) => (
            <label key={slug} className="flex items-center gap-2">
              <input
                type="checkbox"
                name="tenant"
                value={slug}
                defaultChecked={state?.tenants.includes(slug)}
                className="size-4 shrink-0 accent-accent"
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className="grid gap-4">
        <legend className="sr-only">Options</legend>
        <CheckboxField
          name="includePii"
          label="Include people's data"
          defaultChecked={typed ? typed.includePii === "on" : true}
          hint="Names, addresses and devices of people stay as they are. A pack without them cannot be made yet."
        />
        <CheckboxField
          name="includeOperations"
          label="Include operations"
          defaultChecked={typed ? typed.includeOperations === "on" : includeOperations}
          hint="What was run for a tenant in the 30 days before, by whom and how it ended."
        />
      </fieldset>
    </>
  );
}

function Choice({ value, label, isChosen }: { value: string; label: string; isChosen: boolean }) {
  return (
    <label className="flex items-center gap-2">
      <input type="radio" name="scope" value={value} defaultChecked={isChosen} className="size-4 accent-accent" />
      {label}
    </label>
  );
}
