"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { type RequestOrigin, requestOrigin } from "@/lib/audit/request-origin";
import { endOtherSessions, endOwnSession } from "@/lib/auth/account";
import { keepSession, requireSession } from "@/lib/auth/session";
import type { Session } from "@/lib/auth/sessions";
import { changePassword } from "@/lib/auth/set-password";
import {
  type AccountNotice,
  type AccountState,
  changePasswordSchema,
  endOthersSchema,
  endSessionSchema,
} from "./schema";

/** Changes one's own password. Every session ends; this browser goes on with a new one. */
export async function changePasswordAction(_before: AccountState, form: FormData): Promise<AccountState> {
  return perform(changePasswordSchema, form, async ({ actor }, { current, password }, from, now) => {
    await keepSession(await changePassword(actor, { current, next: password }, from, now));
    return "password_changed";
  });
}

/** Signs out in one other browser. */
export async function endSessionAction(_before: AccountState, form: FormData): Promise<AccountState> {
  return perform(endSessionSchema, form, async ({ actor }, { session }, from, now) => {
    await endOwnSession(actor, session, from, now);
    return "session_ended";
  });
}

/** Signs out in every other browser. */
export async function endOtherSessionsAction(_before: AccountState, form: FormData): Promise<AccountState> {
  return perform(endOthersSchema, form, async (session, _nothing, from, now) => {
    await endOtherSessions(session, from, now);
    return "others_ended";
  });
}

/** One form: Origin, schema, one verb, and back to the page, which says what was done; or why not. */
async function perform<T>(
  schema: z.ZodType<T>,
  form: FormData,
  work: (session: Session, input: T, from: RequestOrigin, now: Date) => Promise<AccountNotice>,
): Promise<AccountState> {
  const session = await requireSession("/account");
  const now = new Date();
  let notice: AccountNotice;
  try {
    const sent = await headers();
    checkOrigin(sent);
    notice = await work(session, parseForm(schema, form), requestOrigin(sent), now);
  } catch (error) {
    return { problem: asProblem(error) };
  }
  redirect(`/account?${new URLSearchParams({ notice, at: String(now.getTime()) })}`);
}
