import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatCount } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import type { TenantOverview } from "@/lib/overview/tenant-overview";
import { inertText } from "@/lib/readable/inert-text";
import { reportPath } from "../reports/paths";
import { MoreLink } from "./more-link";

type Props = { slug: string } & Pick<TenantOverview, "sources" | "missing">;

/** How fresh each source is, the oldest first; what is missing comes before all, because nothing else says so. */
export function SourcesCard({ slug, sources, missing }: Props) {
  const title = "Freshness of sources";
  if (sources.length === 0) {
    return (
      <Card title={title}>
        <EmptyState
          icon="database"
          title="Nothing here yet"
          text="Import a scan to see findings, and answers of Microsoft Graph to see roles and permissions."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      </Card>
    );
  }
  return (
    <Card title={title} actions={<MoreLink href={reportPath(slug)}>All reports</MoreLink>}>
      <ul className="divide-y divide-line">
        {missing.map(({ type, label }) => (
          <li key={type} className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
            {label}
            <Badge tone="warning" icon="circle-dashed">
              Missing
            </Badge>
            <Link href={`/tenants/${slug}/import`} className="ml-auto text-link hover:underline">
              Import
            </Link>
          </li>
        ))}
        {sources.map((source) => (
          <li
            key={source.type}
            className="relative flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 hover:bg-hover"
          >
            <Link href={reportPath(slug, source.type)} prefetch={false} className="row-link min-w-0 truncate">
              {inertText(source.label, 80)}
            </Link>
            {source.isStale && (
              <Badge tone="warning" icon="clock">
                Stale
              </Badge>
            )}
            <span className="ml-auto text-muted">
              {formatCount(source.rows, "row")} · <RelativeTime at={source.capturedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
