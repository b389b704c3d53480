import { z } from "zod";
import type { Problem } from "@/lib/action";

/** A new password, by the one that it was. */
export const changePasswordSchema = z.strictObject({
  current: z.string().min(1, "Write the password that you have.").max(1000),
  password: z.string().min(1, "Choose a password.").max(1000),
});

/** One session of the list. */
export const endSessionSchema = z.strictObject({ session: z.uuid("is no session's id") });

/** All the others: nothing to say about them. */
export const endOthersSchema = z.strictObject({});

/** Why a form was refused; null before. */
export type AccountState = { problem: Problem } | null;

const notices = ["password_changed", "session_ended", "others_ended"] as const;

/** What was done, said on arrival. */
export type AccountNotice = (typeof notices)[number];

const search = z.object({
  notice: z.enum(notices).optional().catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
});

export type AccountSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out. */
export function readAccountSearch(params: Record<string, string | string[] | undefined>): AccountSearch {
  return search.parse(params);
}
