import { formatCount, formatNumber } from "@/app/_components/format";
import type { FleetCounts, FleetItemView } from "@/lib/fleet/queries";

/** Where a run stands: "45 tenants: 40 ready, 3 in progress, 2 failed". */
export function fleetWords({ all, ready, inProgress, failed }: FleetCounts): string {
  const parts = [
    ready > 0 && `${formatNumber(ready)} ready`,
    inProgress > 0 && `${formatNumber(inProgress)} in progress`,
    failed > 0 && `${formatNumber(failed)} failed or refused`,
  ].filter(Boolean);
  return `${formatCount(all, "tenant")}: ${parts.join(", ")}`;
}

/** Why a tenant stands where it does. */
export function itemWords({ outcome, reason, pack }: FleetItemView): string {
  if (outcome === "pending") return "Its turn comes next.";
  if (outcome !== "refused" && !pack) return "The pack has been deleted since.";
  return reason;
}
