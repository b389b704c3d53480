import { severityCatalogue } from "@/app/_components/badge-catalogue";
import { Button } from "@/app/_components/button";
import type { FindingSort } from "@/lib/findings/filter";
import { latelyDays } from "@/lib/overview/tenant-overview";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import { findingsPath } from "../paths";
import { type FindingSearch, severityChoices, sortOf } from "../schema";

const control = "h-9 min-w-0 rounded-md border border-edge bg-surface px-2.5 text-ink placeholder:text-muted";

const sorts: Record<FindingSort, string> = { worst: "Worst first", newest: "Newest first", oldest: "Oldest first" };

/** What the list is narrowed to, as a form that asks by address: it works before and without scripts. */
export function FindingFilters({ slug, view, tools }: { slug: string; view: FindingSearch; tools: string[] }) {
  const { status, severity, tool, q, sort, resolved } = view;
  const isNarrowed = Boolean(severity || tool || q || resolved);
  return (
    <search className="mb-4 block screen-only">
      {/* Of another filter it is another form: what the address says stands in it, also after a click on a tab. */}
      <form key={JSON.stringify(view)} action={findingsPath(slug)} className="flex flex-wrap gap-2">
        {status && <input type="hidden" name="status" value={status} />}
        {resolved && <input type="hidden" name="resolved" value={resolved} />}
        <input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          aria-label="Text in title, check or resource"
          placeholder="Title, check or resource"
          className={`${control} grow basis-56`}
        />
        <Choice name="severity" label="Severity" value={severity}>
          <option value="">Any severity</option>
          {severityChoices.map((one) => (
            <option key={one} value={one}>
              {one === "critical_high" ? "Critical and high" : severityCatalogue[one].label}
            </option>
          ))}
        </Choice>
        {(tools.length > 1 || tool) && (
          <Choice name="tool" label="Tool" value={tool}>
            <option value="">Any tool</option>
            {[...new Set([...tools, ...(tool ? [tool] : [])])].map((one) => (
              <option key={one} value={one}>
                {inertText(toolName(one), 60)}
              </option>
            ))}
          </Choice>
        )}
        <Choice name="sort" label="Order" value={sortOf(view)}>
          {Object.entries(sorts).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Choice>
        <Button type="submit">Apply</Button>
        {isNarrowed && (
          <Button variant="ghost" href={findingsPath(slug, { status, sort })}>
            Clear
          </Button>
        )}
      </form>
      {resolved && <p className="mt-2 text-muted">Only what was resolved in the last {latelyDays} days.</p>}
    </search>
  );
}

function Choice({
  name,
  label,
  value,
  children,
}: {
  name: string;
  label: string;
  value: string | undefined;
  children: React.ReactNode;
}) {
  return (
    <select name={name} aria-label={label} defaultValue={value ?? ""} className={`${control} max-sm:grow`}>
      {children}
    </select>
  );
}
