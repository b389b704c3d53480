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

/** A tool's or a source's name as people write it: "scubagear" → "ScubaGear", "graph/policies" → "Microsoft Graph". One that nobody knows stays as it came. */
export function toolName(tool: string): string {
  const [name = ""] = tool.replaceAll("_", "-").split("/");
  return names[name] ?? tool;
}
