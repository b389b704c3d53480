import { z } from "zod";
import type { Problem } from "@/lib/action";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no slug");
const checkbox = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

/** A new schedule. `tenants` counts when `scope` is "chosen". */
export const addScheduleSchema = z.strictObject({
  workspace: slug,
  cadence: z.enum(["monthly", "quarterly"], "is no rhythm"),
  dayOfMonth: z.coerce
    .number("has to be a day")
    .int()
    .min(1, "Choose a day from 1 to 28.")
    .max(28, "Choose a day from 1 to 28."),
  hourUtc: z.coerce
    .number("has to be an hour")
    .int()
    .min(0, "Choose an hour from 0 to 23.")
    .max(23, "Choose an hour from 0 to 23."),
  scope: z.enum(["all", "chosen"], "is no choice of tenants"),
  tenants: z.array(slug).max(5_000),
  includePii: checkbox,
  includeOperations: checkbox,
});

/** Pause, resume and delete. */
export const scheduleActionSchema = z.strictObject({
  workspace: slug,
  schedule: z.string().regex(/^[1-9]\d{0,17}$/, "is no schedule's id"),
});

/** What the form shows after it was refused, with what was chosen; null before. */
export type ScheduleState = { problem: Problem; values: Record<string, string>; tenants: string[] } | null;
