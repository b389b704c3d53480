import { type Answer, answersOf } from "@/lib/reports/answers";
import { isEvidencePart, isNameless, listOfPart, permissionsOn, resourcesOf } from "@/lib/reports/part-name";
import { type Granted, grantedOf, readPermissions } from "@/lib/reports/read-permissions";
import { type RoleHolding, readRoles } from "@/lib/reports/read-roles";

/** A stored report, as far as it is compared. */
export interface ComparedReport {
  source: string;
  payload: unknown;
}

/** What the later of two reports has that the earlier had not, and the other way round. */
export interface ReportChanges<Row> {
  added: Row[];
  removed: Row[];
  /**
   * Lists that only one of the two holds, by name and without the ids of what they are about: what is in them is neither added nor
   * removed, because nobody looked before or since.
   */
  uncompared: string[];
  /** Lists of which each holds another answer, and neither says what that is about: whether it is the same thing, nobody knows. */
  nameless: string[];
}

/** One permission that an application was granted. */
export type SinglePermission = Omit<Granted, "permissions"> & { permission: string };

/**
 * Roles held and no longer held (`entra_admin_roles`). A holding is the same while role, holder, scope and way of holding are:
 * a new display name or a later end is no change. In the order of role and holder names.
 */
export function roleChanges(before: ComparedReport, after: ComparedReport): ReportChanges<RoleHolding> {
  const keyOf = ({ role, roleId, holder, holderId, scope, how }: RoleHolding) =>
    JSON.stringify([roleId || role, holderId || holder, scope, how]);
  return compare(before, after, readRoles, keyOf);
}

/** Permissions granted and withdrawn (`permission_posture`), one by one. In the order of width and application names. */
export function permissionChanges(before: ComparedReport, after: ComparedReport): ReportChanges<SinglePermission> {
  const keyOf = (grant: SinglePermission) =>
    JSON.stringify([
      grant.applicationId || grant.application,
      grant.resourceId || grant.resource,
      grant.permission,
      grant.consent,
      grant.whoId || grant.who,
    ]);
  return compare(before, after, readSingly, keyOf);
}

function readSingly(answers: readonly Answer[]): SinglePermission[] {
  return grantedOf(readPermissions(answers)).flatMap(({ permissions, ...grant }) =>
    permissions.map((permission) => ({ ...grant, permission })),
  );
}

function compare<Row>(
  before: ComparedReport,
  after: ComparedReport,
  read: (answers: readonly Answer[]) => Row[],
  keyOf: (row: Row) => string,
): ReportChanges<Row> {
  const [old, now] = [answersOf(before.payload, before.source), answersOf(after.payload, after.source)];
  const nameless = now.filter((answer) => isNameless(answer.part) && isAnother(answer, old)).map(({ part }) => part);
  const [wasOnly, isOnly] = [notIn(now, old), notIn(old, now)];
  const compared = (answers: Answer[], only: Answer[]) =>
    answers.filter((answer) => !only.includes(answer) && !nameless.includes(answer.part));
  const was = byKey(read(compared(old, wasOnly)), keyOf);
  const is = byKey(read(compared(now, isOnly)), keyOf);
  return {
    added: [...is].filter(([key]) => !was.has(key)).map(([, row]) => row),
    removed: [...was].filter(([key]) => !is.has(key)).map(([, row]) => row),
    uncompared: named([...wasOnly, ...isOnly]),
    nameless,
  };
}

/** The rows of permissions on applications say themselves which; those of the other lists do not. */
function isAnother({ part, value }: Answer, old: readonly Answer[]): boolean {
  const before = old.find((answer) => answer.part === part);
  return before !== undefined && part !== permissionsOn && JSON.stringify(before.value) !== JSON.stringify(value);
}

/** The answers that the other report has none for. One without a name is compared with whatever there is. */
function notIn(others: readonly Answer[], answers: readonly Answer[]): Answer[] {
  const names = new Set(others.map(({ part }) => part));
  if (names.has("") || answers.some(({ part }) => part === "")) return [];
  return answers.filter(
    (answer) => isEvidencePart(answer.part) && !names.has(answer.part) && !isCovered(answer, others),
  );
}

/** Permissions on an application are one list, whether it is named by its own id, by that of its application, or not at all. */
function isCovered({ part, value }: Answer, others: readonly Answer[]): boolean {
  if (listOfPart(part) !== permissionsOn) return false;
  const alike = others.filter((other) => listOfPart(other.part) === permissionsOn);
  const covered = new Set(alike.flatMap((other) => [...resourcesOf(other.value)]));
  const own = [...resourcesOf(value)];
  return own.length > 0 && own.every((id) => covered.has(id));
}

/** "directoryRoleMembers (2 answers)": which role each is about is nothing for a note. */
function named(answers: readonly Answer[]): string[] {
  const counts = new Map<string, number>();
  for (const { part } of answers) counts.set(listOfPart(part), (counts.get(listOfPart(part)) ?? 0) + 1);
  return [...counts].map(([list, count]) => (count === 1 ? list : `${list} (${count} answers)`)).sort();
}

function byKey<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
