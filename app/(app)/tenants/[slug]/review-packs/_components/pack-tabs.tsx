import { TabLink } from "@/app/_components/tab-link";
import type { PackStatus } from "@/lib/review-packs/status";
import { type PackListView, packsPath } from "../paths";
import { type PackFilter, packFilters } from "../schema";
import { formatCapped } from "./packs-words";

const labels: Record<PackFilter, string> = {
  ready: "Ready",
  in_progress: "In progress",
  failed: "Failed",
  expired: "Expired",
};

/** Which statuses a tab shows. */
export const filterStatuses: Record<PackFilter, readonly PackStatus[]> = {
  ready: ["ready"],
  in_progress: ["queued", "generating"],
  failed: ["failed"],
  expired: ["expired"],
};

/** The filter by status, with how many there are of each, as long as nothing else narrows the list; it stands in the address. */
export function PackTabs({
  slug,
  view: { status: current, hash, sort },
  counts,
}: {
  slug: string;
  view: PackListView;
  counts: Record<PackStatus, number>;
}) {
  const countOf = (filter: PackFilter) => filterStatuses[filter].reduce((sum, status) => sum + counts[status], 0);
  return (
    <nav aria-label="Filter by status" className="-mx-1 flex flex-wrap gap-1 p-1 screen-only">
      <TabLink href={packsPath(slug, { hash, sort })} label="All" isCurrent={current === undefined} />
      {packFilters.map((filter) => (
        <TabLink
          key={filter}
          href={packsPath(slug, { status: filter, hash, sort })}
          label={labels[filter]}
          count={hash === undefined ? formatCapped(countOf(filter)) : undefined}
          isCurrent={current === filter}
        />
      ))}
    </nav>
  );
}
