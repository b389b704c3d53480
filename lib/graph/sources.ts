/** One of Microsoft Graph's lists that evidence is fetched from. */
export interface GraphSource {
  /** Its name in a fetch; also the step's. */
  name: string;
  /** The stored report that it is a part of, and which part (import-formats.md, 7): each its own. */
  type: string;
  part: string;
  /** What people call it. */
  label: string;
  path: string;
  /** The application permission that it is read with (learn.microsoft.com/graph/permissions-reference). */
  permission: string;
  /** Its path tells changes since the last time (delta query). */
  isDelta?: boolean;
  /** One page is all that is wanted. */
  isOnePage?: boolean;
  /** A 404 says that there are none. */
  mayBeMissing?: boolean;
  /** Lists of the report of which this one says all and more: older answers to them, out of files, are of no use beside it. */
  makesNeedless?: readonly string[];
}

const roles = {
  type: "entra_admin_roles",
  permission: "RoleManagement.Read.Directory",
} as const;

const permissions = { type: "permission_posture", permission: "Directory.Read.All" } as const;

const conditionalAccess = { type: "conditional_access", permission: "Policy.Read.All" } as const;

const secureScore = { type: "secure_score", permission: "SecurityEvents.Read.All" } as const;

// The application permissions of the APIs that open mail, files, devices and logs. All of a tenant would be a question for each of
// its some hundred service principals.
const resources = [
  { key: "graph", appId: "00000003-0000-0000-c000-000000000000", label: "Microsoft Graph" },
  { key: "exchange", appId: "00000002-0000-0ff1-ce00-000000000000", label: "Exchange Online" },
  { key: "sharepoint", appId: "00000003-0000-0ff1-ce00-000000000000", label: "SharePoint Online" },
  { key: "management", appId: "c5393580-f805-4401-95e8-94b7a6ef2fc2", label: "Office 365 Management APIs" },
];

/** All that a fetch reads, in its order. */
export const graphSources: readonly GraphSource[] = [
  {
    ...roles,
    name: "role_definitions",
    part: "roleDefinitions",
    label: "Role definitions",
    path: "/v1.0/roleManagement/directory/roleDefinitions",
  },
  {
    ...roles,
    name: "role_assignments",
    part: "roleAssignments",
    label: "Role assignments",
    path: "/v1.0/roleManagement/directory/roleAssignments?$expand=principal",
    makesNeedless: ["directoryRoleMembers", "directoryRoles"],
  },
  {
    ...roles,
    name: "active_role_assignments",
    part: "roleAssignmentScheduleInstances",
    label: "Active role assignments",
    path: "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal",
  },
  {
    ...roles,
    name: "eligible_role_assignments",
    part: "roleEligibilityScheduleInstances",
    label: "Eligible role assignments",
    path: "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal",
  },
  {
    ...permissions,
    name: "applications",
    part: "servicePrincipals",
    label: "Applications",
    path: "/v1.0/servicePrincipals/delta?$select=id,appId,displayName,servicePrincipalType",
    isDelta: true,
  },
  {
    ...permissions,
    name: "delegated_permissions",
    part: "oauth2PermissionGrants",
    label: "Delegated permissions",
    path: "/v1.0/oauth2PermissionGrants/delta",
    isDelta: true,
  },
  ...resources.map(({ key, appId, label }) => ({
    ...permissions,
    name: `application_permissions_${key}`,
    part: `appRoleAssignedTo(appId='${appId}')`,
    label: `Application permissions on ${label}`,
    path: `/v1.0/servicePrincipals(appId='${appId}')/appRoleAssignedTo`,
    mayBeMissing: true,
  })),
  {
    ...conditionalAccess,
    name: "conditional_access_policies",
    part: "policies",
    label: "Conditional access policies",
    path: "/v1.0/identity/conditionalAccess/policies",
  },
  {
    ...conditionalAccess,
    name: "named_locations",
    part: "namedLocations",
    label: "Named locations",
    path: "/v1.0/identity/conditionalAccess/namedLocations",
  },
  {
    ...secureScore,
    name: "secure_score",
    part: "secureScores",
    label: "Secure Score",
    path: "/v1.0/security/secureScores?$top=1",
    isOnePage: true,
  },
  {
    ...secureScore,
    name: "secure_score_controls",
    part: "secureScoreControlProfiles",
    label: "Secure Score controls",
    path: "/v1.0/security/secureScoreControlProfiles",
  },
];

/** The application permissions that the whole of it needs, each once. */
export const graphPermissions: readonly string[] = [...new Set(graphSources.map(({ permission }) => permission))];

/** The source of that name. @throws {Error} when there is none: names come from graphSources. */
export function graphSource(name: string): GraphSource {
  const source = graphSources.find((known) => known.name === name);
  if (!source) throw new Error(`There is no source ${name} in Microsoft Graph.`);
  return source;
}
