import type { IconName } from "@/app/_components/icon";
import type { StepStatus } from "@/lib/operations/step-status";
import type { PolicyReading } from "@/lib/reports/read-policies";
import type { PackVerdict } from "@/lib/review-packs/issued";
import type { PackStatus } from "@/lib/review-packs/status";
import type { ShareLinkState } from "@/lib/share-links/list";
import type { ApiTokenView } from "@/lib/workspaces/api-tokens";
import type { InvitationView } from "@/lib/workspaces/invitations";

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
  operation_step: {
    to_come: { label: "To come", tone: "gray", icon: "circle-dashed" },
    waiting: { label: "Waiting", tone: "warning", icon: "clock" },
    running: { label: "Running", tone: "info", icon: "loader" },
    done: { label: "Done", tone: "success", icon: "check" },
    failed: { label: "Failed", tone: "danger", icon: "x" },
    interrupted: { label: "Interrupted", tone: "gray", icon: "ban" },
  } satisfies Record<StepStatus | "to_come", BadgeEntry>,
  import_status: {
    queued: { label: "Queued", tone: "warning", icon: "clock" },
    running: { label: "Importing", tone: "info", icon: "loader" },
    completed: { label: "Imported", tone: "success", icon: "check" },
    failed: { label: "Failed", tone: "danger", icon: "x" },
  },
  import_preview_status: {
    reading: { label: "Reading", tone: "info", icon: "loader" },
    ready: { label: "Not imported yet", tone: "warning", icon: "clock" },
    confirmed: { label: "Confirmed", tone: "success", icon: "check" },
    discarded: { label: "Discarded", tone: "gray", icon: "ban" },
  },
  share_link_state: {
    active: { label: "Works", tone: "success", icon: "link" },
    expired: { label: "Run out", tone: "gray", icon: "clock" },
    used_up: { label: "Used up", tone: "gray", icon: "check" },
    revoked: { label: "Revoked", tone: "gray", icon: "ban" },
    stopped: { label: "Stopped", tone: "warning", icon: "triangle-alert" },
  } satisfies Record<ShareLinkState, BadgeEntry>,
  pack_verdict: {
    valid: { label: "Valid", tone: "success", icon: "shield-check" },
    superseded: { label: "Superseded", tone: "info", icon: "history" },
    expired: { label: "Expired", tone: "gray", icon: "archive" },
    revoked: { label: "Revoked", tone: "danger", icon: "ban" },
    unknown: { label: "Unknown", tone: "warning", icon: "circle-dashed" },
    altered: { label: "Altered", tone: "danger", icon: "x" },
  } satisfies Record<PackVerdict, BadgeEntry>,
  finding_status: {
    // The rule in a list of findings: what is loud there is the severity.
    open: { label: "Open", tone: "gray", icon: "circle-dot" },
    resolved: { label: "Resolved", tone: "success", icon: "check" },
    accepted: { label: "Accepted", tone: "gray", icon: "circle-slash" },
  },
  api_token_state: {
    active: { label: "Active", tone: "success", icon: "check" },
    expired: { label: "Expired", tone: "gray", icon: "archive" },
    revoked: { label: "Revoked", tone: "gray", icon: "ban" },
  } satisfies Record<ApiTokenView["state"], BadgeEntry>,
  invitation_state: {
    pending: { label: "Open", tone: "info", icon: "clock" },
    accepted: { label: "Accepted", tone: "success", icon: "check" },
    expired: { label: "Run out", tone: "gray", icon: "archive" },
    revoked: { label: "Revoked", tone: "gray", icon: "ban" },
  } satisfies Record<InvitationView["state"], BadgeEntry>,
  policy_state: {
    on: { label: "In force", tone: "success", icon: "check" },
    report_only: { label: "Reports only", tone: "info", icon: "circle-dot" },
    off: { label: "Off", tone: "gray", icon: "circle-slash" },
    unknown: { label: "Not known", tone: "gray", icon: "circle-dashed" },
  } satisfies Record<PolicyReading["state"], BadgeEntry>,
  graph_connection_state: {
    connected: { label: "Connected", tone: "success", icon: "link" },
    ends_soon: { label: "Ends soon", tone: "warning", icon: "clock" },
    ended: { label: "Ended", tone: "danger", icon: "x" },
    not_connected: { label: "Not connected", tone: "gray", icon: "circle-dashed" },
  },
  source_state: {
    included: { label: "In", tone: "success", icon: "check" },
    stale: { label: "Stale", tone: "warning", icon: "clock" },
    not_collected: { label: "Missing", tone: "warning", icon: "triangle-alert" },
    truncated: { label: "Incomplete", tone: "warning", icon: "triangle-alert" },
    excluded_by_option: { label: "Left out", tone: "gray", icon: "minus" },
    pseudonymised: { label: "Pseudonymised", tone: "gray", icon: "user" },
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
