"use client";

import clsx from "clsx";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Glyph } from "@/app/_components/glyph";
import type { TenantPlace } from "@/app/(app)/_components/rail";

/** The list of tenants with a filter. With scripts off it opens all the same, and the filter asks the search page. */
export function TenantSwitcher({ places, current }: { places: TenantPlace[]; current: TenantPlace | undefined }) {
  const [filter, setFilter] = useState("");
  const router = useRouter();
  const wanted = filter.trim().toLowerCase();
  const shown = places.filter(({ name, slug }) => name.toLowerCase().includes(wanted) || slug.includes(wanted));
  return (
    <details data-menu className="relative">
      <summary className="flex h-9 items-center justify-between gap-2 rounded-md border border-line bg-surface px-2.5 font-medium hover:bg-hover">
        <span className="truncate">{current?.name ?? "All tenants"}</span>
        <Glyph name="chevrons-up-down" className="size-3.5 text-muted" />
      </summary>
      <div className="absolute top-full right-0 left-0 z-40 mt-1 min-w-56 rounded-lg border border-line bg-surface p-1 shadow-lg shadow-scrim/20">
        <form
          action="/search"
          onSubmit={(event) => {
            event.preventDefault();
            const first = shown[0];
            if (first) router.push(`/tenants/${first.slug}`);
          }}
        >
          <input
            name="q"
            type="search"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            placeholder="Find a tenant"
            aria-label="Find a tenant"
            autoComplete="off"
            className="mb-1 h-8 w-full rounded-sm border border-line bg-ground px-2 placeholder:text-muted"
          />
        </form>
        <ul className="max-h-[min(22rem,60vh)] overflow-y-auto">
          {shown.map(({ slug, name }) => (
            <SwitcherLink key={slug} href={`/tenants/${slug}`} isHere={slug === current?.slug}>
              {name}
            </SwitcherLink>
          ))}
          {shown.length === 0 && <li className="px-2 py-1.5 text-muted">No tenant has that name.</li>}
          <li className="my-1 border-t border-line" />
          <SwitcherLink href="/" isHere={!current}>
            All tenants
          </SwitcherLink>
        </ul>
      </div>
    </details>
  );
}

function SwitcherLink({ href, isHere, children }: { href: string; isHere: boolean; children: React.ReactNode }) {
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        aria-current={isHere ? "true" : undefined}
        className={clsx(
          "flex h-8 items-center justify-between gap-2 rounded-sm px-2 hover:bg-hover",
          isHere && "font-medium",
        )}
      >
        <span className="truncate">{children}</span>
        {isHere && <Glyph name="check" className="size-3.5" />}
      </Link>
    </li>
  );
}
