import { randomUUID } from "node:crypto";
import { StatusBadge } from "@/app/_components/badge";
import { formatBytes, formatCount } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { AgeSortLink } from "@/app/_components/sort-link";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { PackView } from "@/lib/review-packs/queries";
import { type PackListView, packPath, packsPath } from "../paths";
import { DownloadForm } from "./download-form";
import { readSummary } from "./pack-summary";
import { lineageWords } from "./packs-words";
import { progressWords } from "./progress-words";
import { TryAgainForm } from "./try-again-form";

interface PackTableProps {
  slug: string;
  view: PackListView;
  packs: PackView[];
  canManage: boolean;
}

/** The list of packs (design.md): one row each, which is one link; Download beside it. */
export function PackTable({ slug, view, packs, canManage }: PackTableProps) {
  const isOldestFirst = view.sort === "oldest";
  const turned = packsPath(slug, { ...view, sort: isOldestFirst ? undefined : "oldest" });
  return (
    <Table label="Review packs">
      <thead>
        <tr>
          <Th>Status</Th>
          <Th>
            <span className="max-md:hidden">Pack</span>
            {/* On a phone there is no column for the time. */}
            <span className="md:hidden">
              <AgeSortLink label="Pack" isOldestFirst={isOldestFirst} href={turned} />
            </span>
          </Th>
          <Th className="max-md:hidden">
            <AgeSortLink label="Generated" isOldestFirst={isOldestFirst} href={turned} />
          </Th>
          <Th className="max-lg:hidden">By</Th>
          <Th className="max-md:hidden">Expires</Th>
          <Th>
            <span className="sr-only">What can be done</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {packs.map((pack) => (
          <Tr key={pack.id}>
            <Td>
              <StatusBadge domain="review_pack_status" value={pack.status} />
            </Td>
            <Td className="w-full max-w-0 min-w-32">
              <div className="flex items-baseline gap-3 max-2xl:flex-col max-2xl:gap-0">
                <span className="2xl:min-w-36 2xl:shrink-0">
                  <RowLink href={packPath(slug, pack.id)}>#{pack.id}</RowLink>{" "}
                  <span className="text-muted">{lineageWords(pack)}</span>
                </span>
                <span className="min-w-0 max-w-full text-muted max-md:line-clamp-2 md:truncate" title={packWords(pack)}>
                  {packWords(pack)}
                </span>
              </div>
            </Td>
            <Td className="max-md:hidden">
              <RelativeTime at={pack.generatedAt ?? pack.createdAt} />
            </Td>
            <Td className="max-w-40 truncate whitespace-nowrap max-lg:hidden">{pack.initiatedByName}</Td>
            <Td className="whitespace-nowrap max-md:hidden">
              {pack.isLegalHold ? "On hold" : pack.status === "ready" && <RelativeTime at={pack.expiresAt} />}
            </Td>
            <Td end className="whitespace-nowrap">
              {pack.status === "ready" && <DownloadForm slug={slug} packId={pack.id} isRow />}
              {pack.status === "failed" && canManage && pack.supersededById === null && (
                <TryAgainForm
                  tenant={slug}
                  packId={pack.id}
                  idempotencyKey={randomUUID()}
                  label="Try again"
                  icon={<Icon name="refresh" />}
                  isRow
                />
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What the row says about its pack: how far it is, what is in it, or why there is none. */
function packWords(pack: PackView): string {
  if (pack.status === "failed") return pack.failureReason ?? "It could not be made.";
  if (pack.status === "queued" || pack.status === "generating") return progressWords(pack.progress);
  const findings = readSummary(pack.summary).findings_total;
  return [
    pack.fileSize === null ? null : formatBytes(pack.fileSize),
    findings === undefined ? null : formatCount(findings, "finding"),
    pack.options.includePii ? "people's data in" : "pseudonymised",
    pack.options.includeOperations ? null : "without operations",
  ]
    .filter(Boolean)
    .join(" · ");
}
