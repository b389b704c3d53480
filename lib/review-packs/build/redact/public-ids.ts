import { graphAppRoles } from "@/lib/reports/permission-names";
import { builtInRoles } from "@/lib/reports/role-names";

// Applications of Microsoft's own: the same id in every tenant. Microsoft Learn, "Verify first-party Microsoft applications".
const microsoftApplications: Readonly<Record<string, string>> = {
  "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
  "00000002-0000-0000-c000-000000000000": "Windows Azure Active Directory",
  "00000002-0000-0ff1-ce00-000000000000": "Office 365 Exchange Online",
  "00000003-0000-0ff1-ce00-000000000000": "Office 365 SharePoint Online",
  "797f4846-ba00-4fd7-ba43-dac1f8f63013": "Windows Azure Service Management API",
};

const emptyGuid = "00000000-0000-0000-0000-000000000000";

const ids: ReadonlySet<string> = new Set(
  [builtInRoles, graphAppRoles, microsoftApplications].flatMap((list) => Object.keys(list)).concat(emptyGuid),
);

const names: ReadonlySet<string> = new Set(
  [builtInRoles, graphAppRoles, microsoftApplications].flatMap((list) => Object.values(list)),
);

/** Whether an id is the same in every tenant: of a built-in role, a permission or an application of Microsoft's. */
export function isPublicId(guid: string): boolean {
  return ids.has(guid.toLowerCase());
}

/** Whether a name is that of a built-in role, a permission or an application of Microsoft's. */
export function isPublicName(name: string): boolean {
  return names.has(name);
}
