import { guidOf } from "@/lib/embedded/demo/chance";
import type { DemoTenant } from "@/lib/embedded/demo/prowler-scan";

const base = "https://graph.microsoft.com/v1.0/$metadata#";

// Built-in roles have the same template ids in every tenant.
const roles = [
  {
    id: "62e90394-69f5-4237-9190-012177145e10",
    name: "Global Administrator",
    holders: ["break-glass-1", "break-glass-2", "it-lead"],
  },
  {
    id: "e8611ab8-c189-46e8-94e1-60213ab1f814",
    name: "Privileged Role Administrator",
    holders: ["it-lead", "identity-desk"],
  },
  { id: "29232cdf-9323-42fd-ade2-1d097af3e4de", name: "Exchange Administrator", holders: ["mail-desk"] },
  { id: "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", name: "SharePoint Administrator", holders: ["intranet-desk"] },
  {
    id: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    name: "Helpdesk Administrator",
    holders: ["helpdesk-1", "helpdesk-2", "helpdesk-3"],
  },
  { id: "5d6b6bb7-de71-4623-b4af-96380a352509", name: "Security Reader", holders: ["auditor-account"] },
] as const;

const grants = [
  { client: "Travel desk", resource: "Microsoft Graph", scope: "User.Read Calendars.Read" },
  { client: "Survey tool", resource: "Microsoft Graph", scope: "User.Read openid profile" },
  { client: "Chat archive", resource: "Microsoft Graph", scope: "Chat.Read.All User.Read.All Group.Read.All" },
] as const;

// Microsoft Graph's app roles have the same ids in every tenant: Files.Read.All, User.Read.All, Mail.ReadWrite.
const appRoles = [
  { client: "Backup agent", roleId: "01d4889c-1287-42c6-ac1f-5d1e02578ef6" },
  { client: "Payroll export", roleId: "df021288-bdef-4463-88db-98f22de89214" },
  { client: "Ticket mirror", roleId: "e2a3a72e-5f79-4c64-b1b1-878b674786c9" },
] as const;

/** Graph's answer to roleManagement/directory/roleAssignments with principals; later rounds have one more holder. */
export function roleAssignments(tenant: DemoTenant, round: number): string {
  const value = roles.flatMap((role) => {
    const isGrown = role.name === "Helpdesk Administrator" && round > 0;
    const holders = isGrown ? [...role.holders, "helpdesk-4"] : role.holders;
    return holders.map((holder) => assignment(tenant, role.id, holder));
  });
  return answer(`${base}roleManagement/directory/roleAssignments(principal())`, value);
}

function assignment(tenant: DemoTenant, roleDefinitionId: string, holder: string) {
  const id = guidOf(tenant.slug, "account", holder);
  const mail = `${holder}@${tenant.slug}.example.com`;
  return {
    id: guidOf(tenant.slug, roleDefinitionId, holder),
    principalId: id,
    resourceScope: "/",
    directoryScopeId: "/",
    roleDefinitionId,
    principal: {
      "@odata.type": "#microsoft.graph.user",
      id,
      accountEnabled: true,
      displayName: holder,
      mail,
      userPrincipalName: mail,
      userType: "Member",
    },
  };
}

/** Graph's answer to roleManagement/directory/roleDefinitions, for the roles above. */
export function roleDefinitions(): string {
  const value = roles.map((role) => ({
    id: role.id,
    displayName: role.name,
    description: `Built-in role ${role.name}.`,
    isBuiltIn: true,
    isEnabled: true,
    templateId: role.id,
    version: "1",
    rolePermissions: [],
  }));
  return answer(`${base}roleManagement/directory/roleDefinitions`, value);
}

/** Graph's answer to oauth2PermissionGrants. */
export function permissionGrants(tenant: DemoTenant): string {
  const value = grants.map((grant) => ({
    id: guidOf(tenant.slug, "grant", grant.client),
    clientId: guidOf(tenant.slug, "application", grant.client),
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: guidOf(tenant.slug, "application", grant.resource),
    scope: grant.scope,
  }));
  return answer(`${base}oauth2PermissionGrants`, value);
}

/** Graph's answer to servicePrincipals/{id}/appRoleAssignedTo of Microsoft Graph. */
export function appRoleAssignedTo(tenant: DemoTenant): string {
  const resourceId = guidOf(tenant.slug, "application", "Microsoft Graph");
  const value = appRoles.map((assigned) => ({
    id: guidOf(tenant.slug, "app role", assigned.client),
    deletedDateTime: null,
    appRoleId: assigned.roleId,
    createdDateTime: "2025-02-02T04:22:45.9480566Z",
    principalDisplayName: assigned.client,
    principalId: guidOf(tenant.slug, "application", assigned.client),
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
    resourceId,
  }));
  return answer(`${base}servicePrincipals('${resourceId}')/appRoleAssignedTo`, value);
}

function answer(context: string, value: readonly unknown[]): string {
  return JSON.stringify({ "@odata.context": context, value }, null, 2);
}
