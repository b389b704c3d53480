import { reportLabel } from "@/lib/reports/report-label";
import { toolName } from "@/lib/reports/tool-name";

const labels: Readonly<Record<string, string>> = {
  findings: "Findings",
  hardening: "Hardening of TenantPilot's own access",
  operations: "Operations of the last 30 days",
};

/** What a source is called: "findings.prowler" → "Findings of Prowler". */
export function sourceLabel(source: string): string {
  const known = labels[source];
  if (known) return known;
  return source.startsWith("findings.")
    ? `Findings of ${toolName(source.slice("findings.".length))}`
    : reportLabel(source);
}
