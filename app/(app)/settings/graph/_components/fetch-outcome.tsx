import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { RelativeTime } from "@/app/_components/time";
import { operationPath } from "@/app/(app)/tenants/[slug]/operations/paths";
import type { FetchView } from "@/lib/graph/queries";

/** How the last fetch went, with the way to its run. */
export function FetchOutcome({ slug, fetch }: { slug: string; fetch: FetchView | null }) {
  if (!fetch) return <span className="text-muted">Never</span>;
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-2">
      <Link
        href={operationPath(slug, fetch.operationRunId)}
        prefetch={false}
        className="relative text-link hover:underline"
      >
        <RelativeTime at={fetch.at} />
      </Link>
      <StatusBadge domain="operation_outcome" value={fetch.outcome} />
    </span>
  );
}
