import Link from "next/link";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCount, formatNumber } from "@/app/_components/format";
import { areaChart } from "@/lib/charts/area";
import type { TrendPoint } from "@/lib/overview/trend";
import { MoreLink } from "./more-link";

const box = { width: 480, height: 150, pad: 8 };
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** How many findings were open after each import. Every point leads to the run of its import. */
export function TrendCard({ slug, trend }: { slug: string; trend: TrendPoint[] }) {
  return (
    <Card
      title="Open findings after each import"
      actions={<MoreLink href={`/tenants/${slug}/operations`}>All operations</MoreLink>}
    >
      {trend.length === 0 ? (
        <EmptyState
          icon="activity"
          title="Nothing to draw yet"
          text="From the first imported scan on, this shows where the number of open findings goes."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      ) : (
        <Chart slug={slug} trend={trend} />
      )}
    </Card>
  );
}

function Chart({ slug, trend }: { slug: string; trend: TrendPoint[] }) {
  const { line, area, points, ticks } = areaChart(
    trend.map(({ open }) => open),
    box,
  );
  const [first, last] = [trend[0], trend.at(-1)];
  if (!first || !last) return null;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  const strip = 100 / Math.max(4, trend.length);
  return (
    <figure className="px-4 pt-4 pb-3">
      <div className="ml-10">
        <div className="relative h-38">
          {ticks.map(({ y, value }) => (
            <span
              key={value}
              aria-hidden="true"
              className="absolute -left-10 w-8 -translate-y-1/2 text-right text-xs text-muted"
              style={{ top: percent(y, box.height) }}
            >
              {compact.format(value)}
            </span>
          ))}
          <svg
            role="img"
            aria-label={trendWords(trend)}
            viewBox={`0 0 ${box.width} ${box.height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible"
          >
            {ticks.map(({ y, value }) => (
              <line
                key={value}
                x1={0}
                x2={box.width}
                y1={y}
                y2={y}
                className="stroke-line"
                strokeWidth={1}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <path d={area} className="fill-muted" opacity={0.14} />
            <path d={line} fill="none" className="stroke-ink" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
          </svg>
          <ul>
            {trend.map((point, at) => (
              <li key={point.importId}>
                <PointLink
                  slug={slug}
                  point={point}
                  left={percent((points[at]?.x ?? 0) - (strip / 200) * box.width, box.width)}
                  width={`${strip}%`}
                  top={percent(points[at]?.y ?? 0, box.height)}
                />
              </li>
            ))}
          </ul>
        </div>
        <figcaption className="mt-1 flex justify-between gap-4 text-xs text-muted">
          <span>{dayOf(first.at)}</span>
          {trend.length > 1 && <span>{dayOf(last.at)}</span>}
        </figcaption>
      </div>
    </figure>
  );
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

function dayOf(at: string): string {
  return day.format(new Date(at));
}

/** The whole height above a day is the link; the dot shows where the line is. */
function PointLink({
  slug,
  point,
  left,
  width,
  top,
}: {
  slug: string;
  point: TrendPoint;
  left: string;
  width: string;
  top: string;
}) {
  const words = `${dayOf(point.at)}: ${formatNumber(point.open)} open, ${formatNumber(point.opened)} opened, ${formatNumber(point.closed)} closed`;
  const { operationRunId } = point;
  const dot = (
    <span
      className="absolute left-1/2 size-2 -translate-1/2 rounded-lg border border-ink bg-surface group-hover:bg-ink"
      style={{ top }}
    >
      <span className="sr-only">{words}</span>
    </span>
  );
  const place = "group absolute inset-y-0 rounded-sm hover:bg-hover/60";
  if (!operationRunId) {
    return (
      <span title={words} className={place} style={{ left, width }}>
        {dot}
      </span>
    );
  }
  return (
    <Link
      href={`/tenants/${slug}/operations/${operationRunId}`}
      prefetch={false}
      title={words}
      className={place}
      style={{ left, width }}
    >
      {dot}
    </Link>
  );
}

/** The chart in one sentence, for those who do not see it. */
function trendWords(trend: TrendPoint[]): string {
  const open = trend.map((point) => point.open);
  const [from, to] = [open[0] ?? 0, open.at(-1) ?? 0];
  const way = to < from ? "fell" : to > from ? "rose" : "stayed the same";
  const ends = to === from ? `at ${formatNumber(to)}` : `from ${formatNumber(from)} to ${formatNumber(to)}`;
  return `Open findings over ${formatCount(trend.length, "import")}: they ${way} ${ends}; at most ${formatNumber(Math.max(...open))}.`;
}
