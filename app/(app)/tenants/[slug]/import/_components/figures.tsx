import clsx from "clsx";
import Link from "next/link";
import { formatNumber } from "@/app/_components/format";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { figures } from "./import-words";

/** What an import does or did, in six figures; with `hrefOf` those that are not zero lead to what is behind them. */
export function Figures({
  counts,
  hrefOf,
}: {
  counts: ImportCounts;
  hrefOf?: (name: (typeof figures)[number][0]) => string | null;
}) {
  return (
    <dl className="grid grid-cols-3 gap-px border-b border-line bg-line sm:grid-cols-6">
      {figures.map(([name, label]) => {
        const href = counts[name] > 0 ? hrefOf?.(name) : null;
        return (
          <div key={name} className={clsx("relative bg-surface px-4 py-2.5", href && "hover:bg-hover")}>
            <dt className="text-xs text-muted">{label}</dt>
            <dd className={clsx("mt-0.5 font-medium tabular-nums", counts[name] === 0 && "text-muted")}>
              {href ? (
                <Link href={href} prefetch={false} className="row-link text-link hover:underline">
                  {formatNumber(counts[name])}
                </Link>
              ) : (
                formatNumber(counts[name])
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
