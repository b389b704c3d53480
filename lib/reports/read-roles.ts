import { objectOf, textOf } from "@/lib/readable/json";
import { type Answer, answersOfList, rowsOf } from "@/lib/reports/answers";
import { idOfPart } from "@/lib/reports/part-name";
import { scubagearRoles } from "@/lib/reports/read-scubagear";
import { builtInRoles } from "@/lib/reports/role-names";

/** Somebody, or something, that holds a directory role. Texts are as the file has them: a page shows them inert. */
export interface RoleHolding {
  role: string;
  /** The role's template where the file says which, else its own id; empty when it names none. */
  roleId: string;
  holder: string;
  holderId: string;
  /** Sign-in name, or the id when the file has no name. */
  holderDetail: string;
  kind: "person" | "group" | "application" | "unknown";
  /** Held now, only to be activated, activated for the moment; or the file does not say which of them. */
  how: "assigned" | "eligible" | "activated" | "not_said";
  /** Through the membership of a group; null when the file does not say. */
  isThroughGroup: boolean | null;
  /** "permanent", an ISO 8601 time, or null when the file does not say. */
  until: string | null;
  /** "/" is the whole tenant. */
  scope: string;
}

/** Who holds which role, by role and holder, from whatever tool (`entra_admin_roles`). */
export function readRoles(answers: readonly Answer[]): RoleHolding[] {
  return [...graphRoles(answers), ...scubagearRoles(answers), ...m365AssessRoles(answers)].sort(
    (a, b) => compare(a.role, b.role) || compare(a.holder, b.holder),
  );
}

function graphRoles(answers: readonly Answer[]): RoleHolding[] {
  const names = roleNames(answers);
  const people = peopleById(answers);
  const isSchedule = (row: Record<string, unknown>) => "memberType" in row;
  const eligible = rowsOf(answers, "roleEligibilityScheduleInstances", ["principalId", "roleEligibilityScheduleId"]);
  const scheduled = rowsOf(answers, "roleAssignmentScheduleInstances", ["principalId", "assignmentType", "memberType"]);
  const assigned = rowsOf(answers, "roleAssignments", ["principalId", "roleDefinitionId"]).filter(
    (row) => !isSchedule(row),
  );
  // The schedule knows the end of an assignment that both lists hold.
  const known = new Set(scheduled.map(placeOf));
  const holding = (row: Record<string, unknown>, how: RoleHolding["how"]) => toHolding(row, how, names, people);
  return [
    ...scheduled.map((row) => holding(row, textOf(row.assignmentType) === "Activated" ? "activated" : "assigned")),
    ...assigned.filter((row) => !known.has(placeOf(row))).map((row) => holding(row, "assigned")),
    ...eligible.map((row) => holding(row, "eligible")),
    ...readMembers(answers, names),
  ];
}

const placeOf = (row: Record<string, unknown>) =>
  JSON.stringify([row.principalId, row.roleDefinitionId, row.directoryScopeId ?? "/"]);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function roleNames(answers: readonly Answer[]): Map<string, string> {
  const names = new Map(Object.entries(builtInRoles));
  const definitions = [
    ...rowsOf(answers, "roleDefinitions", ["templateId", "rolePermissions"]),
    ...rowsOf(answers, "directoryRoles", ["roleTemplateId"]),
  ];
  for (const row of definitions) {
    for (const id of [row.id, row.templateId, row.roleTemplateId]) {
      if (textOf(id) !== "" && textOf(row.displayName) !== "") names.set(textOf(id), textOf(row.displayName));
    }
  }
  return names;
}

function peopleById(answers: readonly Answer[]): Map<string, Record<string, unknown>> {
  const members = rowsOf(answers, "directoryRoleMembers", ["userPrincipalName"]);
  return new Map(members.map((member) => [textOf(member.id), member]));
}

function toHolding(
  row: Record<string, unknown>,
  how: RoleHolding["how"],
  names: Map<string, string>,
  people: Map<string, Record<string, unknown>>,
): RoleHolding {
  const id = textOf(row.principalId);
  const expanded = objectOf(row.principal);
  const principal = Object.keys(expanded).length > 0 ? expanded : (people.get(id) ?? {});
  const roleId = textOf(row.roleDefinitionId);
  const isTimed = "endDateTime" in row || "memberType" in row;
  return {
    role: textOf(objectOf(row.roleDefinition).displayName) || names.get(roleId) || roleId,
    roleId,
    ...holderOf(principal, id),
    how,
    isThroughGroup: "memberType" in row ? textOf(row.memberType) !== "Direct" : null,
    until: isTimed ? textOf(row.endDateTime) || "permanent" : null,
    scope: textOf(row.directoryScopeId) || textOf(row.appScopeId) || "/",
  };
}

function holderOf(
  principal: Record<string, unknown>,
  id: string,
): Pick<RoleHolding, "holder" | "holderId" | "holderDetail" | "kind"> {
  const signIn = textOf(principal.userPrincipalName) || textOf(principal.mail) || textOf(principal.appId);
  const name = textOf(principal.displayName) || signIn || id;
  return {
    holder: name,
    holderId: id,
    holderDetail: signIn === name ? "" : signIn || (name === id ? "" : id),
    kind: kindOf(principal),
  };
}

function kindOf(principal: Record<string, unknown>): RoleHolding["kind"] {
  const type = textOf(principal["@odata.type"]).toLowerCase();
  if (type.endsWith(".group")) return "group";
  if (type.endsWith(".serviceprincipal")) return "application";
  return type.endsWith(".user") || "userPrincipalName" in principal ? "person" : "unknown";
}

/** The answer of directoryRoles/{id}/members names the role in its context only, from which its part has the id. */
function readMembers(answers: readonly Answer[], names: Map<string, string>): RoleHolding[] {
  const templates = new Map(
    rowsOf(answers, "directoryRoles", ["roleTemplateId"]).map((row) => [textOf(row.id), textOf(row.roleTemplateId)]),
  );
  return answersOfList(answers, "directoryRoleMembers").flatMap((answer) => {
    const roleId = idOfPart(answer.part);
    return answer.rows.map((member) => ({
      role: roleId ? (names.get(roleId) ?? roleId) : "A role that the answer does not name",
      roleId: roleId ? templates.get(roleId) || roleId : "",
      ...holderOf(member, textOf(member.id)),
      how: "assigned" as const,
      isThroughGroup: null,
      until: null,
      scope: "/",
    }));
  });
}

const kinds: Readonly<Record<string, RoleHolding["kind"]>> = {
  user: "person",
  group: "group",
  serviceprincipal: "application",
};

/** M365-Assess's table of members: all cells are text. */
function m365AssessRoles(answers: readonly Answer[]): RoleHolding[] {
  return answers
    .filter(({ part }) => part === "adminRoles")
    .flatMap(({ rows }) => rows)
    .map((row) => {
      const [name, signIn, id] = [textOf(row.MemberDisplayName), textOf(row.MemberUPN), textOf(row.MemberId)];
      const holder = name || signIn || id;
      return {
        role: textOf(row.RoleName),
        roleId: textOf(row.RoleId),
        holder,
        holderId: id || signIn,
        holderDetail: signIn === holder ? "" : signIn || id,
        kind: kinds[textOf(row.MemberType).toLowerCase()] ?? "unknown",
        how: "assigned" as const,
        isThroughGroup: null,
        until: null,
        scope: "/",
      };
    });
}
