import clsx from "clsx";
import Link from "next/link";
import { badgeCatalogue, severityCatalogue } from "@/app/_components/badge-catalogue";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatNumber } from "@/app/_components/format";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { stackedBar } from "@/lib/charts/stacked-bar";
import type { FindingCounts } from "@/lib/findings/queries";
import { type FindingStatus, type Severity, severities } from "@/lib/findings/severity";
import { findingsPath } from "../findings/paths";
import { MoreLink } from "./more-link";

/** From what needs work to what is done; the bar and the columns have the same order. */
const statuses: readonly FindingStatus[] = ["open", "accepted", "resolved"];

const colours: Record<Severity, string> = {
  critical: "text-severity-critical",
  high: "text-severity-high",
  medium: "text-severity-medium",
  low: "text-severity-low",
  informational: "text-severity-informational",
};

const box = { width: 240, height: 12 };

/** Findings by severity and status: a bar each, and beside it the numbers, which are links. */
export function SeverityCard({ slug, counts }: { slug: string; counts: FindingCounts }) {
  const totals = severities.map((severity) => statuses.reduce((sum, status) => sum + counts[severity][status], 0));
  const largest = Math.max(...totals);
  if (largest === 0) {
    return (
      <Card title="Findings">
        <EmptyState
          icon="shield-check"
          title="Nothing here yet"
          text="Import a scan to see findings."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      </Card>
    );
  }
  return (
    <Card title="Findings" actions={<MoreLink href={findingsPath(slug)}>All findings</MoreLink>}>
      <table className="w-full text-left">
        <caption className="sr-only">Findings by severity and status</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="h-8 pl-4 max-sm:hidden">
              <span className="sr-only">Severity</span>
            </th>
            <th scope="col" className="w-full px-3 max-sm:pl-4">
              <span className="sr-only">Share</span>
            </th>
            {statuses.map((status) => (
              <th
                key={status}
                scope="col"
                className="h-8 pr-4 text-right whitespace-nowrap max-sm:h-11 max-sm:pr-3 lg:max-2xl:h-11 lg:max-2xl:pr-3"
              >
                <span className="inline-flex items-center gap-1.5 max-sm:flex-col max-sm:items-end max-sm:gap-0.5 lg:max-2xl:flex-col lg:max-2xl:items-end lg:max-2xl:gap-0.5">
                  <Swatch status={status} />
                  {badgeCatalogue.finding_status[status].label}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {severities.map((severity) => (
            <tr key={severity} className="border-t border-line">
              <th scope="row" className="h-10 border-t border-line pl-4 font-normal max-sm:hidden">
                <SeverityBadge value={severity} />
              </th>
              <td className="h-10 w-full border-t border-line px-3 max-sm:py-2 max-sm:pr-1 max-sm:pl-4">
                <span className="mb-1 block sm:hidden">
                  <SeverityBadge value={severity} />
                </span>
                <Bar severity={severity} counts={counts[severity]} largest={largest} />
              </td>
              {statuses.map((status) => (
                <td key={status} className="border-t border-line pr-4 text-right max-sm:pr-3 lg:max-2xl:pr-3">
                  <Count
                    value={counts[severity][status]}
                    href={findingsPath(slug, { severity, status: status === "open" ? undefined : status })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Count({ value, href }: { value: number; href: string }) {
  if (value === 0) return <span className="text-muted">0</span>;
  return (
    <Link href={href} prefetch={false} className="hover:underline">
      {formatNumber(value)}
    </Link>
  );
}

/** Solid, hatched, hollow: told apart without colour. */
function Bar({
  severity,
  counts,
  largest,
}: {
  severity: Severity;
  counts: Record<FindingStatus, number>;
  largest: number;
}) {
  const parts = stackedBar(
    statuses.map((status) => counts[status]),
    largest,
    box.width,
  );
  const words = statuses.map((status) => `${formatNumber(counts[status])} ${status}`).join(", ");
  return (
    <svg
      role="img"
      aria-label={`${severityCatalogue[severity].label}: ${words}`}
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      className={clsx("h-3 w-full", colours[severity])}
    >
      <Hatch id={`hatch-${severity}`} />
      {parts.map(({ x, width }, at) => {
        const status = statuses[at] ?? "open";
        if (width === 0) return null;
        return <Part key={status} status={status} x={x} width={width} hatch={`hatch-${severity}`} />;
      })}
    </svg>
  );
}

function Part({ status, x, width, hatch }: { status: FindingStatus; x: number; width: number; hatch: string }) {
  if (status === "open") return <rect x={x} y={0} width={width} height={box.height} fill="currentColor" />;
  const inner = { x: x + 0.5, y: 0.5, width: Math.max(0.5, width - 1), height: box.height - 1 };
  return (
    <rect
      {...inner}
      fill={status === "accepted" ? `url(#${hatch})` : "none"}
      stroke="currentColor"
      strokeWidth={1}
      vectorEffect="non-scaling-stroke"
    />
  );
}

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={2} height={5} fill="currentColor" />
      </pattern>
    </defs>
  );
}

function Swatch({ status }: { status: FindingStatus }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-2.5 shrink-0">
      <Hatch id={`swatch-${status}`} />
      <Part status={status} x={0} width={12} hatch={`swatch-${status}`} />
    </svg>
  );
}
