import { listOf, objectOf, textOf } from "@/lib/readable/json";

// A stored report is made of answers of one source. Of some lists there is an answer for each thing that it can be asked of
// (the members of one role): its part is then named `<list>('<id>')`, so that one takes the place of its own earlier answer only.

const idText = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";
const named = new RegExp(`^(\\w+)\\((appId=)?'(${idText})'\\)$`);

/** These lists, and what stands after `$metadata#` in the context of an answer that says what it is about. */
const contexts: ReadonlyMap<string, RegExp> = new Map([
  ["appRoleAssignedTo", new RegExp(`^servicePrincipals(\\((?:appId=)?'${idText}'\\))/appRoleAssignedTo\\b`)],
  ["appRoleAssignments", new RegExp(`^servicePrincipals(\\((?:appId=)?'${idText}'\\))/appRoleAssignments\\b`)],
  ["directoryRoleMembers", new RegExp(`^directoryRoles(\\('${idText}'\\))/members\\b`)],
]);

/** The list of what applications may do on one of them. */
export const permissionsOn = "appRoleAssignedTo";

/** Lists that only give names to what the others hold: how old they are says nothing about what was seen. */
const namesOnly = new Set(["directoryRoles", "roleDefinitions", "servicePrincipals"]);

/** The part of a report that an answer of a list is: with the id that its `@odata.context` names, where there is one. */
export function partName(list: string, context: string): string {
  const entity = context.slice(context.indexOf("$metadata#") + "$metadata#".length);
  return `${list}${contexts.get(list)?.exec(entity)?.[1] ?? ""}`;
}

/**
 * The name of a part that is stored already: earlier versions left the id out. Their fetches put the lists of several applications
 * together under the context of the first, so that it says nothing about the others.
 */
export function storedPartName(name: string, answer: unknown): string {
  if (name === permissionsOn && resourcesOf(answer).size > 1) return name;
  return partName(name, textOf(objectOf(answer)["@odata.context"]));
}

/** The list that a part is an answer of: "directoryRoleMembers('5d6b…')" → "directoryRoleMembers". */
export function listOfPart(part: string): string {
  return named.exec(part)?.[1] ?? part;
}

/** The id that a part names; null where it names none. */
export function idOfPart(part: string): string | null {
  return named.exec(part)?.[3] ?? null;
}

/** The part with another id; as it is where it names none. */
export function withId(part: string, change: (id: string) => string): string {
  const [, list, key = "", id] = named.exec(part) ?? [];
  return id === undefined ? part : `${list}(${key}'${change(id)}')`;
}

/** Whether there is an answer of this list for each thing, and this one does not say which it is about. */
export function isNameless(part: string): boolean {
  return contexts.has(part);
}

/** Whether what a part holds is evidence, and not only names for that of others. */
export function isEvidencePart(part: string): boolean {
  return !namesOnly.has(listOfPart(part));
}

/** The applications that the rows of an answer are permissions on. */
export function resourcesOf(answer: unknown): Set<string> {
  const rows = listOf(objectOf(answer).value).map((row) => textOf(objectOf(row).resourceId));
  return new Set(rows.filter((id) => id !== ""));
}
