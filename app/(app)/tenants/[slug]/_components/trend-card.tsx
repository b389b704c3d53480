import Link from "next/link";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { dayFormat } from "@/app/_components/day-format";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCount, formatNumber } from "@/app/_components/format";
import { getReader } from "@/app/_components/reader";
import { areaChart } from "@/lib/charts/area";
import type { TrendPoint } from "@/lib/overview/trend";
import { MoreLink } from "./more-link";

const box = { width: 480, height: 150, pad: 8 };

/** How many findings were open after each import. Every point leads to the run of its import. */
export async function TrendCard({ slug, trend }: { slug: string; trend: TrendPoint[] }) {
  return (
    <Card
      title="Open findings after each import"
      className="flex flex-col"
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
        <Chart slug={slug} trend={trend} dayOf={dayFormat(await getReader())} />
      )}
    </Card>
  );
}

type DayOf = (at: string) => string;

function Chart({ slug, trend, dayOf }: { slug: string; trend: TrendPoint[]; dayOf: DayOf }) {
  const { line, area, points, ticks } = areaChart(
    trend.map(({ open }) => open),
    box,
  );
  const [first, last] = [trend[0], trend.at(-1)];
  if (!first || !last) return null;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  const strip = 100 / Math.max(4, trend.length);
  return (
    <figure className="flex grow flex-col overflow-hidden rounded-b-lg px-4 pt-4 pb-3">
      <div className="ml-10 flex grow flex-col">
        <div className="relative min-h-38 grow">
          <svg aria-hidden="true" className="absolute inset-0 size-full overflow-visible">
            {ticks.map(({ y, value }) => (
              <text
                key={value}
                x={-8}
                y={percent(y, box.height)}
                textAnchor="end"
                dominantBaseline="central"
                className="fill-muted text-xs"
              >
                {compact.format(value)}
              </text>
            ))}
          </svg>
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
          {/* Places are attributes of the picture: the page's policy lets no style stand in the document (docs/security.md). */}
          <svg className="absolute inset-0 size-full overflow-visible">
            <title>Imports</title>
            {trend.map((point, at) => (
              <Point
                key={point.importId}
                slug={slug}
                point={point}
                day={dayOf(point.at)}
                at={{
                  strip: percent((points[at]?.x ?? 0) - (strip / 200) * box.width, box.width),
                  width: `${strip}%`,
                  x: percent(points[at]?.x ?? 0, box.width),
                  y: percent(points[at]?.y ?? 0, box.height),
                }}
              />
            ))}
          </svg>
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

interface Place {
  strip: string;
  width: string;
  x: string;
  y: string;
}

/** The whole height above a day is the link; the dot shows where the line is. */
function Point({ slug, point, day, at }: { slug: string; point: TrendPoint; day: string; at: Place }) {
  const words = `${day}: ${formatNumber(point.open)} open, ${formatNumber(point.opened)} opened, ${formatNumber(point.closed)} closed`;
  const { operationRunId } = point;
  const drawn = (
    <>
      <title>{words}</title>
      <rect
        x={at.strip}
        width={at.width}
        height="100%"
        rx={3}
        className="fill-transparent group-hover:fill-hover/60 group-focus-visible:stroke-accent group-focus-visible:stroke-2"
      />
      <circle cx={at.x} cy={at.y} r={3.5} className="fill-surface stroke-ink group-hover:fill-ink" />
    </>
  );
  if (!operationRunId) return <g className="group">{drawn}</g>;
  return (
    <Link
      href={`/tenants/${slug}/operations/${operationRunId}`}
      prefetch={false}
      aria-label={words}
      className="group outline-none"
    >
      {drawn}
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
