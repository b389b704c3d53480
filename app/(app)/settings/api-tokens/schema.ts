import { z } from "zod";
import type { Problem } from "@/lib/action";
import { tokenCapabilities } from "@/lib/auth/capabilities";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no slug");

/** A new token. `tenants` counts when `scope` is "chosen"; no days: it does not run out. */
export const createTokenSchema = z.strictObject({
  workspace: slug,
  name: z.string().max(400),
  capabilities: z.array(z.enum(tokenCapabilities, "is nothing that a token may do")),
  scope: z.enum(["all", "chosen"], "is no choice of tenants"),
  tenants: z.array(slug).max(5_000),
  days: z
    .string()
    .regex(/^\d{0,4}$/, "is no number of days")
    .transform((text) => (text === "" ? null : Number(text))),
});

export const revokeTokenSchema = z.strictObject({
  workspace: slug,
  token: z.string().regex(/^[1-9]\d{0,17}$/, "is no token's id"),
});

/** After "Make token": refused, with what was typed and chosen; or made, with the token that is shown this once. */
export type CreateTokenState =
  | null
  | { problem: Problem; values: Record<string, string>; capabilities: string[]; tenants: string[] }
  | { token: string; name: string };
