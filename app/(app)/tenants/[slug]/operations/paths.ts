import type { OperationNotice, OperationSearch } from "./schema";

/** The list of operations, narrowed; written in one place. */
export function operationsPath(slug: string, view: OperationSearch = {}): string {
  const query = new URLSearchParams(
    Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return `/tenants/${slug}/operations${query.size > 0 ? `?${query}` : ""}`;
}

/** The page of one operation, or a page below it. */
export function operationPath(slug: string, operationId: string, below?: "cancel" | "replay"): string {
  return `/tenants/${slug}/operations/${operationId}${below ? `/${below}` : ""}`;
}

/** The page of one operation with something to say on arrival; `now` lets an old one fall silent. */
export function operationArrival(slug: string, operationId: string, notice: OperationNotice, now: Date): string {
  return `${operationPath(slug, operationId)}?${new URLSearchParams({ notice, at: String(now.getTime()) })}`;
}
