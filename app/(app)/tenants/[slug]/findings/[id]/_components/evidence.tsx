import { TreeView } from "@/app/_components/tree-view";
import type { EvidenceRow } from "@/lib/findings/evidence";

/** What the tool saw, as names and values. All texts are inert and none is a link: they are what a file said. */
export function Evidence({ rows }: { rows: EvidenceRow[] }) {
  return (
    <dl className="divide-y divide-line">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stored evidence does not change its order
        <div key={at} className="grid gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <dt className="text-muted [overflow-wrap:anywhere]">{row.name}</dt>
          <dd className="min-w-0">
            <Value row={row} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ row }: { row: EvidenceRow }) {
  if (row.kind === "tree") return <TreeView nodes={[row.node]} />;
  if (row.kind === "text") {
    return <bdi className="block whitespace-pre-wrap [overflow-wrap:anywhere]">{row.text}</bdi>;
  }
  return (
    <ul className="grid gap-1">
      {row.items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stored evidence does not change its order
        <li key={at} className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{item}</bdi>
        </li>
      ))}
      {row.more > 0 && <li className="text-muted">{row.more.toLocaleString("en")} more</li>}
    </ul>
  );
}
