const labels: Readonly<Record<string, string>> = {
  entra_admin_roles: "Privileged roles",
  permission_posture: "Permission posture",
  conditional_access: "Conditional access",
  secure_score: "Secure Score",
  intune_roles: "Intune roles",
};

/** What a type of report is called: "assessment.prowler" → "Prowler assessment". */
export function reportLabel(type: string): string {
  const known = labels[type];
  if (known) return known;
  const [kind, tool] = type.split(".");
  const words = tool && kind === "assessment" ? `${tool} assessment` : type;
  const spaced = words.replaceAll(/[_.]/g, " ");
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}
