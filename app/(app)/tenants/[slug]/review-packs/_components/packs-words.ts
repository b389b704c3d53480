import { formatCount, formatNumber } from "@/app/_components/format";
import { changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import { type PackView, packCountMax } from "@/lib/review-packs/queries";
import type { PackStatus } from "@/lib/review-packs/status";

/** How many packs a tenant has, below the heading of the list: "Contoso · 14 packs". */
export function packsWords(tenantName: string, counts: Record<PackStatus, number>): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isMore = Object.values(counts).some((count) => count > packCountMax);
  const amount = isMore ? `more than ${formatNumber(packCountMax)} packs` : formatCount(all, "pack");
  return `${tenantName} · ${all === 0 ? "no packs yet" : amount}`;
}

/** How many there are; counting ends at a thousand: "1,000+". */
export function formatCapped(count: number): string {
  return count > packCountMax ? `${formatNumber(packCountMax)}+` : formatNumber(count);
}

/** Where a pack comes from: "again from #207, after #206"; empty for the first one, and while nothing was compared yet. */
export function lineageWords({ summary, replayOfId }: Pick<PackView, "summary" | "replayOfId">): string {
  const previous = changesSummaryFrom(summary)?.previous;
  return [replayOfId && `again from #${replayOfId}`, previous && `after #${previous.pack_id}`]
    .filter(Boolean)
    .join(", ");
}
