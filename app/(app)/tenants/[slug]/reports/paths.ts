/** The stored reports of a tenant, or of one type; `report` names an older one, `page` counts from 1. */
export function reportPath(slug: string, type?: string, view: { report?: string; page?: number } = {}): string {
  const base = `/tenants/${slug}/reports`;
  if (!type) return base;
  const query = new URLSearchParams();
  if (view.report) query.set("report", view.report);
  if (view.page && view.page > 1) query.set("page", String(view.page));
  return `${base}/${type}${query.size > 0 ? `?${query}` : ""}`;
}
