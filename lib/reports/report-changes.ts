import { type Answer, answersOf } from "@/lib/reports/answers";
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
  /** Lists that only one of the two holds: what is in them is neither added nor removed, because nobody looked before or since. */
  uncompared: string[];
}

/** One permission that an application was granted. */
export type SinglePermission = Omit<Granted, "permissions"> & { permission: string };

// These only give names to what the others hold.
const nameParts = new Set(["roleDefinitions", "directoryRoles", "servicePrincipals"]);

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
  const uncompared = inOneOnly(old, now);
  const without = (answers: Answer[]) => answers.filter(({ part }) => !uncompared.includes(part));
  const was = byKey(read(without(old)), keyOf);
  const is = byKey(read(without(now)), keyOf);
  return {
    added: [...is].filter(([key]) => !was.has(key)).map(([, row]) => row),
    removed: [...was].filter(([key]) => !is.has(key)).map(([, row]) => row),
    uncompared,
  };
}

/** An answer without a name is compared with whatever there is. */
function inOneOnly(old: Answer[], now: Answer[]): string[] {
  const [was, is] = [old, now].map((answers) => new Set(answers.map(({ part }) => part))) as [Set<string>, Set<string>];
  if (was.has("") || is.has("")) return [];
  return [...new Set([...was, ...is])].filter((part) => !nameParts.has(part) && was.has(part) !== is.has(part)).sort();
}

function byKey<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
