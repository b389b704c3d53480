import { textOf } from "@/lib/readable/json";
import { type Answer, rowsOf } from "@/lib/reports/answers";
import { graphAppRoles } from "@/lib/reports/permission-names";
import { scubagearPermissions } from "@/lib/reports/read-scubagear";

/** What an application may do. Texts are as the file has them: a page shows them inert. */
export interface PermissionGrant {
  application: string;
  applicationId: string;
  /** What it may be used on, for example Microsoft Graph. */
  resource: string;
  resourceId: string;
  permissions: string[];
  /**
   * everyone: for all people of the tenant, by an administrator; person: for one; application: the application itself,
   * with nobody signed in; member: a person or group that may use the application; requested: asked for, and not granted.
   */
  consent: "everyone" | "person" | "application" | "member" | "requested";
  /** Who it holds for; empty for everybody and for the application itself. */
  who: string;
  whoId: string;
  /** Those of the permissions that the tool calls risky, where it says so. */
  risky?: string[];
  /** What the application can sign in with, where the tool says so. */
  credentials?: Credential[];
}

/** A certificate, a secret, or trust in another identity provider. */
export interface Credential {
  kind: "certificate" | "secret" | "federation";
  name: string;
  /** An ISO 8601 time; null for one without an end. */
  until: string | null;
}

/** A permission that was granted, and not only asked for. */
export type Granted = PermissionGrant & { consent: Exclude<PermissionGrant["consent"], "requested"> };

/** Without what is only asked for: that is no grant. */
export const grantedOf = (grants: readonly PermissionGrant[]) =>
  grants.filter((grant): grant is Granted => grant.consent !== "requested");

const defaultAppRole = "00000000-0000-0000-0000-000000000000";

/** Granted permissions by application, the widest consent first (`permission_posture`). */
export function readPermissions(answers: readonly Answer[]): PermissionGrant[] {
  const delegated = rowsOf(answers, "oauth2PermissionGrants", ["clientId", "consentType", "scope"]);
  const own = withoutDoubles(
    ["appRoleAssignedTo", "appRoleAssignments"].flatMap((part) =>
      rowsOf(answers, part, ["appRoleId", "principalId", "resourceId"]),
    ),
  );
  const names = displayNames(own, rowsOf(answers, "servicePrincipals", ["appId", "servicePrincipalType"]));
  const width = { everyone: 0, application: 1, person: 2, member: 3, requested: 4 };
  const granted = [...delegated.map((row) => fromGrant(row, names)), ...own.map(fromAppRole)];
  return [...granted, ...scubagearPermissions(answers)].sort(
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

function displayNames(rows: Record<string, unknown>[], applications: Record<string, unknown>[]): Map<string, string> {
  const names = new Map(applications.map((row) => [textOf(row.id), textOf(row.displayName)]));
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
    resourceId: textOf(row.resourceId),
    permissions: textOf(row.scope)
      .split(/\s+/)
      .filter((word) => word !== ""),
    consent: isForAll ? "everyone" : "person",
    who: isForAll ? "" : named(textOf(row.principalId)),
    whoId: isForAll ? "" : textOf(row.principalId),
  };
}

function fromAppRole(row: Record<string, unknown>): PermissionGrant {
  const principal = textOf(row.principalDisplayName) || textOf(row.principalId);
  const resource = textOf(row.resourceDisplayName) || textOf(row.resourceId);
  const role = textOf(row.appRoleId);
  const permissions =
    role === "" || role === defaultAppRole ? ["Default access"] : [graphAppRoles[role.toLowerCase()] ?? role];
  const type = textOf(row.principalType);
  // A person or a group: they may use the application; it is not they who are granted what it may do.
  if (type === "User" || type === "Group") {
    return {
      application: resource,
      applicationId: textOf(row.resourceId),
      resource,
      resourceId: textOf(row.resourceId),
      permissions,
      consent: "member",
      who: principal,
      whoId: textOf(row.principalId),
    };
  }
  return {
    application: principal,
    applicationId: textOf(row.principalId),
    resource,
    resourceId: textOf(row.resourceId),
    permissions,
    consent: "application",
    who: "",
    whoId: "",
  };
}
