"use client";

import clsx from "clsx";
import Link from "next/link";
import { useParams, usePathname } from "next/navigation";
import { Brand } from "@/app/_components/brand";
import { Glyph, type GlyphName } from "@/app/_components/glyph";
import { TenantSwitcher } from "@/app/(app)/_components/tenant-switcher";
import { tenantPages } from "@/app/(app)/pages";

/** A tenant as the frame names it. */
export interface TenantPlace {
  slug: string;
  name: string;
  workspace: string;
}

/** Which pages of the workspace the reader may open; the others have no line in the rail. */
export interface RailRights {
  audit: boolean;
  settings: boolean;
}

/** The left rail: workspace, tenant, and the pages of the tenant that the address names. */
export function Rail({ places, rights }: { places: TenantPlace[]; rights: RailRights }) {
  const { slug } = useParams<{ slug?: string }>();
  const pathname = usePathname();
  const current = places.find((place) => place.slug === slug);
  const workspace = current?.workspace ?? places[0]?.workspace;
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <Link href="/" className="flex h-8 items-center rounded-md px-2">
        <Brand />
      </Link>
      <div className="grid gap-1">
        {workspace && <p className="truncate px-2 text-xs text-muted">{workspace}</p>}
        <TenantSwitcher places={places} current={current} />
      </div>
      <nav aria-label={current ? current.name : "Workspace"}>
        <ul className="grid gap-0.5">
          {current ? (
            tenantPages.map(({ path, label, icon }) => {
              const href = `/tenants/${current.slug}${path}`;
              const isHere = path === "" ? pathname === href : pathname === href || pathname.startsWith(`${href}/`);
              return <RailLink key={path} href={href} label={label} icon={icon} isHere={isHere} />;
            })
          ) : (
            <>
              <RailLink href="/" label="Tenants" icon="building" isHere={pathname === "/"} />
              <RailLink href="/fleet" label="Fleet runs" icon="layers" isHere={pathname.startsWith("/fleet")} />
            </>
          )}
        </ul>
      </nav>
      <nav aria-label="Workspace pages" className="mt-auto">
        <ul className="grid gap-0.5">
          {rights.audit && (
            <RailLink href="/audit" label="Audit" icon="scroll" isHere={pathname.startsWith("/audit")} />
          )}
          {rights.settings && (
            <RailLink href="/settings" label="Settings" icon="settings" isHere={pathname.startsWith("/settings")} />
          )}
          <RailLink href="/verify" label="Verify a pack" icon="shield-check" isHere={pathname === "/verify"} />
        </ul>
      </nav>
    </div>
  );
}

function RailLink({ href, label, icon, isHere }: { href: string; label: string; icon: GlyphName; isHere: boolean }) {
  return (
    <li>
      <Link
        href={href}
        aria-current={isHere ? "page" : undefined}
        className={clsx(
          "flex h-8 items-center gap-2.5 rounded-md px-2",
          isHere ? "bg-sunken font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink",
        )}
      >
        <Glyph name={icon} />
        {label}
      </Link>
    </li>
  );
}
