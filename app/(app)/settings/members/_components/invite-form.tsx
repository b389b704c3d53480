"use client";

import { useActionState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { CopyButton } from "@/app/_components/copy-button";
import { FormProblem } from "@/app/_components/form-problem";
import { SubmitButton } from "@/app/_components/submit-button";
import { Fields, type FormField, Hidden } from "../../_components/settings-form";
import type { InviteState } from "../../schema";
import { inviteMemberAction } from "../actions";

/** Invites a person; afterwards it shows the link, this once. */
export function InviteForm({
  hidden,
  fields,
  back,
}: {
  hidden: Record<string, string>;
  fields: FormField[];
  back: string;
}) {
  const [state, send] = useActionState<InviteState, FormData>(inviteMemberAction, null);
  if (state && "url" in state) return <Invited {...state} back={back} />;
  return (
    <form action={send} className="grid max-w-xl gap-5">
      <Hidden values={hidden} />
      <Fields fields={fields} typed={state?.values} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <div className="flex gap-2">
        <SubmitButton>Invite</SubmitButton>
        <a href={back} className={buttonClasses("secondary")}>
          Cancel
        </a>
      </div>
    </form>
  );
}

const mailWords = (email: string, isMailed: boolean | null): string => {
  if (isMailed === null) return "Give them this link over a way you trust.";
  if (isMailed) return `It was sent to ${email}. This is its link, should it not arrive.`;
  return "The mail server did not take the mail. Give them this link over a way you trust.";
};

function Invited({
  url,
  name,
  email,
  isMailed,
  back,
}: {
  url: string;
  name: string;
  email: string;
  isMailed: boolean | null;
  back: string;
}) {
  return (
    <div role="status" className="grid max-w-xl gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <p className="font-medium">{name} is invited.</p>
        <p className="text-muted">
          {mailWords(email, isMailed)} Whoever has it can accept, once, within seven days. It is shown this once and
          stored as a hash only.
        </p>
      </div>
      <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
        <code className="font-mono break-all">{url}</code>
        <CopyButton value={url} label="Copy the link" />
      </p>
      <div>
        <a href={back} className={buttonClasses("primary")}>
          Back to the members
        </a>
      </div>
    </div>
  );
}
