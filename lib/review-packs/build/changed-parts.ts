import { canonicalJson } from "@/lib/archive/canonical-json";
import type { RoleHolding } from "@/lib/reports/read-roles";
import {
  type ComparedReport,
  permissionChanges,
  type ReportChanges,
  roleChanges,
  type SinglePermission,
} from "@/lib/reports/report-changes";
import type {
  ChangesFacts,
  Comparison,
  GrantedPermission,
  HardeningFlip,
  RoleAssignment,
} from "@/lib/review-packs/build/changes-facts";
import type { ReportFacts } from "@/lib/review-packs/build/collected";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { hardeningColumns } from "@/lib/review-packs/fingerprint";
import type { PreviousPack } from "@/lib/review-packs/previous-pack";

/** Rows of each list that the facts keep. */
export const topRows = 20;

/** Whether there is anything to compare with at all. */
export function comparisonWith(previous: PreviousPack | null): Comparison {
  if (!previous) return { state: "first_pack", note: "" };
  if (previous.inputs) return { state: "compared", note: "" };
  return notKnown("The previous pack was made by a version that did not record what to compare with.");
}

const notKnown = (note: string): Comparison => ({ state: "not_known", note });

/** A report of the pack that is compared. */
type PresentReport = Pick<ReportFacts, "type" | "id" | "contentHash" | "isComplete">;

/** A list that grew and shrank, whole and as facts. */
export interface ComparedList<Row> {
  lists: Comparison & { added: Row[]; removed: Row[] };
  facts: Comparison & { added: number; removed: number; top: { added: Row[]; removed: Row[] } };
}

/** Who holds a role now that did not before, and who no longer does. */
export function compareRoles(
  snapshot: Comparing,
  previous: PreviousPack | null,
  reports: readonly PresentReport[],
): Promise<ComparedList<RoleAssignment>> {
  return compareReports(snapshot, { type: "entra_admin_roles", previous, reports }, roleChanges, toRoleAssignment);
}

/** What applications may do now that they might not before, and what they no longer may. */
export function comparePermissions(
  snapshot: Comparing,
  previous: PreviousPack | null,
  reports: readonly PresentReport[],
): Promise<ComparedList<GrantedPermission>> {
  return compareReports(snapshot, { type: "permission_posture", previous, reports }, permissionChanges, toPermission);
}

type Comparing = Pick<Snapshot, "query" | "redactor">;

interface ReportPair {
  type: string;
  previous: PreviousPack | null;
  /** The newest of each type, as this pack has them. */
  reports: readonly PresentReport[];
}

async function compareReports<Read, Row extends object>(
  snapshot: Comparing,
  pair: ReportPair,
  changesBetween: (before: ComparedReport, after: ComparedReport) => ReportChanges<Read>,
  toRow: (read: Read) => Row,
): Promise<ComparedList<Row>> {
  const now = pair.reports.find((report) => report.type === pair.type);
  const before = pair.previous?.inputs?.reports.find((report) => report.type === pair.type);
  const comparison = reportsComparison(pair.previous, before !== undefined, now !== undefined);
  if (comparison.state !== "compared" || !before || !now) return toList(comparison, [], []);
  if (before.contentHash === now.contentHash) return toList(comparison, [], []);
  const [old, present] = [await readStored(snapshot, before.id), await readStored(snapshot, now.id)];
  if (!old || !present) return toList(notKnown("The report that the previous pack held is no longer stored."), [], []);
  const { added, removed, uncompared, nameless } = changesBetween(old, present);
  const notes = [
    old.isComplete && now.isComplete
      ? ""
      : "One of the two reports is not complete: what seems added or removed may only not have been read.",
    uncompared.length === 0
      ? ""
      : `Only one of the two reports holds ${uncompared.join(", ")}: what is in there is not compared.`,
    nameless.length === 0
      ? ""
      : `${nameless.join(", ")} of the two reports do not say what they are about, and are not compared.`,
  ];
  const note = notes.filter((text) => text !== "").join(" ");
  return toList({ ...comparison, note }, added.map(toRow), removed.map(toRow));
}

