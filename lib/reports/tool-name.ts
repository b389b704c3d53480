const names: Readonly<Record<string, string>> = {
  graph: "Microsoft Graph",
  "m365-assess": "M365-Assess",
  maester: "Maester",
  oscal: "OSCAL",
  prowler: "Prowler",
  scubagear: "ScubaGear",
  tenantpilot: "TenantPilot",
  "zero-trust-assessment": "Zero Trust Assessment",
};

/** A tool's or a source's name as people write it: "scubagear" → "ScubaGear". One that nobody knows stays as it came. */
export function toolName(tool: string): string {
  return names[tool.replaceAll("_", "-")] ?? tool;
}
