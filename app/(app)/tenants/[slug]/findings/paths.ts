import type { FindingSearch } from "./schema";

/** The list of findings, narrowed; written in one place. */
export function findingsPath(slug: string, view: FindingSearch = {}): string {
  const query = new URLSearchParams(
    Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return `/tenants/${slug}/findings${query.size > 0 ? `?${query}` : ""}`;
}

/** The page of one finding. */
export function findingPath(slug: string, findingId: string): string {
  return `/tenants/${slug}/findings/${findingId}`;
}
