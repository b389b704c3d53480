import { z } from "zod";
import type { PublicAnswer } from "@/lib/review-packs/answer-stranger";

/** The SHA-256 of a file, as people paste it: with spaces around it, in any case, or as sha256sum prints it. */
export const sha256Field = z
  .string()
  .max(400)
  .transform((text) => text.trim().toLowerCase().split(/\s/)[0] ?? "")
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, "A SHA-256 has 64 characters, 0 to 9 and a to f."));

/** What the browser asks about a file that it has looked at. */
export const questionSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  pack: z
    .strictObject({ id: z.string().regex(/^\d{1,18}$/), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
});

export type Question = z.infer<typeof questionSchema>;

/** The answer, or in words why there is none. */
export type Answer = { answer: PublicAnswer } | { problem: string };

/** A public key as the page hands it to the browser: the 32 bytes of the key, as base64. */
export interface BrowserKey {
  id: string;
  fingerprint: string;
  key: string;
}
