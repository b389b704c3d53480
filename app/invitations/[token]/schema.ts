import { z } from "zod";
import type { Problem } from "@/lib/action";

const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is no invitation");

/** Somebody signed in accepts. */
export const acceptSchema = z.strictObject({ token });

/** Somebody new accepts, with a password of their own. */
export const acceptWithPasswordSchema = z.strictObject({
  token,
  name: z
    .string()
    .trim()
    .min(1, "Write what people call you.")
    .max(200, "A name has 200 characters at most.")
    .regex(/^\P{Cc}*$/u, "Write the name on one line."),
  password: z.string().min(1, "Choose a password.").max(1000),
});

/** Why an invitation was not accepted, and the name that was typed. */
export type AcceptState = { problem: Problem; name: string } | null;
