"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { signInSchema } from "@/app/sign-in/schema";
import { asProblem, checkOrigin, type Problem, parseForm } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { beginSession } from "@/lib/auth/session";
import { signIn } from "@/lib/auth/sign-in";

/** What the form shows after a refusal: why, and the address that was typed. */
export type SignInState = { problem: Problem; email: string } | null;

/** Signs in with e-mail and password and goes to callbackUrl, if that is ours. */
export async function signInAction(_before: SignInState, form: FormData): Promise<SignInState> {
  const sent = await headers();
  try {
    checkOrigin(sent);
    const { email, password } = parseForm(signInSchema, form);
    const from = requestOrigin(sent);
    const now = new Date();
    const { userId } = await signIn({ email, password }, from, now);
    await beginSession({ userId, way: "password", from }, now);
  } catch (error) {
    return { problem: asProblem(error), email: String(form.get("email") ?? "").slice(0, 320) };
  }
  redirect(safeRedirect(form.get("callbackUrl")));
}
