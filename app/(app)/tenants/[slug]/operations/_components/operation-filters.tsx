import { Button } from "@/app/_components/button";
import { TabLink } from "@/app/_components/tab-link";
import { operationTypes } from "@/lib/operations/runs";
import { operationsPath } from "../paths";
import type { OperationSearch } from "../schema";

type State = Pick<OperationSearch, "status" | "outcome">;

const tabs: { label: string; state: State }[] = [
  { label: "All", state: {} },
  { label: "In progress", state: { status: "in_progress" } },
  { label: "Succeeded", state: { outcome: "succeeded" } },
  { label: "Failed", state: { outcome: "failed" } },
  { label: "Cancelled", state: { outcome: "cancelled" } },
];

/** The filter by state and by kind. It stands in the address, and works before and without scripts. */
export function OperationFilters({ slug, view }: { slug: string; view: OperationSearch }) {
  const { status, outcome, type, sort } = view;
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2 screen-only">
      <nav aria-label="Filter by state" className="-mx-1 flex flex-wrap gap-1 p-1">
        {tabs.map(({ label, state }) => (
          <TabLink
            key={label}
            href={operationsPath(slug, { ...state, type, sort })}
            label={label}
            isCurrent={state.status === status && state.outcome === outcome}
          />
        ))}
      </nav>
      <search>
        {/* Of another filter it is another form: what the address says stands in it, also after a click on a tab. */}
        <form key={JSON.stringify(view)} action={operationsPath(slug)} className="flex gap-2">
          {status && <input type="hidden" name="status" value={status} />}
          {outcome && <input type="hidden" name="outcome" value={outcome} />}
          {sort && <input type="hidden" name="sort" value={sort} />}
          <select
            name="type"
            aria-label="Operation"
            defaultValue={type ?? ""}
            className="h-9 min-w-0 rounded-md border border-edge bg-surface px-2.5 text-ink"
          >
            <option value="">Any operation</option>
            {Object.entries(operationTypes).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <Button type="submit">Apply</Button>
        </form>
      </search>
    </div>
  );
}
