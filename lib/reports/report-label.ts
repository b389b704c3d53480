import { toolName } from "@/lib/reports/tool-name";

const labels: Readonly<Record<string, string>> = {
  entra_admin_roles: "Privileged roles",
  permission_posture: "Permission posture",
  conditional_access: "Conditional access",
  secure_score: "Secure Score",
  intune_roles: "Intune roles",
};

const assessmentOf = (tool: string) => {
  const name = toolName(tool);
  return name.endsWith("Assessment") ? name : `${name} assessment`;
};

/** What a type of report is called: "assessment.prowler" → "Prowler assessment". */
export function reportLabel(type: string): string {
  const known = labels[type];
  if (known) return known;
  const [kind, tool] = type.split(".");
  const words = tool && kind === "assessment" ? assessmentOf(tool) : type;
  const spaced = words.replaceAll(/[_.]/g, " ");
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}
