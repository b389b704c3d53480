import { formatCount, formatRelative } from "@/app/_components/format";
import type { PackView } from "@/lib/review-packs/queries";
import type { PackStatus } from "@/lib/review-packs/status";

/** The line below the heading of the list: "Contoso · 14 packs · the newest ready one was made 3 days ago". */
export function packsWords(tenantName: string, counts: Record<PackStatus, number>, newest: PackView | null): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [tenantName, all === 0 ? "no packs yet" : formatCount(all, "pack")];
  if (newest?.generatedAt)
    parts.push(`the newest ready one was made ${formatRelative(newest.generatedAt, new Date())}`);
  return parts.join(" · ");
}
