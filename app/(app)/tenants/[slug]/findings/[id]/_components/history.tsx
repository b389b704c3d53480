import Link from "next/link";
import { Icon } from "@/app/_components/icon";
import { DateTime } from "@/app/_components/time";
import type { FindingHistoryEntry } from "@/lib/findings/queries";
import { inertText } from "@/lib/readable/inert-text";
import { historyWords } from "./history-words";

/** What became of the finding, newest first, with the import that each change came from. */
export function History({
  slug,
  entries,
  firstSeenAt,
}: {
  slug: string;
  entries: FindingHistoryEntry[];
  firstSeenAt: string;
}) {
  if (entries.length === 0) {
    return (
      <p className="px-4 py-3 text-muted">
        Nothing has changed since it was first seen, <DateTime at={firstSeenAt} />.
      </p>
    );
  }
  return (
    <ol className="px-4 py-3">
      {entries.toReversed().map((entry, at) => {
        const { icon, text } = historyWords(entry);
        return (
          <li key={entry.id} className="relative flex gap-3 pb-4 last:pb-0">
            {at < entries.length - 1 && <span className="absolute top-6 bottom-0 left-2 border-l border-line" />}
            <Icon name={icon} className="mt-0.5 text-muted" />
            <div className="min-w-0">
              <p>{text}</p>
              <p className="text-xs text-muted [overflow-wrap:anywhere]">
                <DateTime at={entry.occurredAt} />
                {entry.fileName && (
                  <>
                    {" · "}
                    <Source slug={slug} entry={entry} fileName={entry.fileName} />
                  </>
                )}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Source({ slug, entry, fileName }: { slug: string; entry: FindingHistoryEntry; fileName: string }) {
  const name = <bdi>{inertText(fileName, 120)}</bdi>;
  if (!entry.operationRunId) return name;
  return (
    <Link
      href={`/tenants/${slug}/operations/${entry.operationRunId}`}
      prefetch={false}
      className="hover:text-ink hover:underline"
    >
      {name}
    </Link>
  );
}
