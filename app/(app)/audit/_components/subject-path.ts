import { importPath } from "@/app/(app)/tenants/[slug]/import/paths";
import { operationPath } from "@/app/(app)/tenants/[slug]/operations/paths";
import { packPath } from "@/app/(app)/tenants/[slug]/review-packs/paths";
import type { AuditRowView } from "@/lib/audit/browse";

/** What of a tenant has a page of its own. */
const tenantPages = new Map<string, (slug: string, id: string) => string>([
  ["tenant", (slug) => `/tenants/${slug}`],
  ["review_pack", (slug, id) => packPath(slug, id)],
  ["operation_run", (slug, id) => operationPath(slug, id)],
  ["import", importPath],
  ["graph_connection", (slug) => `/settings/graph/${slug}`],
]);

/** The page of what an event is about; null where it has none, or none any more. */
export function subjectPath({
  subject,
  tenant,
  isSubjectGone,
}: Pick<AuditRowView, "subject" | "tenant" | "isSubjectGone">): string | null {
  if (!subject || isSubjectGone) return null;
  if (subject.type === "fleet_run") return `/fleet/${subject.id}`;
  return tenant ? (tenantPages.get(subject.type)?.(tenant.slug, subject.id) ?? null) : null;
}
