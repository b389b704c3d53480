import { formatCount } from "@/app/_components/format";
import type { ScheduleView } from "@/lib/fleet/schedules";
import type { SlotRule } from "@/lib/fleet/slots";

/** When a schedule comes due: "Every month on day 1 at 06:00 UTC". */
export function ruleWords({ cadence, dayOfMonth, hourUtc }: SlotRule): string {
  const often = cadence === "monthly" ? "Every month" : "Every quarter";
  return `${often} on day ${dayOfMonth} at ${String(hourUtc).padStart(2, "0")}:00 UTC`;
}

/** For whom: all tenants, or the chosen ones by name. */
export function scopeWords({ tenantNames }: ScheduleView): string {
  if (tenantNames === null) return "All tenants";
  if (tenantNames.length > 3) return formatCount(tenantNames.length, "tenant");
  return tenantNames.length === 0 ? "No tenants left" : tenantNames.join(", ");
}
