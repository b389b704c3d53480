import { listOf, objectOf, textOf } from "@/lib/readable/json";
import { momentText } from "@/lib/readable/moment-text";
import type { Answer } from "@/lib/reports/answers";
import type { PermissionGrant } from "@/lib/reports/read-permissions";
import type { RoleHolding } from "@/lib/reports/read-roles";

// ScubaGear's own sections, in PascalCase (import-formats.md, 7).

type Row = Record<string, unknown>;

/** Who holds which role: its assignments, with names from its lists of people and applications. */
export function scubagearRoles(answers: readonly Answer[]): RoleHolding[] {
  const people = holdersOf(answers, "privileged_users", "person");
  const applications = holdersOf(answers, "privileged_service_principals", "application");
  const holders = new Map([...people, ...applications]);
  const assigned = rowsOfPart(answers, "privileged_roles").flatMap((role) =>
    listOf(role.Assignments).map((one) => toHolding(role, objectOf(one), holders)),
  );
  // The lists say which roles somebody has and not how: that is all there is where no assignment says it.
  const known = new Set(assigned.map(({ holderId, role }) => JSON.stringify([holderId, role])));
  const listed = [...holders].flatMap(([id, holder]) =>
    [...new Set(holder.roles)]
      .filter((role) => !known.has(JSON.stringify([id, role])))
      .map(
        (role): RoleHolding => ({
          role,
          roleId: "",
          ...named(id, holder),
          how: "not_said",
          isThroughGroup: null,
          until: null,
          scope: "/",
        }),
      ),
  );
  return [...assigned, ...listed];
}

interface Holder {
  name: string;
  detail: string;
  kind: RoleHolding["kind"];
  roles: string[];
}

/** Both lists are maps by id. */
function holdersOf(answers: readonly Answer[], part: string, kind: Holder["kind"]): Map<string, Holder> {
  const entries = answers
    .filter((answer) => answer.part === part)
    .flatMap(({ value }) => Object.entries(objectOf(value)));
  return new Map(
    entries.map(([id, value]) => {
      const row = objectOf(value);
      return [
        id,
        { name: textOf(row.DisplayName), detail: textOf(row.AppId), kind, roles: listOf(row.roles).map(textOf) },
      ];
    }),
  );
}

const rowsOfPart = (answers: readonly Answer[], part: string): Row[] =>
  answers.filter((answer) => answer.part === part).flatMap(({ value }) => listOf(value).map(objectOf));

function toHolding(role: Row, assignment: Row, holders: ReadonlyMap<string, Holder>): RoleHolding {
  const id = textOf(assignment.PrincipalId);
  const type = textOf(assignment.AssignmentType);
  return {
    role: textOf(role.DisplayName),
    roleId: textOf(role.RoleTemplateId) || textOf(assignment.RoleDefinitionId),
    ...named(id, holders.get(id)),
    how: type === "Activated" ? "activated" : type === "Eligible" ? "eligible" : "assigned",
    isThroughGroup: textOf(assignment.MemberType) === "" ? null : textOf(assignment.MemberType) !== "Direct",
    until: momentText(assignment.EndDateTime) || "permanent",
    scope: textOf(assignment.DirectoryScopeId) || textOf(assignment.AppScopeId) || "/",
  };
}

function named(id: string, holder?: Holder): Pick<RoleHolding, "holder" | "holderId" | "holderDetail" | "kind"> {
  const name = holder?.name || id;
  return {
    holder: name,
    holderId: id,
    holderDetail: name === id ? "" : holder?.detail || id,
    kind: holder?.kind ?? "unknown",
  };
}

/** What applications may do, with what they can sign in by: a list of one was written as the thing itself. */
export function scubagearPermissions(answers: readonly Answer[]): PermissionGrant[] {
  const parts = ["risky_applications", "risky_third_party_service_principals"];
  return parts.flatMap((part) => rowsOfPart(answers, part).flatMap(grantsOf));
}

function grantsOf(application: Row): PermissionGrant[] {
  const groups = new Map<string, PermissionGrant>();
  for (const permission of listOf(application.Permissions).map(objectOf)) {
    const resource = textOf(permission.ApplicationDisplayName);
    const consent = consentOf(permission);
    const key = JSON.stringify([resource, consent]);
    const grant = groups.get(key) ?? newGrant(application, resource, consent);
    const name = textOf(permission.RoleDisplayName) || textOf(permission.RoleId);
    grant.permissions.push(name);
    if (permission.IsRisky === true) grant.risky?.push(name);
    groups.set(key, grant);
  }
  return [...groups.values()];
}

/** What no administrator has consented to is only asked for. */
function consentOf(permission: Row): PermissionGrant["consent"] {
  if (permission.IsAdminConsented === false) return "requested";
  return textOf(permission.RoleType) === "Delegated" ? "everyone" : "application";
}

function newGrant(application: Row, resource: string, consent: PermissionGrant["consent"]): PermissionGrant {
  return {
    application: textOf(application.DisplayName),
    applicationId: textOf(application.AppId),
    resource,
    resourceId: "",
    permissions: [],
    consent,
    who: "",
    whoId: "",
    risky: [],
    credentials: [
      ...credentialsOf(application.KeyCredentials, "certificate"),
      ...credentialsOf(application.PasswordCredentials, "secret"),
      ...credentialsOf(application.FederatedCredentials, "federation"),
    ],
  };
}

function credentialsOf(list: unknown, kind: "certificate" | "secret" | "federation") {
  return listOf(list)
    .map(objectOf)
    .map((one) => ({
      kind,
      name: textOf(one.DisplayName) || textOf(one.Name),
      until: momentText(one.EndDateTime) || null,
    }));
}
