"use client";

import { useActionState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { Hidden } from "../../_components/settings-form";
import type { FormState } from "../../schema";
import { pauseScheduleAction, resumeScheduleAction } from "../actions";

/** Pause, or for a paused schedule Resume. */
export function ToggleForm({ hidden, isPaused }: { hidden: Record<string, string>; isPaused: boolean }) {
  const action = isPaused ? resumeScheduleAction : pauseScheduleAction;
  const [state, send] = useActionState<FormState, FormData>(action, null);
  return (
    <form action={send}>
      <Hidden values={hidden} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <SubmitButton variant="secondary" size="sm">
        {isPaused ? "Resume" : "Pause"}
      </SubmitButton>
    </form>
  );
}
