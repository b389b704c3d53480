"use client";

import { useActionState, useEffect, useRef, useState } from "react";
import { CheckboxField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { closeDialog } from "@/app/_components/link-dialog";
import { SubmitButton } from "@/app/_components/submit-button";
import { requestPackAction } from "../actions";
import type { GenerateState } from "../schema";

interface GenerateFormProps {
  tenant: string;
  defaults: { includePii: boolean; includeOperations: boolean };
  /** Made by the server each time the form is shown: the same form sent twice asks once. */
  idempotencyKey: string;
  /** Beside the options: what would be in the pack. */
  preview: React.ReactNode;
  /** Beside the button, e.g. a way back. */
  cancel?: React.ReactNode;
}

/** The Generate form, on its page and in the dialog. A plain form before its scripts have loaded and without them. */
export function GenerateForm(props: GenerateFormProps) {
  const [round, setRound] = useState(0);
  return <GenerateOnce key={round} {...props} onDone={() => setRound(round + 1)} />;
}

function GenerateOnce({
  tenant,
  defaults,
  idempotencyKey,
  preview,
  cancel,
  onDone,
}: GenerateFormProps & { onDone: () => void }) {
  const [state, action, isPending] = useActionState<GenerateState, FormData>(requestPackAction, null);
  // The key of the first render: the page may be read again while the form is open.
  const [key] = useState(idempotencyKey);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef<{ state: GenerateState } | null>(null);
  const chosen = state ?? defaults;

  useEffect(() => {
    if (isPending) {
      sent.current ??= { state };
    } else if (sent.current) {
      const isAnswered = sent.current.state === state;
      sent.current = null;
      // No new refusal, so the action has led on: the list below says what came of it.
      if (isAnswered) {
        closeDialog(form.current);
        onDone();
      }
    }
  }, [isPending, state, onDone]);

  return (
    <form ref={form} action={action} className="group/generate grid gap-5">
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="idempotencyKey" value={key} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="grid gap-6 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <fieldset className="grid content-start gap-4">
          <legend className="sr-only">Options</legend>
          <CheckboxField
            name="includePii"
            label="Include people's data"
            defaultChecked={chosen.includePii}
            hint="Names, addresses and devices of people stay as they are. Without them they become pseudonyms, and words that could name somebody are withheld."
          />
          <CheckboxField
            name="includeOperations"
            label="Include operations"
            defaultChecked={chosen.includeOperations}
            hint="What was run for this tenant in the last 30 days, by whom and how it ended."
          />
        </fieldset>
        {preview}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {cancel}
        <SubmitButton>Generate</SubmitButton>
      </div>
    </form>
  );
}
