import { badgeCatalogue } from "@/app/_components/badge-catalogue";
import { formatNumber } from "@/app/_components/format";
import { TabLink } from "@/app/_components/tab-link";
import type { FindingCounts } from "@/lib/findings/queries";
import { severities } from "@/lib/findings/severity";
import { findingsPath } from "../paths";
import { type FindingSearch, type FindingTab, findingTabs, severitiesOf, tabOf } from "../schema";

/** The filter by status. With a number each, as long as that number is the one of the list: tool and text are not counted. */
export function FindingTabs({ slug, view, counts }: { slug: string; view: FindingSearch; counts: FindingCounts }) {
  const current = tabOf(view);
  const isCounted = !view.tool && !view.q && !view.resolved;
  const among = severitiesOf(view) ?? severities;
  const countOf = (tab: FindingTab) =>
    among.reduce((sum, severity) => {
      const { open, accepted, resolved } = counts[severity];
      return sum + (tab === "all" ? open + accepted + resolved : counts[severity][tab]);
    }, 0);
  return (
    <nav aria-label="Filter by status" className="-mx-1 mb-3 flex flex-wrap gap-1 p-1 screen-only">
      {findingTabs.map((tab) => (
        <TabLink
          key={tab}
          href={findingsPath(slug, { ...view, status: tab === "open" && !view.resolved ? undefined : tab })}
          label={tab === "all" ? "All" : badgeCatalogue.finding_status[tab].label}
          count={isCounted ? formatNumber(countOf(tab)) : undefined}
          isCurrent={tab === current}
        />
      ))}
    </nav>
  );
}
