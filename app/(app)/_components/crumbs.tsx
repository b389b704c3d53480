"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Glyph } from "@/app/_components/glyph";
import type { TenantPlace } from "@/app/(app)/_components/rail";
import { reportLabel } from "@/lib/reports/report-label";

/** Pages that are called otherwise than their address. */
const words = new Map([
  ["account", "Your account"],
  ["hold", "Legal hold"],
  ["lift", "Lift the hold"],
  ["changes", "What changed"],
  ["sources", "Expected sources"],
  ["fleet", "Fleet runs"],
  ["add", "Add a member"],
  ["api-tokens", "API tokens"],
  ["graph", "Microsoft Graph"],
  ["create", "Make a token"],
  ["revoke", "Revoke"],
  ["remove", "Remove a member"],
  ["remove-logo", "Remove the logo"],
  ["verify", "Verify a pack"],
]);

/** "review-packs" is Review packs, and "12" is #12. */
function labelOf(part: string): string {
  const name = decodeURIComponent(part);
  return (
    words.get(part) ??
    (/^\d+$/.test(part) ? `#${part}` : name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " "))
  );
}

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
      const label = rest[at - 1] === "reports" ? reportLabel(decodeURIComponent(part)) : labelOf(part);
      steps.push({ href: `/tenants/${slug}/${rest.slice(0, at + 1).join("/")}`, label });
    });
  } else if (section === "docs") {
    steps.push({ href: "/docs/api", label: "HTTP API" });
  } else if (section) {
    [section, ...(slug ? [slug, ...rest] : [])].forEach((part, at, parts) => {
      steps.push({
        href: `/${parts.slice(0, at + 1).join("/")}`,
        label: at === 2 && /^(tenants|graph)$/.test(parts[1] ?? "") ? nameOf(part, places) : labelOf(part),
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
              {at > 0 && <Glyph name="chevron-right" className="size-3.5 text-muted max-sm:hidden" />}
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
