"use client";

import { useActionState } from "react";
import { TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { passwordRules } from "@/app/_components/password-rules";
import { SubmitButton } from "@/app/_components/submit-button";
import { acceptInvitationAction, acceptWithPasswordAction } from "./actions";

/** For somebody who is signed in: one button. */
export function AcceptForm({ token, who }: { token: string; who: string }) {
  const [state, send] = useActionState(acceptInvitationAction, null);
  return (
    <form action={send} className="grid gap-4">
      <input type="hidden" name="token" value={token} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <SubmitButton className="w-full">Accept as {who}</SubmitButton>
    </form>
  );
}

/** For somebody new: an account with a password. */
export function AcceptWithPasswordForm({ token, email, name }: { token: string; email: string; name: string }) {
  const [state, send] = useActionState(acceptWithPasswordAction, null);
  return (
    <form action={send} className="grid gap-4">
      <input type="hidden" name="token" value={token} />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <TextField label="E-mail" type="email" defaultValue={email} autoComplete="username" readOnly />
      <TextField
        key={state?.name ?? name}
        label="Name"
        name="name"
        defaultValue={state?.name || name}
        autoComplete="name"
        maxLength={200}
        required
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint={passwordRules}
        required
      />
      <SubmitButton className="mt-1 w-full">Accept and make the account</SubmitButton>
    </form>
  );
}
