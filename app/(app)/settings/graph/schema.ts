import { z } from "zod";
import { fetchRhythms, type NewConnection } from "@/lib/graph/connections";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no slug");

/** A day as the browser's field gives it: it ends with that day, UTC. Empty: not known. */
const lastDay = z
  .union([z.literal(""), z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Write a date, like 2027-03-31.")])
  .transform((day) => (day === "" ? null : new Date(`${day}T23:59:59Z`)))
  .refine((at) => at === null || !Number.isNaN(at.getTime()), "Write a date, like 2027-03-31.");

/** The form of a connection. Of the credential only what was chosen counts. */
export const connectSchema = z
  .strictObject({
    workspace: slug,
    tenant: slug,
    clientId: z.string().max(80),
    credential: z.enum(["keep", "secret", "certificate"], "Choose a client secret or a certificate."),
    secret: z.string().max(400),
    secretEnds: lastDay,
    pem: z.string().max(40_000),
    fetchEvery: z.enum(fetchRhythms, "Choose how often it is fetched."),
  })
  .transform(({ credential, secret, secretEnds, pem, ...rest }) => ({
    ...rest,
    credential: credentialOf(credential, { secret, secretEnds, pem }),
  }));

function credentialOf(
  kind: "keep" | "secret" | "certificate",
  { secret, secretEnds, pem }: { secret: string; secretEnds: Date | null; pem: string },
): NewConnection["credential"] {
  if (kind === "secret") return { kind, secret, expiresAt: secretEnds };
  return kind === "certificate" ? { kind, pem } : { kind };
}

export const disconnectSchema = z.strictObject({ workspace: slug, tenant: slug });

export const fetchSchema = z.strictObject({ tenant: slug });

/** What people read of how often. */
export const rhythmWords: Record<(typeof fetchRhythms)[number], string> = {
  never: "Only when somebody asks for it",
  day: "Every day",
  week: "Every week",
};
