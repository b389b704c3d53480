import { Card } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { RelativeTime } from "@/app/_components/time";
import type { AuditEventView } from "@/lib/audit/queries";
import { packPath } from "../../paths";

const words: Record<string, string> = {
  "review_pack.held": "Put on legal hold",
  "review_pack.hold_lifted": "Legal hold lifted",
  "review_pack.link_minted": "Link made",
  "review_pack.link_refused": "Link refused",
  "review_pack.link_revoked": "Link revoked",
  "review_pack.share_link_created": "Share link made",
  "review_pack.share_link_used": "Download by a share link",
  "review_pack.share_link_refused": "Share link refused",
  "review_pack.share_link_revoked": "Share link revoked",
  "review_pack.download_started": "Download begun",
  "review_pack.download_completed": "Downloaded",
  "review_pack.download_cut_off": "Download cut off",
  "review_pack.download_refused": "Download refused",
};

/** The chain of custody: who made links and who downloaded, from where (downloads.md). */
export function PackCustody({
  slug,
  packId,
  events,
  hasMore,
}: {
  slug: string;
  packId: string;
  events: AuditEventView[];
  hasMore: boolean;
}) {
  return (
    <Card
      title="Custody"
      actions={
        <a href={packPath(slug, packId, "custody")} download className="text-link hover:underline screen-only">
          Export as CSV
        </a>
      }
    >
      {events.length === 0 ? (
        <p className="px-4 py-3 text-muted">Nobody has downloaded it yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {events.map((event) => (
            <li key={event.id} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
              <span>
                {words[event.action] ?? event.action}
                {typeof event.details.bytes === "number" && (
                  <span className="text-muted"> · {formatBytes(event.details.bytes)}</span>
                )}
              </span>
              <span className="text-muted">
                <RelativeTime at={event.at} />
              </span>
              <span className="w-full truncate text-muted" title={event.userAgent ?? undefined}>
                {event.actor.name}
                {event.ip && ` · ${event.ip}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {hasMore && <p className="border-t border-line px-4 py-2 text-muted">Earlier events are in the export.</p>}
    </Card>
  );
}
