import { z } from "zod";

/** The sign-in form. */
export const signInSchema = z.strictObject({
  email: z.string().min(1, "Write your e-mail address.").max(320),
  password: z.string().min(1, "Write your password.").max(1000),
  callbackUrl: z.string().max(2000).optional(),
});
