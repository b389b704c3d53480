"use client";

import { useActionState } from "react";
import { TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { Hidden } from "../../_components/settings-form";
import { setBrandingAction } from "../../actions";
import type { FormState } from "../../schema";

interface BrandingFormProps {
  workspace: string;
  name: string;
  accent: string | null;
  choices: readonly { name: string; hex: string }[];
}

/** Name and accent: a colour of the list, or one's own. */
export function BrandingForm({ workspace, name, accent, choices }: BrandingFormProps) {
  const [state, send] = useActionState<FormState, FormData>(setBrandingAction, null);
  const isListed = accent === null || choices.some(({ hex }) => hex === accent);
  const typed = state?.values;
  const chosen = typed?.accent ?? (isListed ? (accent ?? "") : "custom");
  const options = [{ name: "TenantPilot's own", hex: "" }, ...choices, { name: "Another", hex: "custom" }];
  return (
    <form action={send} className="grid gap-5">
      <Hidden values={{ workspace }} />
      <TextField
        key={typed?.name ?? name}
        label="Workspace name"
        name="name"
        defaultValue={typed?.name ?? name}
        required
        autoComplete="off"
      />
      <fieldset key={chosen}>
        <legend className="mb-2 font-medium">Accent</legend>
        <div className="grid grid-cols-2 gap-x-4 gap-y-2">
          {options.map((option) => (
            <label key={option.hex} className="flex items-center gap-2">
              <input
                type="radio"
                name="accent"
                value={option.hex}
                defaultChecked={chosen === option.hex}
                className="size-4 accent-accent"
              />
              {option.hex.startsWith("#") && (
                <svg aria-hidden="true" className="size-4">
                  <rect width="100%" height="100%" rx={3} fill={option.hex} />
                </svg>
              )}
              {option.name}
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        key={`custom ${typed?.customAccent ?? accent}`}
        label="Another accent"
        name="customAccent"
        defaultValue={typed?.customAccent ?? (isListed ? "" : (accent ?? ""))}
        placeholder="#1d4ed8"
        hint="With “Another” chosen: # and six digits, dark enough for text on white paper."
        autoComplete="off"
      />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </form>
  );
}
