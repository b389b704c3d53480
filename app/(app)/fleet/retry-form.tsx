"use client";

import { useActionState, useState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { retryFleetAction } from "./actions";
import type { RetryState } from "./schema";

/** One button: only the failed and refused tenants, in a new run. */
export function RetryForm({ fleetRunId, idempotencyKey }: { fleetRunId: string; idempotencyKey: string }) {
  const [state, action] = useActionState<RetryState, FormData>(retryFleetAction, null);
  const [key] = useState(idempotencyKey);
  return (
    <form action={action} className="grid gap-2">
      <input type="hidden" name="fleetRunId" value={fleetRunId} />
      <input type="hidden" name="idempotencyKey" value={key} />
      {state && <FormProblem message={state.message} next={state.next} />}
      <SubmitButton>Try the failed ones again</SubmitButton>
    </form>
  );
}
