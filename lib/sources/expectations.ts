import { z } from "zod";

/** Days after which a source is stale when nobody said otherwise, and the most that can be said. */
export const staleAfterDaysDefault = 30;
export const staleAfterDaysMax = 3650;

/** Named as missing from the first day. Any other source is expected once it has been collected. */
export const expectedFromTheStart = ["entra_admin_roles", "findings", "hardening", "permission_posture"] as const;

const days = z.int().min(1).max(staleAfterDaysMax);

/** A source's name: a type of report, `findings.<tool>`, `findings` for those of any tool, or `hardening`. */
export const sourceName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9_]+(\.[a-z0-9_-]+)*$/);

/** staleAfterDays null: as for sources without a row. */
const expectation = z.strictObject({ isExpected: z.boolean(), staleAfterDays: days.nullable() });

/** What somebody said about one source. */
export type Expectation = z.infer<typeof expectation>;

export const expectationsSchema = z.strictObject({
  /** Of sources that have no row of their own. */
  staleAfterDays: days,
  sources: z.record(sourceName, expectation),
});

/** What a tenant's packs are expected to hold. */
export type Expectations = z.infer<typeof expectationsSchema>;

const stored = z.object({
  staleAfterDays: days.catch(staleAfterDaysDefault).default(staleAfterDaysDefault),
  sources: z.record(sourceName, expectation).catch({}).default({}),
});

/** Reads the column of a tenant; what is left out there is as the defaults are. Never throws. */
export function expectationsFrom(column: unknown): Expectations {
  const parsed = stored.safeParse(column ?? {});
  return parsed.success ? parsed.data : { staleAfterDays: staleAfterDaysDefault, sources: {} };
}

/** What is expected of a source: its own row; of a tool's findings else that of all findings; else the default. */
export function expectationOf(
  { sources, staleAfterDays }: Expectations,
  source: string,
): { isExpected: boolean; staleAfterDays: number } {
  const general = source.startsWith("findings.") ? sources.findings : undefined;
  const own = sources[source] ?? general;
  return {
    isExpected: own?.isExpected ?? true,
    staleAfterDays: own?.staleAfterDays ?? general?.staleAfterDays ?? staleAfterDays,
  };
}

/** Whether a source that was never collected is missed. */
export function isMissed(expectations: Expectations, source: string): boolean {
  const own = expectations.sources[source];
  return own ? own.isExpected : expectedFromTheStart.some((expected) => expected === source);
}
