import { graphReport, hasAll } from "@/lib/imports/formats/graph";

/** Who holds which directory role: the stored report `entra_admin_roles`. */
export const graphRoles = graphReport({
  format: "graph-roles",
  type: "entra_admin_roles",
  label: "Microsoft Graph role assignments",
  parts: [
    {
      part: "roleAssignments",
      context: /^roleManagement\/directory\/roleAssignments\b/,
      first: (role) =>
        hasAll(role, "principalId", "roleDefinitionId", "directoryScopeId") && !hasAll(role, "memberType"),
    },
    {
      part: "roleAssignmentScheduleInstances",
      context: /^roleManagement\/directory\/roleAssignmentScheduleInstances\b/,
      first: (role) => hasAll(role, "principalId", "roleDefinitionId", "assignmentType", "memberType"),
    },
    {
      part: "roleEligibilityScheduleInstances",
      context: /^roleManagement\/directory\/roleEligibilityScheduleInstances\b/,
      first: (role) => hasAll(role, "principalId", "roleDefinitionId", "roleEligibilityScheduleId"),
    },
    {
      part: "roleDefinitions",
      context: /^roleManagement\/directory\/roleDefinitions\b/,
      first: (role) => hasAll(role, "templateId", "rolePermissions"),
    },
    {
      part: "directoryRoleMembers",
      context: /^(directoryRoles\('[^']*'\)\/members|directoryObjects)\b/,
      first: (person) => hasAll(person, "userPrincipalName"),
    },
    { part: "directoryRoles", context: /^directoryRoles\b/, first: (role) => hasAll(role, "roleTemplateId") },
  ],
});
