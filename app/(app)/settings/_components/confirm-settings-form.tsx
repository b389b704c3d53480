"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import type { FormState } from "../schema";
import { Hidden } from "./settings-form";

interface ConfirmSettingsFormProps {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  hidden: Record<string, string>;
  /** The verb on the button that does it. */
  verb: string;
  /** Where Cancel leads. */
  back: string;
  /** What follows, in a sentence or two. */
  children: React.ReactNode;
}

/** The question before something is taken away, on a page of its own. */
export function ConfirmSettingsForm({ action, hidden, verb, back, children }: ConfirmSettingsFormProps) {
  const [state, send] = useActionState<FormState, FormData>(action, null);
  return (
    <form action={send} className="grid gap-5">
      <Hidden values={hidden} />
      <div className="text-muted">{children}</div>
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="flex justify-end gap-2">
        <a href={back} className={buttonClasses("secondary")}>
          Cancel
        </a>
        <SubmitButton className="bg-danger! text-surface!">{verb}</SubmitButton>
      </div>
    </form>
  );
}
