"use client";

import { useActionState } from "react";
import { TextField } from "@/app/_components/field";
import { SubmitButton } from "@/app/_components/submit-button";
import { signInAction } from "@/app/sign-in/actions";

/** E-mail and password. A plain form until scripts are there, and the same form afterwards. */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [state, action] = useActionState(signInAction, null);
  return (
    <form action={action} className="grid gap-4">
      {state && (
        <p role="alert" className="rounded-lg bg-danger-wash px-4 py-3">
          <span className="font-medium">{state.problem.message}</span> {state.problem.next}
        </p>
      )}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus={!state}
        key={state?.email}
        defaultValue={state?.email}
      />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <SubmitButton className="mt-1 w-full">Sign in</SubmitButton>
    </form>
  );
}
