import { formatCount, formatNumber, formatRelative } from "@/app/_components/format";
import { type PackView, packCountMax } from "@/lib/review-packs/queries";
import type { PackStatus } from "@/lib/review-packs/status";

/** The line below the heading of the list: "Contoso · 14 packs · the newest ready one was made 3 days ago". */
export function packsWords(tenantName: string, counts: Record<PackStatus, number>, newest: PackView | null): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isMore = Object.values(counts).some((count) => count > packCountMax);
  const amount = isMore ? `more than ${formatNumber(packCountMax)} packs` : formatCount(all, "pack");
  const parts = [tenantName, all === 0 ? "no packs yet" : amount];
  if (newest?.generatedAt)
    parts.push(`the newest ready one was made ${formatRelative(newest.generatedAt, new Date())}`);
  return parts.join(" · ");
}

/** How many there are; counting ends at a thousand: "1,000+". */
export function formatCapped(count: number): string {
  return count > packCountMax ? `${formatNumber(packCountMax)}+` : formatNumber(count);
}
