import { formatCount, formatNumber } from "@/app/_components/format";
import type { FindingCounts } from "@/lib/findings/queries";
import { type FindingStatus, severities } from "@/lib/findings/severity";

/** How many findings there are of a status, of all severities. */
export function countOfStatus(counts: FindingCounts, status: FindingStatus): number {
  return severities.reduce((sum, severity) => sum + counts[severity][status], 0);
}

/** The line under the heading: how many are open, and how many of them are bad. */
export function findingsWords(counts: FindingCounts): string {
  const open = countOfStatus(counts, "open");
  const bad = counts.critical.open + counts.high.open;
  if (open === 0) return "No open findings.";
  return `${formatCount(open, "open finding")}, ${bad === 0 ? "none" : formatNumber(bad)} of them critical or high.`;
}
