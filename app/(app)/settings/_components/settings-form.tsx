"use client";

import { useActionState } from "react";
import { SelectField, TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import type { FormState } from "../schema";

/** One field of a form, as plain data. With `options` it is a choice. */
export interface FormField {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  type?: "text" | "email" | "number";
  options?: { value: string; label: string }[];
  isReadOnly?: boolean;
  isRequired?: boolean;
  inputMode?: "numeric";
  placeholder?: string;
}

interface SettingsFormProps {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Sent along and not shown. */
  hidden: Record<string, string>;
  fields: FormField[];
  submit: string;
  /** Between the fields and the button. */
  children?: React.ReactNode;
}

/** A form of the settings. Refused, it says why and keeps what was typed, with scripts and without. */
export function SettingsForm({ action, hidden, fields, submit, children }: SettingsFormProps) {
  const [state, send] = useActionState<FormState, FormData>(action, null);
  return (
    <form action={send} className="grid max-w-xl gap-5">
      <Hidden values={hidden} />
      <Fields fields={fields} typed={state?.values} />
      {children}
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton>{submit}</SubmitButton>
      </div>
    </form>
  );
}

/** Values that a form sends along and does not show. */
export function Hidden({ values }: { values: Record<string, string> }) {
  return Object.entries(values).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

/** The fields of a form; what was typed before a refusal stands in them again. */
export function Fields({ fields, typed }: { fields: FormField[]; typed: Record<string, string> | undefined }) {
  return fields.map(({ name, label, hint, value = "", options, isReadOnly, isRequired, ...input }) => {
    const defaultValue = typed?.[name] ?? value;
    // A new default counts for a field that is made anew.
    const key = `${name} ${defaultValue}`;
    if (!options) {
      return (
        <TextField
          key={key}
          {...input}
          {...(isReadOnly ? {} : { name })}
          label={label}
          hint={hint}
          defaultValue={defaultValue}
          readOnly={isReadOnly}
          required={isRequired}
          autoComplete="off"
        />
      );
    }
    return (
      <SelectField key={key} name={name} label={label} hint={hint} defaultValue={defaultValue}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </SelectField>
    );
  });
}
