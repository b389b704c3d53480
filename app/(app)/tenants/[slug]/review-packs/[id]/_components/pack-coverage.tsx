import { Badge } from "@/app/_components/badge";
import type { Tone } from "@/app/_components/badge-catalogue";
import { Card } from "@/app/_components/card";
import { formatCount } from "@/app/_components/format";
import type { IconName } from "@/app/_components/icon";
import { RelativeTime } from "@/app/_components/time";
import type { PackSummary } from "../../_components/pack-summary";

const states: Record<string, { label: string; tone: Tone; icon: IconName }> = {
  included: { label: "In", tone: "success", icon: "check" },
  stale: { label: "Stale", tone: "warning", icon: "clock" },
  not_collected: { label: "Missing", tone: "warning", icon: "triangle-alert" },
  truncated: { label: "Incomplete", tone: "warning", icon: "triangle-alert" },
  excluded_by_option: { label: "Left out", tone: "gray", icon: "minus" },
  pseudonymised: { label: "Pseudonymised", tone: "gray", icon: "user" },
};

/** One line per source: in, stale, missing, or left out and why. */
export function PackCoverage({ coverage }: { coverage: PackSummary["coverage"] }) {
  if (coverage.length === 0) return null;
  return (
    <Card title="Coverage">
      <ul className="divide-y divide-line">
        {coverage.map((source) => (
          <Source key={source.source} source={source} />
        ))}
      </ul>
    </Card>
  );
}

function Source({ source }: { source: PackSummary["coverage"][number] }) {
  const { label, tone, icon } = states[source.state] ?? { label: source.state, tone: "gray", icon: "info" };
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2">
      <span className="flex min-h-6 flex-wrap gap-x-3">
        {source.label}
        <span className="text-muted">
          {source.rows != null && formatCount(source.rows, "row")}
          {source.rows != null && source.captured_at && " · "}
          {source.captured_at && <RelativeTime at={source.captured_at} />}
        </span>
      </span>
      <Badge tone={tone} icon={icon}>
        {label}
      </Badge>
      {source.detail && <p className="col-span-2 text-muted">{source.detail}</p>}
    </li>
  );
}
