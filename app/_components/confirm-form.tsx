"use client";

import { useActionState } from "react";
import { FormProblem } from "@/app/_components/form-problem";
import { BackLink } from "@/app/_components/link-dialog";
import { SubmitButton } from "@/app/_components/submit-button";

/** What a confirmation shows after it was refused; null before. */
export type Refused = { message: string; next: string } | null;

interface ConfirmFormProps {
  action: (state: Refused, form: FormData) => Promise<Refused>;
  /** What the form sends along. */
  fields: Record<string, string>;
  /** The verb on the button that does it. */
  verb: string;
  /** Whether something ends by it. */
  isDestructive?: boolean;
  /** What follows, in a sentence or two. */
  children: React.ReactNode;
  /** Where the way back leads outside a dialog, and its word. */
  back: string;
  backLabel?: string;
}

/** The question before something is done that cannot be taken back, the same on its page and in a dialog. */
export function ConfirmForm({
  action,
  fields,
  verb,
  isDestructive = true,
  children,
  back,
  backLabel = "Cancel",
}: ConfirmFormProps) {
  const [state, submit] = useActionState<Refused, FormData>(action, null);
  return (
    <form action={submit} className="grid gap-5">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="text-muted">{children}</div>
      {state && <FormProblem message={state.message} next={state.next} />}
      <div className="flex justify-end gap-2">
        <BackLink href={back}>{backLabel}</BackLink>
        <SubmitButton variant="primary" {...(isDestructive ? { className: "bg-danger! text-surface!" } : {})}>
          {verb}
        </SubmitButton>
      </div>
    </form>
  );
}
