import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { operationsPath } from "../paths";
import type { OperationSearch } from "../schema";

/** What stands where runs would be: none at all, none of this kind, or none beyond the last page. */
export function NoOperations({ slug, view, isFirst }: { slug: string; view: OperationSearch; isFirst: boolean }) {
  if (!isFirst) {
    return (
      <EmptyState
        icon="activity"
        title="There is nothing more."
        text="The list ends before this page."
        action={<Button href={operationsPath(slug, view)}>Back to its beginning</Button>}
      />
    );
  }
  if (view.status || view.outcome || view.type) {
    return (
      <EmptyState
        icon="activity"
        title="No operation is like that."
        text="Operations in another state or of another kind are under All."
        action={<Button href={operationsPath(slug)}>Show all</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon="activity"
      title="Nothing was done here yet."
      text="Imports and generated review packs are listed here, with how they ended."
      action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
    />
  );
}
