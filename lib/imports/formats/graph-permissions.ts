import { graphReport, hasAll } from "@/lib/imports/formats/graph";

/** Which applications may do what: the stored report `permission_posture`. */
export const graphPermissions = graphReport({
  format: "graph-permissions",
  type: "permission_posture",
  label: "Microsoft Graph granted permissions",
  parts: [
    {
      part: "oauth2PermissionGrants",
      context: /^oauth2PermissionGrants\b/,
      first: (grant) => hasAll(grant, "clientId", "consentType", "scope"),
    },
    { part: "appRoleAssignedTo", context: /^servicePrincipals\((appId=)?'[^']*'\)\/appRoleAssignedTo\b/ },
    {
      part: "appRoleAssignments",
      context: /^(servicePrincipals\((appId=)?'[^']*'\)\/)?appRoleAssignments\b/,
      first: (assignment) => hasAll(assignment, "appRoleId", "principalId", "resourceId"),
    },
  ],
});
