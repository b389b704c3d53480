import { formatNumber } from "@/app/_components/format";
import { TabLink } from "@/app/_components/tab-link";
import type { PackStatus } from "@/lib/review-packs/status";
import { packsPath } from "../paths";
import { type PackFilter, packFilters } from "../schema";

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

/** The filter by status, with how many there are of each; it stands in the address. */
export function PackTabs({
  slug,
  current,
  counts,
}: {
  slug: string;
  current: PackFilter | undefined;
  counts: Record<PackStatus, number>;
}) {
  const countOf = (filter: PackFilter) => filterStatuses[filter].reduce((sum, status) => sum + counts[status], 0);
  return (
    <nav aria-label="Filter by status" className="-mx-1 mb-3 flex gap-1 overflow-x-auto p-1 screen-only">
      <TabLink href={packsPath(slug)} label="All" isCurrent={current === undefined} />
      {packFilters.map((filter) => (
        <TabLink
          key={filter}
          href={packsPath(slug, { status: filter })}
          label={labels[filter]}
          count={formatNumber(countOf(filter))}
          isCurrent={current === filter}
        />
      ))}
    </nav>
  );
}