function reportsComparison(previous: PreviousPack | null, wasThere: boolean, isThere: boolean): Comparison {
  const comparison = comparisonWith(previous);
  if (comparison.state !== "compared") return comparison;
  if (!wasThere && !isThere) return { state: "not_collected", note: "Neither pack holds a report of this kind." };
  if (!wasThere) return notKnown("The previous pack held no report of this kind.");
  return isThere ? comparison : notKnown("This pack holds no report of this kind.");
}

type StoredReport = ComparedReport & { isComplete: boolean };

/** The same people have the same pseudonyms in both reports, so what is compared is the same. */
async function readStored({ query, redactor }: Comparing, id: string): Promise<StoredReport | null> {
  const [row] = await query<StoredReport & { type: string }>(
    `SELECT type, payload, source, is_complete AS "isComplete" FROM stored_reports WHERE id = $1`,
    [id],
  );
  if (!row) return null;
  const { type, payload, source, isComplete } = row;
  if (!redactor) return { payload, source, isComplete };
  return { payload: redactor.report(type, payload), source: redactor.reportSource(source), isComplete };
}

function toList<Row extends object>(comparison: Comparison, added: Row[], removed: Row[]): ComparedList<Row> {
  const top = (rows: Row[]) => rows.slice(0, topRows).map(clipped);
  return {
    lists: { ...comparison, added, removed },
    facts: {
      ...comparison,
      added: added.length,
      removed: removed.length,
      top: { added: top(added), removed: top(removed) },
    },
  };
}

function toRoleAssignment(holding: RoleHolding): RoleAssignment {
  const { role, roleId, holder, holderId, holderDetail, kind, how, isThroughGroup, until, scope } = holding;
  return {
    holder,
    holder_detail: holderDetail,
    holder_id: holderId,
    how,
    kind,
    role,
    role_id: roleId,
    scope,
    through_group: isThroughGroup,
    until,
  };
}

function toPermission(grant: SinglePermission): GrantedPermission {
  const { application, applicationId, consent, permission, resource, resourceId, who, whoId } = grant;
  return {
    application,
    application_id: applicationId,
    consent,
    permission,
    resource,
    resource_id: resourceId,
    who,
    who_id: whoId,
  };
}

// When it was last checked is no state: `sources` has it.
const flippable = hardeningColumns.filter((column) => column !== "rbac_last_checked_at");

/** The hardening's fields that are not as they were. Packs of earlier versions recorded their hash only. */
export function compareHardening(
  previous: PreviousPack | null,
  { inputs, redactor }: Pick<Snapshot, "inputs" | "redactor">,
): ChangesFacts["hardening"] {
  const comparison = comparisonWith(previous);
  if (!previous?.inputs) return { ...comparison, changes: [] };
  const { hardening, hardeningFields: before } = previous.inputs;
  if (hardening === inputs.hardening) return { ...comparison, changes: [] };
  if (!before) return { ...notKnown("It is not as it was; the previous pack did not record its fields."), changes: [] };
  const now = inputs.hardeningFields;
  const changes = flippable.flatMap((field): HardeningFlip[] => {
    const [from, to] = [before[field] ?? null, now[field] ?? null] as [HardeningFlip["from"], HardeningFlip["to"]];
    if (canonicalJson(from) === canonicalJson(to)) return [];
    return [redactor?.hardeningFlip({ field, from, to }) ?? { field, from, to }];
  });
  return { ...comparison, changes };
}

const clipChars = 300;

/** A row for the facts: a step's result is small, whatever a tool writes into a title. */
export function clipped<Row extends object>(row: Row): Row {
  const clip = (value: unknown) =>
    typeof value === "string" && value.length > clipChars ? `${value.slice(0, clipChars - 1)}…` : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, clip(value)])) as Row;
}
