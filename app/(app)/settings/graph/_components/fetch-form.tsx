"use client";

import { useActionState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import type { FormState } from "../../schema";
import { fetchFromGraphAction } from "../actions";

/** The button that fetches now. */
export function FetchForm({ tenant }: { tenant: string }) {
  const [state, send] = useActionState<FormState, FormData>(fetchFromGraphAction, null);
  return (
    <form action={send} className="grid gap-2">
      <input type="hidden" name="tenant" value={tenant} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div>
        <SubmitButton variant="secondary">Fetch now</SubmitButton>
      </div>
    </form>
  );
}
