"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/app/_components/submit-button";
import type { AccountState } from "../schema";

interface EndSessionFormProps {
  action: (before: AccountState, form: FormData) => Promise<AccountState>;
  /** The session that ends; left out: all the others. */
  session?: string;
  verb: string;
  /** The verb with what it is about, where several buttons say the same. */
  label?: string;
}

/** One button that signs out somewhere else. A refusal stands below it. */
export function EndSessionForm({ action, session, verb, label }: EndSessionFormProps) {
  const [state, send] = useActionState<AccountState, FormData>(action, null);
  return (
    <form action={send}>
      {session && <input type="hidden" name="session" value={session} />}
      <SubmitButton variant="danger" size="sm" aria-label={label}>
        {verb}
      </SubmitButton>
      {state && (
        <p role="alert" className="mt-1 max-w-64 text-danger">
          {state.problem.message} {state.problem.next}
        </p>
      )}
    </form>
  );
}
