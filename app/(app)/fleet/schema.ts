import { z } from "zod";
import type { Problem } from "@/lib/action";

const checkbox = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");
const key = z.uuid("is not the form's own key");

/** The form on the page of all tenants. One run takes the tenants of one workspace. */
export const requestFleetSchema = z.strictObject({
  tenants: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no tenant's name"))
    .min(1, "Choose at least one tenant.")
    .max(5_000, "Choose at most 5,000 tenants."),
  includePii: checkbox,
  includeOperations: checkbox,
  idempotencyKey: key,
});

/** "Try the failed ones again". */
export const retryFleetSchema = z.strictObject({
  fleetRunId: z.string().regex(/^[1-9]\d{0,17}$/, "is no run's id"),
  idempotencyKey: key,
});

/** What the form shows after it was refused, with the choice as it was; null before. */
export type FleetState = { problem: Problem; tenants: string[] } | null;

/** What the retry shows after it was refused; null before. */
export type RetryState = Problem | null;
