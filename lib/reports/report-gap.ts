import { objectOf, textOf } from "@/lib/readable/json";

/** Why a stored report is not whole: further pages are missing, its scan was a partial one, or its tool could not read all of it. */
export const reportGaps = ["pages_missing", "scan_partial", "not_all_read"] as const;

export type ReportGap = (typeof reportGaps)[number];

/** Why a report is not whole; null where it is. */
export function gapOf(report: { type: string; isComplete: boolean; hasNextPage: boolean }): ReportGap | null {
  if (report.isComplete) return null;
  if (report.type.startsWith("assessment.")) return "scan_partial";
  return report.hasNextPage ? "pages_missing" : "not_all_read";
}

/** Whether an answer in a report names a page that is not there. */
export function hasNextPage(payload: unknown): boolean {
  const parts = Object.values(objectOf(objectOf(payload).parts)).map((part) => objectOf(part).answer);
  return [payload, ...parts].some((answer) => textOf(objectOf(answer)[nextLink]) !== "");
}

const nextLink = "@odata.nextLink";

/** The same as SQL, over a row `r` of stored_reports that is not complete; false for one that is, without looking into it. */
export const hasNextPageSql = `CASE WHEN r.is_complete THEN false ELSE coalesce(r.payload->>'${nextLink}', '') <> '' OR EXISTS (
  SELECT FROM json_each(CASE WHEN json_typeof(r.payload->'parts') = 'object' THEN r.payload->'parts' ELSE '{}' END) part
  WHERE coalesce(part.value->'answer'->>'${nextLink}', '') <> '') END`;
