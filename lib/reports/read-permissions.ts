import { textOf } from "@/lib/readable/json";
import { type Answer, rowsOf } from "@/lib/reports/answers";

/** What an application may do. Texts are as the file has them: a page shows them inert. */
export interface PermissionGrant {
  application: string;
  applicationId: string;
  /** What it may be used on, for example Microsoft Graph. */
  resource: string;
  permissions: string[];
  /**
   * everyone: for all people of the tenant, by an administrator; person: for one; application: the application itself,
   * with nobody signed in; member: a person or group that may use the application.
   */
  consent: "everyone" | "person" | "application" | "member";
  /** Who it holds for; empty for everybody and for the application itself. */
  who: string;
}

const defaultAppRole = "00000000-0000-0000-0000-000000000000";

/** Granted permissions by application, the widest consent first (`permission_posture`). */
export function readPermissions(answers: readonly Answer[]): PermissionGrant[] {
  const delegated = rowsOf(answers, "oauth2PermissionGrants", ["clientId", "consentType", "scope"]);
  const own = withoutDoubles(
    ["appRoleAssignedTo", "appRoleAssignments"].flatMap((part) =>
      rowsOf(answers, part, ["appRoleId", "principalId", "resourceId"]),
    ),
  );
  const names = displayNames(own);
  const width = { everyone: 0, application: 1, person: 2, member: 3 };
  return [...delegated.map((row) => fromGrant(row, names)), ...own.map(fromAppRole)].sort(
    (a, b) =>
      width[a.consent] - width[b.consent] ||
      (a.application < b.application ? -1 : a.application > b.application ? 1 : 0),
  );
}

/** The same assignment stands in the answer of either end. */
function withoutDoubles(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  const keyOf = (row: Record<string, unknown>) => JSON.stringify([row.principalId, row.resourceId, row.appRoleId]);
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function displayNames(rows: Record<string, unknown>[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const row of rows) {
    names.set(textOf(row.principalId), textOf(row.principalDisplayName));
    names.set(textOf(row.resourceId), textOf(row.resourceDisplayName));
  }
  return names;
}

function fromGrant(row: Record<string, unknown>, names: Map<string, string>): PermissionGrant {
  const named = (id: string) => names.get(id) || id;
  const isForAll = textOf(row.consentType) === "AllPrincipals";
  return {
    application: named(textOf(row.clientId)),
    applicationId: textOf(row.clientId),
    resource: named(textOf(row.resourceId)),
    permissions: textOf(row.scope)
      .split(/\s+/)
      .filter((word) => word !== ""),
    consent: isForAll ? "everyone" : "person",
    who: isForAll ? "" : named(textOf(row.principalId)),
  };
}

function fromAppRole(row: Record<string, unknown>): PermissionGrant {
  const principal = textOf(row.principalDisplayName) || textOf(row.principalId);
  const resource = textOf(row.resourceDisplayName) || textOf(row.resourceId);
  const role = textOf(row.appRoleId);
  const permissions = role === "" || role === defaultAppRole ? ["Default access"] : [role];
  const type = textOf(row.principalType);
  // A person or a group: they may use the application; it is not they who are granted what it may do.
  if (type === "User" || type === "Group") {
    return {
      application: resource,
      applicationId: textOf(row.resourceId),
      resource,
      permissions,
      consent: "member",
      who: principal,
    };
  }
  return {
    application: principal,
    applicationId: textOf(row.principalId),
    resource,
    permissions,
    consent: "application",
    who: "",
  };
}
