import { StatusBadge } from "@/app/_components/badge";
import type { BadgeValue } from "@/app/_components/badge-catalogue";
import { Card } from "@/app/_components/card";
import { formatCount, formatNumber } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import { isGoodState } from "@/lib/review-packs/build/sections/coverage";
import type { PackSummary } from "../../_components/pack-summary";

type CoverageLine = PackSummary["coverage"][number];

/** One line per source: in, stale, missing, or left out and why; what a reader has to know of comes first. */
export function PackCoverage({ coverage }: { coverage: PackSummary["coverage"] }) {
  if (coverage.length === 0) return null;
  const good = coverage.filter(({ state }) => isGoodState(state)).length;
  return (
    <Card
      title="Coverage"
      actions={
        <span className="text-xs text-muted">
          {formatNumber(good)} of {formatNumber(coverage.length)} in
        </span>
      }
    >
      <ul className="divide-y divide-line">
        {[...coverage].sort(troubleFirst).map((source) => (
          <Source key={source.source} source={source} />
        ))}
      </ul>
    </Card>
  );
}

function troubleFirst(a: CoverageLine, b: CoverageLine): number {
  return Number(isGoodState(a.state)) - Number(isGoodState(b.state));
}

function Source({ source }: { source: CoverageLine }) {
  const words = stateWords(source);
  const isCounted = source.rows != null && source.state !== "not_collected" && source.source !== "hardening";
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2">
      <span className="flex min-h-6 flex-wrap gap-x-3">
        {source.label}
        <span className="text-muted">
          {isCounted && formatCount(source.rows ?? 0, "row")}
          {isCounted && source.captured_at && " · "}
          {source.captured_at && <RelativeTime at={source.captured_at} />}
        </span>
      </span>
      {/* Packs of other versions may know a state that this one does not: the catalogue then gives its name. */}
      <StatusBadge domain="source_state" value={source.state as BadgeValue<"source_state">} />
      {(words || source.detail) && (
        <p className="col-span-2 text-muted">{[words, source.detail].filter(Boolean).join(" ")}</p>
      )}
    </li>
  );
}

/** The numbers behind the state, as of when the pack was read. */
function stateWords({ state, rows, rows_expected, age_days, stale_after_days }: CoverageLine): string | null {
  if (state === "stale" && age_days != null && stale_after_days != null)
    return `${formatCount(age_days, "day")} old when it was read; ${formatNumber(stale_after_days)} were allowed.`;
  if (state === "truncated" && rows_expected != null)
    return `${formatNumber(rows ?? 0)} of ${formatCount(rows_expected, "row")}.`;
  return null;
}
