import { z } from "zod";
import type { Problem } from "@/lib/action";
import { packIdSchema, slugSchema } from "../../schema";

/** For how long a share link may work, in days; "pack" is as long as the pack can be downloaded. */
export const shareDays = ["7", "14", "30", "90"] as const;

/** A field that was left empty. */
const emptyIsNull = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value || null, schema.nullable());

/** The form that makes a share link. */
export const shareSchema = z.strictObject({
  tenant: slugSchema,
  packId: packIdSchema,
  label: z
    .string()
    .trim()
    .min(1, "Say whom the link is for.")
    .max(120, "Whom the link is for has at most 120 characters."),
  lasts: z.enum([...shareDays, "pack"], "is no length of time that is offered"),
  passphrase: emptyIsNull(
    z
      .string()
      .min(12, "A passphrase has at least 12 characters. Several words work well.")
      .max(200, "A passphrase has at most 200 characters."),
  ),
  usesMax: emptyIsNull(
    z.coerce
      .number("The number of downloads is a whole number.")
      .int("The number of downloads is a whole number.")
      .min(1, "A link that may not be used is none. Leave it empty for no limit.")
      .max(1_000_000, "That many downloads are no limit. Leave it empty."),
  ),
});

/** The confirmation before a share link is revoked. */
export const revokeSchema = z.strictObject({
  tenant: slugSchema,
  packId: packIdSchema,
  linkId: z.string().regex(/^[A-Za-z0-9_-]{22}$/, "is no share link"),
});

/** What the form shows next: the link, this once; or why there is none, with what was typed but the passphrase. */
export type ShareState =
  | { url: string; expiresAt: string; label: string; hasPassphrase: boolean }
  | { problem: Problem; typed: { label: string; lasts: string; usesMax: string } }
  | null;
