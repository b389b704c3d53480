"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { CopyButton } from "@/app/_components/copy-button";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { Fields, type FormField, Hidden } from "../../_components/settings-form";
import { addMemberAction } from "../../actions";
import type { AddMemberState } from "../../schema";

/** Adds a member; afterwards it shows the password that was made, this once. */
export function AddMemberForm({
  hidden,
  fields,
  back,
}: {
  hidden: Record<string, string>;
  fields: FormField[];
  back: string;
}) {
  const [state, send] = useActionState<AddMemberState, FormData>(addMemberAction, null);
  if (state && "added" in state) return <Added {...state} back={back} />;
  return (
    <form action={send} className="grid max-w-xl gap-5">
      <Hidden values={hidden} />
      <Fields fields={fields} typed={state?.values} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="flex gap-2">
        <SubmitButton>Add the member</SubmitButton>
        <a href={back} className={buttonClasses("secondary")}>
          Cancel
        </a>
      </div>
    </form>
  );
}

function Added({
  added,
  role,
  password,
  back,
}: {
  added: string;
  role: string;
  password: string | null;
  back: string;
}) {
  return (
    <div role="status" className="grid max-w-xl gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <p className="font-medium">
          {added} is a member now, as {role}.
        </p>
        <p className="text-muted">
          {password
            ? "Give them this password over a way you trust. It is shown this once and stored as a hash only."
            : "They have an account already and sign in as they are used to."}
        </p>
      </div>
      {password && (
        <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
          <code className="font-mono break-all">{password}</code>
          <CopyButton value={password} label="Copy the password" />
        </p>
      )}
      <div>
        <a href={back} className={buttonClasses("primary")}>
          Back to the members
        </a>
      </div>
    </div>
  );
}
