/** Every capability there is. Roles are sets of these; pages, actions and routes ask for one by name (access.md). */
export const capabilities = [
  "tenant.view",
  "tenant.manage",
  "finding.view",
  "report.view",
  "import.view",
  "import.manage",
  "operation.view",
  "review_pack.view",
  "review_pack.manage",
  "member.view",
  "member.manage",
  "audit.view",
  "workspace.manage",
] as const;

export type Capability = (typeof capabilities)[number];

/** What an API token can be made for: what the HTTP API offers. */
export const tokenCapabilities = [
  "tenant.view",
  "import.view",
  "import.manage",
  "review_pack.view",
  "review_pack.manage",
] as const satisfies readonly Capability[];

export type TokenCapability = (typeof tokenCapabilities)[number];

export const roles = ["owner", "manager", "operator", "readonly"] as const;

export type Role = (typeof roles)[number];

const views: Capability[] = [
  "tenant.view",
  "finding.view",
  "report.view",
  "import.view",
  "operation.view",
  "review_pack.view",
];

const granted: Record<Role, ReadonlySet<Capability>> = {
  owner: new Set(capabilities),
  manager: new Set<Capability>([
    ...views,
    "tenant.manage",
    "import.manage",
    "review_pack.manage",
    "member.view",
    "audit.view",
  ]),
  operator: new Set<Capability>([...views, "import.manage"]),
  readonly: new Set(views),
};

/** Whether a role includes a capability. */
export function roleIncludes(role: Role, capability: Capability): boolean {
  return granted[role].has(capability);
}
