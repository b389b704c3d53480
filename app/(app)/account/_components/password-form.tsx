"use client";

import { useActionState } from "react";
import { TextField } from "@/app/_components/field";
import { FormProblem } from "@/app/_components/form-problem";
import { passwordRules } from "@/app/_components/password-rules";
import { SubmitButton } from "@/app/_components/submit-button";
import { changePasswordAction } from "../actions";

/** A new password, by the one that it was. Refused, it says why; passwords are typed anew. */
export function PasswordForm({ email }: { email: string }) {
  const [state, send] = useActionState(changePasswordAction, null);
  return (
    <form action={send} className="grid gap-4 p-4">
      {/* For password managers, which keep a password with whose it is. */}
      <input type="email" autoComplete="username" defaultValue={email} readOnly hidden />
      <TextField label="Current password" name="current" type="password" autoComplete="current-password" required />
      <TextField
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint={passwordRules}
        required
      />
      {state && <FormProblem message={state.problem.message} next={state.problem.next} />}
      <p className="text-muted">A new password signs you out everywhere else.</p>
      <div>
        <SubmitButton>Change the password</SubmitButton>
      </div>
    </form>
  );
}
