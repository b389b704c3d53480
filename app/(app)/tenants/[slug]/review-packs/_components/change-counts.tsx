import Link from "next/link";
import { formatNumber } from "@/app/_components/format";
import type { ChangeKind } from "@/lib/findings/net-changes";
import { type ChangesView, changesPath } from "../paths";
import { changeWords, occurringKinds } from "./change-words";

interface ChangeCountsProps {
  slug: string;
  packId: string;
  counts: Record<ChangeKind, number>;
  until?: ChangesView["until"];
  /** How many of the new ones are still open, where that is recorded. */
  newOpen?: number;
}

/** How many findings changed, by kind; each number leads to the findings behind it. */
export function ChangeCounts({ slug, packId, counts, until, newOpen = counts.new }: ChangeCountsProps) {
  return (
    <ul aria-label="Findings" className="flex flex-wrap">
      {occurringKinds(counts).map((kind) => (
        <li key={kind} className="relative min-w-32 grow px-4 py-3 hover:bg-hover">
          <Link
            href={changesPath(slug, packId, kind, { until })}
            prefetch={false}
            className="row-link text-xl tracking-tight"
          >
            {formatNumber(counts[kind])}
          </Link>
          <p className="text-muted">
            {changeWords[kind].short}
            {kind === "new" && newOpen < counts.new && `, ${formatNumber(newOpen)} still open`}
          </p>
        </li>
      ))}
    </ul>
  );
}
