import { Icon } from "@/app/_components/icon";
import { Bell } from "@/app/(app)/_components/bell";
import { Crumbs } from "@/app/(app)/_components/crumbs";
import { PersonMenu } from "@/app/(app)/_components/person-menu";
import { Rail, type RailRights, type TenantPlace } from "@/app/(app)/_components/rail";
import { SearchLauncher } from "@/app/(app)/_components/search-launcher";

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
      <SearchLauncher shortcut={shortcut} reader={person.email} />
      <Bell unread={unread} className={square} />
      <PersonMenu {...person} />
    </header>
  );
}
