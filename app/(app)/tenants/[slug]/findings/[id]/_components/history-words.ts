import { severityCatalogue } from "@/app/_components/badge-catalogue";
import type { IconName } from "@/app/_components/icon";
import type { FindingHistoryEntry } from "@/lib/findings/queries";

const icons: Readonly<Record<string, IconName>> = {
  created: "circle-dot",
  resolved: "circle-check",
  reopened: "refresh",
  accepted: "circle-slash",
  severity_changed: "shield-alert",
  content_changed: "history",
};

/** One change in words, with its drawing. */
export function historyWords(entry: Pick<FindingHistoryEntry, "kind" | "toStatus" | "fromSeverity" | "toSeverity">): {
  icon: IconName;
  text: string;
} {
  const icon = icons[entry.kind] ?? "history";
  if (entry.kind === "created") {
    return { icon, text: entry.toStatus === "accepted" ? "Found, and accepted" : "Found" };
  }
  if (entry.kind === "severity_changed") {
    return {
      icon,
      text: `Severity changed from ${severityLabel(entry.fromSeverity)} to ${severityLabel(entry.toSeverity)}`,
    };
  }
  const texts: Readonly<Record<string, string>> = {
    resolved: "Resolved",
    reopened: "Opened again",
    accepted: "Accepted",
    content_changed: "Text or evidence changed",
  };
  return { icon, text: texts[entry.kind] ?? entry.kind };
}

function severityLabel(severity: string | null): string {
  const known: Record<string, { label: string }> = severityCatalogue;
  return known[severity ?? ""]?.label ?? "unknown";
}
