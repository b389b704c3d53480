"use client";

import { useActionState, useState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { tryAgainAction } from "../actions";
import type { ConfirmState } from "../schema";

/** One button that makes a pack again, with the options that it had. */
export function TryAgainForm({
  tenant,
  packId,
  idempotencyKey,
  label,
  icon,
  isRow = false,
}: {
  tenant: string;
  packId: string;
  /** Made by the server each time the form is shown: the same form sent twice asks once. */
  idempotencyKey: string;
  label: string;
  /** Stands for the label in a row on a phone. */
  icon?: React.ReactNode;
  /** In a row of the list. */
  isRow?: boolean;
}) {
  const [state, submit] = useActionState<ConfirmState, FormData>(tryAgainAction, null);
  // The key of the first render: the page may be read again while somebody presses.
  const [key] = useState(idempotencyKey);
  return (
    <form action={submit} className={isRow ? "relative z-1 inline-grid" : "grid gap-3"}>
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="packId" value={packId} />
      <input type="hidden" name="idempotencyKey" value={key} />
      {state && <FormProblem message={state.message} next={state.next} />}
      <div>
        {isRow ? (
          <SubmitButton variant="ghost" size="sm" className="h-7!">
            {icon}
            <span className="max-md:sr-only">{label}</span>
            <span className="sr-only"> review pack #{packId}</span>
          </SubmitButton>
        ) : (
          <SubmitButton variant="secondary">{label}</SubmitButton>
        )}
      </div>
    </form>
  );
}
