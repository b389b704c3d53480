import { z } from "zod";
import type { Problem } from "@/lib/action";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no slug");
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)));

/** The filters of the audit; they stand in the address of the page and of the export. */
const filters = {
  workspace: slug.optional().catch(undefined),
  action: z
    .string()
    .regex(/^[a-z_]{1,60}(\.[a-z_.]{1,60})?$/)
    .optional()
    .catch(undefined),
  tenant: slug.optional().catch(undefined),
  person: z
    .string()
    .regex(/^(\d{1,18}|operator|system|link|token|anonymous)$/)
    .optional()
    .catch(undefined),
  subject: z
    .string()
    .trim()
    .regex(/^[a-z_]{1,60}(:[^\s:]{1,100})?$/)
    .optional()
    .catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
};

const search = z.object({
  ...filters,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional()
    .catch(undefined),
});

/** What stands after `?` on the page of the audit. */
export type AuditSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out. */
export function readAuditSearch(params: Record<string, string | string[] | undefined>): AuditSearch {
  return search.parse(params);
}

/** The address of the page, or of the export, with these filters. */
export function auditPath(view: AuditSearch, below: "" | "/export" = ""): string {
  const given = Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `/audit${below}${given.length > 0 ? `?${new URLSearchParams(given)}` : ""}`;
}

export const checkSchema = z.strictObject({ workspace: slug });

/** What became of the check of the chain; null before. */
export type CheckState =
  | { headSeq: string; headHash: string; at: string; detail: string | null }
  | { problem: Problem }
  | null;
