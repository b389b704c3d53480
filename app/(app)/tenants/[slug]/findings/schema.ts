import { z } from "zod";
import { type FindingFilter, type FindingSort, findingSorts } from "@/lib/findings/filter";
import { findingStatuses, type Severity, severities } from "@/lib/findings/severity";
import { latelyDays, latelyFrom } from "@/lib/overview/tenant-overview";

/** The tabs of the list; open is where one begins. */
export const findingTabs = ["open", "accepted", "resolved", "all"] as const;

export type FindingTab = (typeof findingTabs)[number];

/** What the severity may be narrowed to: one, or what the overview counts together. */
export const severityChoices = ["critical_high", ...severities] as const;

const cursor = z
  .string()
  .regex(/^([0-4]-)?[1-9]\d{0,17}$/)
  .optional()
  .catch(undefined);

const trimmed = (max: number) =>
  z
    .string()
    .transform((text) => text.trim().slice(0, max) || undefined)
    .optional()
    .catch(undefined);

const search = z.object({
  status: z.enum(findingTabs).optional().catch(undefined),
  severity: z.enum(severityChoices).optional().catch(undefined),
  tool: trimmed(80),
  q: trimmed(200),
  sort: z.enum(findingSorts).optional().catch(undefined),
  /** Only what was resolved in so many days. */
  resolved: z.literal(String(latelyDays)).optional().catch(undefined),
  cursor,
  newer: cursor,
});

/** What stands after `?` on the list of findings. */
export type FindingSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out, so that an old link opens. */
export function readSearch(params: Record<string, string | string[] | undefined>): FindingSearch {
  return search.parse(params);
}

/** The order that an address means. What no index holds is looked for from the newest on: that ends when a page is full. */
export function sortOf({ sort, q, resolved }: FindingSearch): FindingSort {
  return sort ?? (q || resolved ? "newest" : "worst");
}

/** The tab that an address means: what was resolved lately may have been opened again, so that one shows all. */
export function tabOf({ status, resolved }: FindingSearch): FindingTab {
  return status ?? (resolved ? "all" : "open");
}

/** The severities that an address means; undefined: all. */
export function severitiesOf({ severity }: FindingSearch): readonly Severity[] | undefined {
  if (severity === "critical_high") return ["critical", "high"];
  return severity === undefined ? undefined : [severity];
}

/** The address as the filter of the query. */
export function filterOf(view: FindingSearch, now: Date): FindingFilter {
  const tab = tabOf(view);
  return {
    severity: severitiesOf(view),
    status: findingStatuses.find((status) => status === tab),
    source: view.tool,
    text: view.q,
    resolvedSince: view.resolved ? latelyFrom(now) : undefined,
    sort: sortOf(view),
    cursor: view.cursor,
    before: view.newer,
  };
}
