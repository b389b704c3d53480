import Link from "next/link";
import { Icon } from "@/app/_components/icon";
import { Crumbs } from "@/app/(app)/_components/crumbs";
import { PersonMenu } from "@/app/(app)/_components/person-menu";
import { Rail, type RailRights, type TenantPlace } from "@/app/(app)/_components/rail";

const square = "relative grid size-9 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink";

/** The bar above a page: menu (on phones), breadcrumbs, search, notifications, person. */
export function TopBar({
  places,
  rights,
  unread,
  person,
  shortcut,
}: {
  places: TenantPlace[];
  rights: RailRights;
  unread: number;
  person: { name: string; email: string };
  /** How the search's keys are written on the reader's device. */
  shortcut: string;
}) {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-ground px-4 sm:px-6 lg:px-10 screen-only">
      <details data-menu className="-ml-2 lg:hidden">
        <summary className={square} aria-label="Menu">
          <Icon name="menu" />
        </summary>
        <div className="fixed inset-x-0 top-14 bottom-0 z-40 bg-scrim">
          <div className="h-full w-72 max-w-[85vw] border-r border-line bg-ground">
            <Rail places={places} rights={rights} />
          </div>
        </div>
      </details>
      <Crumbs places={places} />
      <search className="ml-auto max-sm:hidden">
        <form action="/search" className="relative">
          <Icon name="search" className="pointer-events-none absolute top-2.5 left-2.5 size-3.5 text-muted" />
          <input
            id="search"
            type="search"
            name="q"
            placeholder="Search"
            aria-label="Search tenants, findings and operations"
            autoComplete="off"
            className="peer h-8.5 w-52 rounded-md border border-line bg-surface pr-14 pl-8 placeholder:text-muted xl:w-64"
          />
          <kbd className="pointer-events-none absolute top-2 right-2.5 font-sans text-xs text-muted peer-focus:hidden">
            {shortcut}
          </kbd>
        </form>
      </search>
      <Link href="/search" aria-label="Search" className={`${square} ml-auto sm:hidden`}>
        <Icon name="search" />
      </Link>
      <Link
        href="/notifications"
        aria-label={unread === 0 ? "Notifications" : `Notifications, ${unread} unread`}
        className={square}
      >
        <Icon name="bell" />
        {unread > 0 && (
          <span className="absolute top-0.5 right-0 min-w-4 ring-2 ring-ground rounded-full bg-accent px-1 text-center text-[0.625rem] leading-4 font-medium text-on-accent">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </Link>
      <PersonMenu {...person} />
    </header>
  );
}
