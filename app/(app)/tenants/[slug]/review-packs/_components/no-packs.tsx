import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { packsPath } from "../paths";
import type { PackFilter } from "../schema";

/** What stands where packs would be: there is none at all, or none that the filter lets through. */
export function NoPacks({ slug, filter }: { slug: string; filter: PackFilter | undefined }) {
  return (
    <Card>
      {filter ? (
        <EmptyState
          icon="file-archive"
          title="No pack in this state"
          text="Other packs of this tenant may be in another one."
          action={<Button href={packsPath(slug)}>Show all</Button>}
        />
      ) : (
        <EmptyState
          icon="file-archive"
          title="No review packs yet"
          text="A review pack is one file with the findings, reports and operations of this tenant as they are now, which anybody can check. Import a scan first; then generate one."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      )}
    </Card>
  );
}
