import { z } from "zod";
import type { Problem } from "@/lib/action";
import { type Expectations, staleAfterDaysMax } from "@/lib/sources/expectations";

const days = z
  .string()
  .trim()
  .regex(/^\d{1,5}$/, `Write a whole number of days, 1 to ${staleAfterDaysMax}.`)
  .transform(Number);

/** The form: one default, and per source whether it is expected and after how many days it is stale (empty: the default). */
export const expectationsFormSchema = z
  .object({
    tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no tenant's name"),
    staleAfterDays: days,
  })
  .catchall(z.string().max(40))
  .transform(({ tenant, staleAfterDays, ...fields }) => ({
    tenant,
    wanted: { staleAfterDays, sources: sourcesOf(fields) },
  }));

/** Each source of the form sends its days, also when they are empty; an unticked box sends nothing. */
function sourcesOf(fields: Record<string, string>): Expectations["sources"] {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (!name.startsWith("days:")) return [];
      const source = name.slice("days:".length);
      const staleAfterDays = value.trim() === "" ? null : Number(value);
      return [[source, { isExpected: fields[`expected:${source}`] === "on", staleAfterDays }]];
    }),
  );
}

/** What the form shows after it was refused, with what was typed; null before. */
export type ExpectationsState = { problem: Problem; values: Record<string, string> } | null;
