import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import type { FindingCounts } from "@/lib/findings/queries";
import { findingsPath } from "../paths";
import { type FindingSearch, tabOf } from "../schema";
import { countOfStatus } from "./findings-words";

/** What stands where findings would be: none were ever imported, none is open, or none that the filter lets through. */
export function NoFindings({ slug, view, counts }: { slug: string; view: FindingSearch; counts: FindingCounts }) {
  const { severity, tool, q, resolved, cursor, newer } = view;
  const known = countOfStatus(counts, "open") + countOfStatus(counts, "accepted") + countOfStatus(counts, "resolved");
  if (known === 0) {
    return (
      <Card>
        <EmptyState
          icon="shield-check"
          title="Nothing here yet"
          text="Import a scan to see findings."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      </Card>
    );
  }
  const isNarrowed = Boolean(severity || tool || q || resolved || cursor || newer);
  return (
    <Card>
      <EmptyState
        icon={isNarrowed ? "search" : "shield-check"}
        title={
          isNarrowed ? "No finding is like that" : tabOf(view) === "open" ? "Nothing is open" : "None in this state"
        }
        text={
          isNarrowed
            ? "Other findings of this tenant may be of another severity, tool or state."
            : "The other findings of this tenant are in another state."
        }
        action={<Button href={findingsPath(slug, { status: "all" })}>Show all</Button>}
      />
    </Card>
  );
}
