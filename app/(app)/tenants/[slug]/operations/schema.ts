import { z } from "zod";
import type { OperationFilter } from "@/lib/operations/queries";
import { runOutcomes, runStatuses } from "@/lib/operations/queries";
import { operationTypes } from "@/lib/operations/runs";

const slugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no tenant's name");
const operationIdSchema = z.string().regex(/^[1-9]\d{0,17}$/, "is no operation's id");

/** The confirmation of Cancel. */
export const cancelSchema = z.strictObject({ tenant: slugSchema, operationId: operationIdSchema });

/** The confirmation of Replay. The key is made anew each time the form is shown: pressed twice, it replays once. */
export const replaySchema = cancelSchema.extend({ idempotencyKey: z.uuid("is not the form's own key") });

/** What the pages say after something happened. The words are fixed; only the name stands in the address. */
export const operationNotices = [
  "cancelled",
  "made",
  "already_available",
  "already_in_progress",
  "sent_again",
  "resumed",
  "reading_again",
  "being_made",
  "asked_for",
  "on_its_way",
] as const;

export type OperationNotice = (typeof operationNotices)[number];

const search = z.object({
  status: z
    .enum(["in_progress", ...runStatuses])
    .optional()
    .catch(undefined),
  outcome: z.enum(runOutcomes).optional().catch(undefined),
  type: z
    .string()
    .refine((type) => Object.hasOwn(operationTypes, type))
    .optional()
    .catch(undefined),
  /** Left out: newest first. */
  sort: z.literal("oldest").optional().catch(undefined),
  cursor: operationIdSchema.optional().catch(undefined),
  newer: operationIdSchema.optional().catch(undefined),
});

/** What stands after `?` on the list. */
export type OperationSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out, so that an old link opens. */
export function readSearch(params: Record<string, string | string[] | undefined>): OperationSearch {
  return search.parse(params);
}

const arrival = z.object({
  notice: z.enum(operationNotices).optional().catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
});

/** What a page of one run is to say on arrival. */
export function readArrival(params: Record<string, string | string[] | undefined>): z.output<typeof arrival> {
  return arrival.parse(params);
}

/** The address as the filter of the query. */
export function filterOf({ status, outcome, type, sort, cursor, newer }: OperationSearch): OperationFilter {
  const statuses =
    status === undefined ? undefined : status === "in_progress" ? (["queued", "running"] as const) : [status];
  return { status: statuses, outcome, type, order: sort, cursor, before: newer };
}
