import { graphReport } from "@/lib/imports/formats/graph";
import { textAt } from "@/lib/imports/record";

const typed = (name: string) => (element: Record<string, unknown>) =>
  textAt(element["@odata.type"]) === `#microsoft.graph.${name}`;

/** Intune's own roles: the stored report `intune_roles`. */
export const intuneRoles = graphReport({
  format: "graph-intune-roles",
  type: "intune_roles",
  label: "Microsoft Graph Intune roles",
  parts: [
    {
      part: "roleAssignments",
      context: /^deviceManagement\/roleAssignments\b/,
      first: typed("deviceAndAppManagementRoleAssignment"),
    },
    {
      part: "roleDefinitions",
      context: /^deviceManagement\/roleDefinitions\b/,
      first: typed("deviceAndAppManagementRoleDefinition"),
    },
  ],
});
