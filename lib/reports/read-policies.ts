import { listOf, objectOf, textOf } from "@/lib/readable/json";
import type { Answer } from "@/lib/reports/answers";

/** A conditional access policy in words. Texts are as the file has them: a page shows them inert. */
export interface PolicyReading {
  name: string;
  state: "on" | "report_only" | "off" | "unknown";
  /** Whom it holds for: "Everybody, without 2 groups". */
  who: string;
  /** For what: "All resources". */
  what: string;
  /** What it asks for: "Second factor or managed device". */
  requires: string;
}

const states: Readonly<Record<string, PolicyReading["state"]>> = {
  enabled: "on",
  enabledforreportingbutnotenforced: "report_only",
  disabled: "off",
};

/**
 * Conditional access policies, those in force first (`conditional_access`), among whatever else the answers hold. Members
 * are named as Graph does, or with a capital, as ScubaGear does.
 */
export function readPolicies(answers: readonly Answer[]): PolicyReading[] {
  const order = { on: 0, report_only: 1, unknown: 2, off: 3 };
  return answers
    .flatMap((answer) => answer.rows)
    .filter((row) => member(row, "conditions") !== undefined && member(row, "state") !== undefined)
    .map(toPolicy)
    .sort((a, b) => order[a.state] - order[b.state] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function toPolicy(row: Record<string, unknown>): PolicyReading {
  const conditions = objectOf(member(row, "conditions"));
  return {
    name: textOf(member(row, "displayName")) || textOf(member(row, "id")),
    state: states[textOf(member(row, "state")).toLowerCase()] ?? "unknown",
    who: whoOf(objectOf(member(conditions, "users"))),
    what: whatOf(objectOf(member(conditions, "applications"))),
    requires: requiresOf(objectOf(member(row, "grantControls")), objectOf(member(row, "sessionControls"))),
  };
}

/** A member under Graph's name, or under the same with a capital. */
function member(row: Record<string, unknown>, name: string): unknown {
  return name in row ? row[name] : row[`${name.charAt(0).toUpperCase()}${name.slice(1)}`];
}

function textsAt(row: Record<string, unknown>, name: string): string[] {
  return listOf(member(row, name))
    .map(textOf)
    .filter((text) => text !== "");
}

function whoOf(users: Record<string, unknown>): string {
  const included = textsAt(users, "includeUsers");
  const guests = objectOf(member(users, "includeGuestsOrExternalUsers"));
  const parts = included.includes("All")
    ? ["Everybody"]
    : [
        ...counted(
          included.filter((id) => id !== "None" && id !== "GuestsOrExternalUsers"),
          "person",
          "people",
        ),
        ...counted(textsAt(users, "includeGroups"), "group", "groups"),
        ...counted(textsAt(users, "includeRoles"), "role", "roles"),
        ...(included.includes("GuestsOrExternalUsers") || Object.keys(guests).length > 0 ? ["guests"] : []),
      ];
  const without = [
    ...counted(textsAt(users, "excludeUsers"), "person", "people"),
    ...counted(textsAt(users, "excludeGroups"), "group", "groups"),
    ...counted(textsAt(users, "excludeRoles"), "role", "roles"),
  ];
  return `${capitalised(joined(parts)) || "Nobody"}${without.length > 0 ? `, without ${joined(without)}` : ""}`;
}

function whatOf(applications: Record<string, unknown>): string {
  const included = textsAt(applications, "includeApplications");
  const actions = textsAt(applications, "includeUserActions");
  const excluded = textsAt(applications, "excludeApplications");
  const parts = included.includes("All")
    ? ["all applications"]
    : [
        ...(included.includes("Office365") ? ["Office 365"] : []),
        ...(included.includes("MicrosoftAdminPortals") ? ["the admin portals"] : []),
        ...counted(
          included.filter((id) => !["None", "Office365", "MicrosoftAdminPortals"].includes(id)),
          "application",
          "applications",
        ),
        ...counted(actions, "action", "actions"),
      ];
  const without = counted(excluded, "application", "applications");
  return `${capitalised(joined(parts)) || "Nothing"}${without.length > 0 ? `, without ${joined(without)}` : ""}`;
}

const controls: Readonly<Record<string, string>> = {
  block: "access is blocked",
  mfa: "second factor",
  compliantdevice: "managed device",
  domainjoineddevice: "joined device",
  approvedapplication: "approved app",
  compliantapplication: "protected app",
  passwordchange: "new password",
};

function requiresOf(grant: Record<string, unknown>, session: Record<string, unknown>): string {
  const strength = textOf(member(objectOf(member(grant, "authenticationStrength")), "displayName"));
  const asked = [
    ...textsAt(grant, "builtInControls").map((name) => controls[name.toLowerCase()] ?? name),
    ...(strength === "" ? [] : [strength]),
    ...(textsAt(grant, "termsOfUse").length > 0 ? ["terms of use"] : []),
  ];
  const word = textOf(member(grant, "operator")).toUpperCase() === "AND" ? " and " : " or ";
  const limits = Object.entries(session).filter(([, value]) => value !== null && typeof value === "object");
  if (asked.length > 0) return capitalised(asked.join(word));
  return limits.length > 0 ? "Limits of the session only" : "Nothing";
}

function counted(ids: readonly string[], one: string, many: string): string[] {
  return ids.length === 0 ? [] : [`${ids.length} ${ids.length === 1 ? one : many}`];
}

const joined = (parts: readonly string[]) =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
