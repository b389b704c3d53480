import type { IconName } from "@/app/_components/icon";
import type { PackStatus } from "@/lib/review-packs/status";

/** The five tones of a state (design.md, Feel). */
export type Tone = "warning" | "info" | "success" | "danger" | "gray";

/** How one value is shown. Pages never choose a colour; they name the domain and the value. */
export interface BadgeEntry {
  label: string;
  tone: Tone;
  icon: IconName;
}

/**
 * The one badge catalogue (data-model.md, Status badge): (domain, value) → label, tone and icon. Each domain is a full
 * record over its values, so that a new status does not compile until it has a badge.
 */
export const badgeCatalogue = {
  review_pack_status: {
    queued: { label: "Queued", tone: "warning", icon: "clock" },
    generating: { label: "Generating", tone: "info", icon: "loader" },
    ready: { label: "Ready", tone: "success", icon: "check" },
    failed: { label: "Failed", tone: "danger", icon: "x" },
    expired: { label: "Expired", tone: "gray", icon: "archive" },
  } satisfies Record<PackStatus, BadgeEntry>,
  operation_status: {
    queued: { label: "Queued", tone: "warning", icon: "clock" },
    running: { label: "Running", tone: "info", icon: "loader" },
    completed: { label: "Completed", tone: "gray", icon: "check" },
  },
  operation_outcome: {
    pending: { label: "Pending", tone: "gray", icon: "circle-dashed" },
    succeeded: { label: "Succeeded", tone: "success", icon: "check" },
    failed: { label: "Failed", tone: "danger", icon: "x" },
    cancelled: { label: "Cancelled", tone: "gray", icon: "ban" },
  },
  import_status: {
    queued: { label: "Queued", tone: "warning", icon: "clock" },
    running: { label: "Importing", tone: "info", icon: "loader" },
    completed: { label: "Imported", tone: "success", icon: "check" },
    failed: { label: "Failed", tone: "danger", icon: "x" },
  },
  finding_status: {
    open: { label: "Open", tone: "warning", icon: "circle-dot" },
    resolved: { label: "Resolved", tone: "success", icon: "check" },
    accepted: { label: "Accepted", tone: "gray", icon: "circle-slash" },
  },
} as const satisfies Record<string, Record<string, BadgeEntry>>;

export type BadgeDomain = keyof typeof badgeCatalogue;

/** The values that a domain knows. */
export type BadgeValue<D extends BadgeDomain> = keyof (typeof badgeCatalogue)[D] & string;

/** The entry of one value. */
export function badgeEntry<D extends BadgeDomain>(domain: D, value: BadgeValue<D>): BadgeEntry {
  const domainEntries: Record<string, BadgeEntry> = badgeCatalogue[domain];
  return domainEntries[value] ?? { label: value, tone: "gray", icon: "circle-dashed" };
}

/** The severities, loudest first, with a scale of their own: `level` bars of four, never the colour of a state. */
export const severityCatalogue = {
  critical: { label: "Critical", level: 4 },
  high: { label: "High", level: 3 },
  medium: { label: "Medium", level: 2 },
  low: { label: "Low", level: 1 },
  informational: { label: "Informational", level: 0 },
} as const satisfies Record<string, { label: string; level: number }>;

export type Severity = keyof typeof severityCatalogue;
