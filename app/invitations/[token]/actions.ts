"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { acceptSignedIn, acceptWithPassword } from "@/lib/auth/accept-invitation";
import { beginSession, requireActor } from "@/lib/auth/session";
import { type AcceptState, acceptSchema, acceptWithPasswordSchema } from "./schema";

/** Whoever is signed in joins. */
export async function acceptInvitationAction(_before: AcceptState, form: FormData): Promise<AcceptState> {
  const actor = await requireActor();
  const sent = await headers();
  try {
    checkOrigin(sent);
    const { token } = parseForm(acceptSchema, form);
    await acceptSignedIn(actor, token, requestOrigin(sent), new Date());
  } catch (error) {
    return { problem: asProblem(error), name: "" };
  }
  redirect("/");
}

/** Makes an account with a password, which joins and is signed in. */
export async function acceptWithPasswordAction(_before: AcceptState, form: FormData): Promise<AcceptState> {
  const sent = await headers();
  try {
    checkOrigin(sent);
    const accepted = parseForm(acceptWithPasswordSchema, form);
    const from = requestOrigin(sent);
    const now = new Date();
    const { userId } = await acceptWithPassword(accepted, from, now);
    await beginSession({ userId, way: "invitation", from }, now);
  } catch (error) {
    return { problem: asProblem(error), name: String(form.get("name") ?? "").slice(0, 200) };
  }
  redirect("/");
}
