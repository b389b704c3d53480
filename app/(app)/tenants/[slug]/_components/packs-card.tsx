import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatBytes } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import type { PackView } from "@/lib/review-packs/queries";
import { packPath, packsPath } from "../review-packs/paths";
import { MoreLink } from "./more-link";

/** The last five packs. */
export function PacksCard({ slug, packs }: { slug: string; packs: PackView[] }) {
  return (
    <Card
      title="Latest review packs"
      className="lg:col-span-2"
      actions={<MoreLink href={packsPath(slug)}>All review packs</MoreLink>}
    >
      {packs.length === 0 ? (
        <EmptyState
          icon="file-archive"
          title="No review pack yet"
          text="A pack is the evidence of this tenant at one point in time, in one file."
          action={<Button href={packsPath(slug)}>Go to review packs</Button>}
        />
      ) : (
        <ul className="divide-y divide-line">
          {packs.map((pack) => (
            <li key={pack.id} className="relative flex min-h-10 items-center gap-3 px-4 py-1.5 hover:bg-hover">
              <span className="flex w-26 shrink-0">
                <StatusBadge domain="review_pack_status" value={pack.status} />
              </span>
              <Link href={packPath(slug, pack.id)} prefetch={false} className="row-link font-medium">
                #{pack.id}
              </Link>
              <span className="truncate text-muted">{pack.fileSize ? formatBytes(pack.fileSize) : ""}</span>
              <span className="ml-auto text-muted">
                <RelativeTime at={pack.generatedAt ?? pack.createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
