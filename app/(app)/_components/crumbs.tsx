"use client";

import ChevronRight from "lucide-react/icons/chevron-right";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { TenantPlace } from "@/app/(app)/_components/rail";

const words: Record<string, string> = {
  "review-packs": "Review packs",
  findings: "Findings",
  reports: "Reports",
  entra_admin_roles: "Privileged roles",
  permission_posture: "Permission posture",
  operations: "Operations",
  import: "Import",
  generate: "Generate",
  expire: "Expire",
  delete: "Delete",
  download: "Download",
  notifications: "Notifications",
  settings: "Settings",
  schedules: "Schedules",
  fleet: "Fleet runs",
  members: "Members",
  tenants: "Tenants",
  retention: "Retention",
  branding: "Branding",
  add: "Add a member",
  remove: "Remove a member",
  "remove-logo": "Remove the logo",
  audit: "Audit",
  search: "Search",
};

/** A tenant's name by its slug; anything else as it stands in the address. */
const nameOf = (slug: string, places: TenantPlace[]) =>
  places.find((place) => place.slug === slug)?.name ?? decodeURIComponent(slug);

/** Where the reader is, from the address: every step but the last is a link. */
export function Crumbs({ places }: { places: TenantPlace[] }) {
  const [section, slug, ...rest] = usePathname().split("/").filter(Boolean);
  const steps = [{ href: "/", label: "Tenants" }];
  if (section === "tenants" && slug) {
    steps.push({
      href: `/tenants/${slug}`,
      label: slug === "new" ? "Add a tenant" : nameOf(slug, places),
    });
    rest.forEach((part, at) => {
      const label = words[part] ?? (/^\d+$/.test(part) ? `#${part}` : decodeURIComponent(part));
      steps.push({ href: `/tenants/${slug}/${rest.slice(0, at + 1).join("/")}`, label });
    });
  } else if (section) {
    [section, ...(slug ? [slug, ...rest] : [])].forEach((part, at, parts) => {
      steps.push({
        href: `/${parts.slice(0, at + 1).join("/")}`,
        label: words[part] ?? (/^\d+$/.test(part) ? `#${part}` : nameOf(part, places)),
      });
    });
  }
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1">
        {steps.map(({ href, label }, at) => {
          const isLast = at === steps.length - 1;
          return (
            <li
              key={href}
              className={isLast ? "flex min-w-0 items-center gap-1" : "flex shrink-0 items-center gap-1 max-sm:hidden"}
            >
              {at > 0 && <ChevronRight aria-hidden="true" className="size-3.5 shrink-0 text-muted max-sm:hidden" />}
              {isLast ? (
                <span aria-current="page" className="truncate">
                  {label}
                </span>
              ) : (
                <Link href={href} className="max-w-48 truncate text-muted hover:text-ink">
                  {label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
