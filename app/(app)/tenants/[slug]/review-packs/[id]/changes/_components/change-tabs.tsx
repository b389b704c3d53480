import { formatNumber } from "@/app/_components/format";
import { TabLink } from "@/app/_components/tab-link";
import type { ChangesSummary } from "@/lib/review-packs/changes-summary";
import { changeWords } from "../../../_components/change-words";
import { changesPath } from "../../../paths";
import { findingChangeKinds, type PackChangeKind, packChangeKinds } from "../../../schema";

interface ChangeTabsProps {
  slug: string;
  packId: string;
  kind: PackChangeKind;
  until?: "now";
  /** How many there are of each kind, where that is recorded. */
  totals?: ChangesSummary["totals"];
}

/** The kinds of change, and what the one that is shown means. Since a pack, the findings alone are told of. */
export function ChangeTabs({ slug, packId, kind, until, totals }: ChangeTabsProps) {
  return (
    <>
      <nav aria-label="Kinds of change" className="-mx-1 mb-3 flex flex-wrap gap-1 p-1 screen-only">
        {(until ? findingChangeKinds : packChangeKinds).map((one) => (
          <TabLink
            key={one}
            href={changesPath(slug, packId, one, { until })}
            label={changeWords[one].short}
            count={totals && formatNumber(countOf(totals, one))}
            isCurrent={one === kind}
          />
        ))}
      </nav>
      <p className="mb-3 text-muted">{changeWords[kind].what}.</p>
    </>
  );
}

function countOf(totals: ChangesSummary["totals"], kind: PackChangeKind): number {
  if (kind === "roles") return totals.role_assignments.added + totals.role_assignments.removed;
  if (kind === "permissions") return totals.permissions.added + totals.permissions.removed;
  return totals.findings[kind];
}
