import { z } from "zod";
import type { Refused } from "@/app/_components/confirm-form";
import type { Problem } from "@/lib/action";
import { packStatuses } from "@/lib/review-packs/status";

/** A tenant's slug as it stands in addresses. */
export const slugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no tenant's name");

/** A pack's id as it stands in addresses: a positive bigint in decimal. */
export const packIdSchema = z.string().regex(/^[1-9]\d{0,17}$/, "is no pack's id");

/** A browser sends a ticked box as "on" and an unticked one not at all. */
const checkbox = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

/** The Generate form. The key is made anew each time the form is shown: pressed twice, it makes one pack. */
export const generateSchema = z.strictObject({
  tenant: slugSchema,
  includePii: checkbox,
  includeOperations: checkbox,
  idempotencyKey: z.uuid("is not the form's own key"),
});

/** Try again. The key is made anew each time the button is shown: pressed twice, it makes one pack. */
export const tryAgainSchema = z.strictObject({
  tenant: slugSchema,
  packId: packIdSchema,
  idempotencyKey: z.uuid("is not the form's own key"),
});

/** The confirmation of what is done to a pack. */
export const packActionSchema = z.strictObject({ tenant: slugSchema, packId: packIdSchema });

/** What the Generate form shows after it was refused, with the choices as they were; null before. */
export type GenerateState = { problem: Problem; includePii: boolean; includeOperations: boolean } | null;

/** What a confirmation shows after it was refused; null before. */
export type ConfirmState = Refused;

/** What the pages say after something happened. The words are fixed; only the name stands in the address. */
const notices = [
  "queued",
  "already_available",
  "already_in_progress",
  "expired",
  "deleted",
  "held",
  "hold_lifted",
  "share_revoked",
] as const;

export type PackNotice = (typeof notices)[number];

/** The tabs of the list. Packs that are queued or being made are in progress. */
export const packFilters = ["ready", "in_progress", "failed", "expired"] as const;

export type PackFilter = (typeof packFilters)[number];

const search = z.object({
  status: z
    .enum([...packFilters, ...packStatuses])
    .transform((value): PackFilter => (value === "queued" || value === "generating" ? "in_progress" : value))
    .optional()
    .catch(undefined),
  /** What somebody pasted into the search by hash; it is read by `hashPrefix`. */
  hash: z
    .string()
    .transform((text) => text.trim().slice(0, 200) || undefined)
    .optional()
    .catch(undefined),
  /** Left out: newest first. */
  sort: z.literal("oldest").optional().catch(undefined),
  cursor: packIdSchema.optional().catch(undefined),
  newer: packIdSchema.optional().catch(undefined),
  notice: z.enum(notices).optional().catch(undefined),
  pack: packIdSchema.optional().catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
  refused: z.coerce.number().int().optional().catch(undefined),
});

/** What stands after `?` on these pages. */
export type PackSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out, so that an old link opens. */
export function readSearch(params: Record<string, string | string[] | undefined>): PackSearch {
  return search.parse(params);
}

/** The lists of what changed with a pack. */
export const packChangeKinds = [
  "new",
  "resolved",
  "reopened",
  "accepted",
  "severity_changed",
  "details_changed",
  "roles",
  "permissions",
] as const;

export type PackChangeKind = (typeof packChangeKinds)[number];

const changesSearch = z.object({
  kind: z.enum(packChangeKinds).catch("new"),
  /** What changed since the pack; left out: between the one before it and the pack. */
  until: z.literal("now").optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(4000).catch(1),
});

/** The lists of what changed since a pack: of the findings alone, of which the history tells. */
export const findingChangeKinds = packChangeKinds.filter((kind) => kind !== "roles" && kind !== "permissions");

/** Which list, and which page of it; never throws. */
export function readChangesSearch(params: Record<string, string | string[] | undefined>) {
  return changesSearch.parse(params);
}
