"use client";

import clsx from "clsx";
import Activity from "lucide-react/icons/activity";
import Building from "lucide-react/icons/building-2";
import FileArchive from "lucide-react/icons/file-archive";
import Layers from "lucide-react/icons/layers";
import LayoutDashboard from "lucide-react/icons/layout-dashboard";
import ScrollText from "lucide-react/icons/scroll-text";
import Settings from "lucide-react/icons/settings";
import ShieldAlert from "lucide-react/icons/shield-alert";
import Table from "lucide-react/icons/table-2";
import Upload from "lucide-react/icons/upload";
import Link from "next/link";
import { useParams, usePathname } from "next/navigation";
import { Brand } from "@/app/_components/brand";
import { TenantSwitcher } from "@/app/(app)/_components/tenant-switcher";

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

// In the order of design.md; a page that does not exist yet has no line here.
const pages = [
  { path: "", label: "Overview", icon: LayoutDashboard },
  { path: "/review-packs", label: "Review packs", icon: FileArchive },
  { path: "/findings", label: "Findings", icon: ShieldAlert },
  { path: "/reports", label: "Reports", icon: Table },
  { path: "/operations", label: "Operations", icon: Activity },
  { path: "/import", label: "Import", icon: Upload },
];

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
            pages.map(({ path, label, icon }) => {
              const href = `/tenants/${current.slug}${path}`;
              const isHere = path === "" ? pathname === href : pathname === href || pathname.startsWith(`${href}/`);
              return <RailLink key={path} href={href} label={label} icon={icon} isHere={isHere} />;
            })
          ) : (
            <>
              <RailLink href="/" label="Tenants" icon={Building} isHere={pathname === "/"} />
              <RailLink href="/fleet" label="Fleet runs" icon={Layers} isHere={pathname.startsWith("/fleet")} />
            </>
          )}
        </ul>
      </nav>
      <nav aria-label="Workspace pages" className="mt-auto">
        <ul className="grid gap-0.5">
          {rights.audit && (
            <RailLink href="/audit" label="Audit" icon={ScrollText} isHere={pathname.startsWith("/audit")} />
          )}
          {rights.settings && (
            <RailLink href="/settings" label="Settings" icon={Settings} isHere={pathname.startsWith("/settings")} />
          )}
        </ul>
      </nav>
    </div>
  );
}

function RailLink({
  href,
  label,
  icon: Drawing,
  isHere,
}: {
  href: string;
  label: string;
  icon: typeof Activity;
  isHere: boolean;
}) {
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
        <Drawing aria-hidden="true" strokeWidth={1.75} className="size-4 shrink-0" />
        {label}
      </Link>
    </li>
  );
}
