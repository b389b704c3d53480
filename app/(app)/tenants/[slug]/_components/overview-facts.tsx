import Link from "next/link";
import { formatNumber } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import type { TenantOverview } from "@/lib/overview/tenant-overview";
import type { PackView } from "@/lib/review-packs/queries";
import { findingsPath } from "../findings/paths";
import { packPath, packsPath } from "../review-packs/paths";
import { sourcePath } from "../sources/paths";

/** The four facts that a reader looks for first; each leads to what is behind it. */
export function OverviewFacts({
  slug,
  overview,
  newest,
}: {
  slug: string;
  overview: TenantOverview;
  newest: PackView | undefined;
}) {
  const { openCritical, openHigh, resolvedLately, sources } = overview;
  const oldest = sources.find(({ capturedAt }) => capturedAt !== null);
  return (
    <dl className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      <Figure
        name="Open, critical and high"
        href={findingsPath(slug, { severity: "critical_high" })}
        value={formatNumber(openCritical + openHigh)}
        detail={openCritical > 0 ? `${formatNumber(openCritical)} critical` : "none critical"}
      />
      <Figure
        name="Resolved in 30 days"
        href={findingsPath(slug, { resolved: "30" })}
        value={formatNumber(resolvedLately)}
        detail={resolvedLately === 1 ? "finding" : "findings"}
      />
      <Figure
        name="Oldest source"
        href={(oldest && sourcePath(slug, oldest.source)) ?? `/tenants/${slug}/import`}
        value={oldest ? <RelativeTime at={oldest.capturedAt} /> : "None"}
        detail={oldest?.label ?? "Nothing imported yet"}
      />
      <Figure
        name="Last review pack"
        href={newest ? packPath(slug, newest.id) : packsPath(slug)}
        value={newest ? <RelativeTime at={newest.generatedAt ?? newest.createdAt} /> : "None"}
        detail={newest ? `#${newest.id}` : "Not generated yet"}
      />
    </dl>
  );
}

function Figure({ name, href, value, detail }: { name: string; href: string; value: React.ReactNode; detail: string }) {
  return (
    <div className="relative bg-surface px-4 py-3.5 hover:bg-hover">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-1 text-xl tracking-tight sm:truncate [&_time]:max-sm:whitespace-normal">
        <Link href={href} prefetch={false} className="row-link">
          {value}
        </Link>
      </dd>
      <dd className="truncate text-xs text-muted">{detail}</dd>
    </div>
  );
}
