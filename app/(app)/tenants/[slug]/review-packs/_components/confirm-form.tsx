"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { FormProblem } from "@/app/_components/form-problem";
import { closeDialog } from "@/app/_components/link-dialog";
import { SubmitButton } from "@/app/_components/submit-button";
import type { ConfirmState } from "../schema";

interface ConfirmFormProps {
  action: (state: ConfirmState, form: FormData) => Promise<ConfirmState>;
  tenant: string;
  packId: string;
  /** The verb on the button that does it. */
  verb: string;
  /** What follows, in a sentence or two. */
  children: React.ReactNode;
  /** Where Cancel leads outside a dialog. */
  back: string;
}

/** The question before something is expired or deleted, the same on its page and in a dialog. */
export function ConfirmForm({ action, tenant, packId, verb, children, back }: ConfirmFormProps) {
  const [state, submit] = useActionState<ConfirmState, FormData>(action, null);
  return (
    <form action={submit} className="grid gap-5">
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="packId" value={packId} />
      <div className="text-muted">{children}</div>
      {state && <FormProblem message={state.message} next={state.next} />}
      <div className="flex justify-end gap-2">
        <a
          href={back}
          className={buttonClasses("secondary")}
          onClick={(event) => {
            if (!event.currentTarget.closest("dialog")) return;
            event.preventDefault();
            closeDialog(event.currentTarget);
          }}
        >
          Cancel
        </a>
        <SubmitButton variant="primary" className="bg-danger! text-surface!">
          {verb}
        </SubmitButton>
      </div>
    </form>
  );
}
