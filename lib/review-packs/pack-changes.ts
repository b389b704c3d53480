import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type ChangeKind, type NetChange, netChangesSql } from "@/lib/findings/net-changes";
import type { FindingStatus, Severity } from "@/lib/findings/severity";
import { comparePermissions, compareRoles } from "@/lib/review-packs/build/changed-parts";
import type { Comparison, GrantedPermission, RoleAssignment } from "@/lib/review-packs/build/changes-facts";
import { type ChangesSummary, changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import type { Query } from "@/lib/review-packs/fingerprint";
import { findComparedPack } from "@/lib/review-packs/previous-pack";
import { packIdFrom } from "@/lib/review-packs/queries";
import { getTenant } from "@/lib/tenants/tenants";

/** A finding that changed between two packs: as it was in either. */
export interface ChangedFindingView extends NetChange {
  id: string;
  title: string;
  source: string;
  resourceName: string;
}

/** One page of them, worst first. */
export interface ChangedFindingPage {
  findings: ChangedFindingView[];
  /** Whether there is a page after this one. */
  hasMore: boolean;
  /** True when there is more history than is read for a page: the whole list is in the pack's changes.json. */
  isCut: boolean;
}

/** What was given to somebody or something and taken away, between two packs; at most `shownMax` of each. */
export interface ChangedListView<Row> extends Comparison {
  added: Row[];
  removed: Row[];
}

const pageRows = 50;
const eventsMax = 200_000;

/** Rows of a list of roles or permissions that a page shows. */
export const shownMax = 200;

interface Recorded {
  tenantId: bigint;
  changes: ChangesSummary;
  lastEventId: string | null;
  /** The stored reports that the pack was made from. */
  reportIds: bigint[];
}

/**
 * The findings of one kind of change between a pack and the one before it, read from the history again.
 * @throws {AppError} not_found (also when the pack recorded no such thing), forbidden (review_pack.view, finding.view).
 */
export async function listChangedFindings(
  actor: Actor,
  slug: string,
  packId: string,
  { kind, page }: { kind: ChangeKind; page: number },
): Promise<ChangedFindingPage> {
  await getTenant(actor, slug, "finding.view");
  return withRecorded(actor, slug, packId, async (query, { tenantId, changes, lastEventId }) => {
    const after = changes.findings.after_event_id;
    if (after === null || lastEventId === null) return { findings: [], hasMore: false, isCut: false };
    return readPage(query, [tenantId, BigInt(after), BigInt(lastEventId)], { kind, page });
  });
}

/**
 * The findings of one kind of change between a pack and now.
 * @throws {AppError} not_found (also when the pack does not say up to where it was read), forbidden (review_pack.view, finding.view).
 */
export async function listChangedFindingsSince(
  actor: Actor,
  slug: string,
  packId: string,
  asked: { kind: ChangeKind; page: number },
): Promise<ChangedFindingPage> {
  await getTenant(actor, slug, "finding.view");
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const after = (await findComparedPack(query, tenant.id, String(packIdFrom(packId))))?.inputs?.findings.lastEventId;
    if (after === undefined) throw notFound(`What changed since review pack #${packId}`);
    return readPage(query, [tenant.id, BigInt(after), eventIdMax], asked);
  });
}

/** A tenant, and the part of its history after one event up to another. */
type Window = [tenantId: bigint, after: bigint, upTo: bigint];

const eventIdMax = 2n ** 63n - 1n;

async function readPage(
  query: Query,
  window: Window,
  { kind, page }: { kind: ChangeKind; page: number },
): Promise<ChangedFindingPage> {
  const rows = await query<Row>(changedSql, [...window, kind, pageRows + 1, (page - 1) * pageRows]);
  const [{ count } = { count: 0 }] = await query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT FROM finding_events WHERE tenant_id = $1 AND id > $2 AND id <= $3 LIMIT ${eventsMax + 1}) window_of`,
    window,
  );
  return {
    findings: rows.slice(0, pageRows).map((row) => ({ ...row, kind })),
    hasMore: rows.length > pageRows,
    isCut: count > eventsMax,
  };
}

interface Row {
  id: string;
  title: string;
  source: string;
  resourceName: string;
  fromStatus: FindingStatus | null;
  status: FindingStatus;
  fromSeverity: Severity | null;
  severity: Severity;
}

/** What the first event of a kind after the pack says was so before it; else it is so still. */
const then = (column: "status" | "severity") =>
  `coalesce(n.to_${column}, (SELECT e.from_${column} FROM finding_events e
    WHERE e.finding_id = n.finding_id AND e.id > $3 AND e.from_${column} IS NOT NULL ORDER BY e.id LIMIT 1), f.${column})`;

const changedSql = `SELECT id::text AS id, title, source, resource_name AS "resourceName", status, severity,
    CASE WHEN kind <> 'new' THEN coalesce(from_status, status) END AS "fromStatus",
    CASE WHEN kind <> 'new' THEN coalesce(from_severity, severity) END AS "fromSeverity"
  FROM (
    SELECT f.id, f.title, f.source, f.resource_name, n.kind, n.from_status, n.from_severity,
      ${then("status")} AS status, ${then("severity")} AS severity
    FROM (${netChangesSql(eventsMax)}) n JOIN findings f ON f.id = n.finding_id
    WHERE n.kind = $4
  ) changed
  ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'informational'], severity), id
  LIMIT $5 OFFSET $6`;

/** Role assignments that came and went between a pack and the one before it. @throws {AppError} not_found, forbidden. */
export function listChangedRoles(actor: Actor, slug: string, packId: string): Promise<ChangedListView<RoleAssignment>> {
  return listChanged(actor, slug, packId, "role_assignments", compareRoles);
}

/** Permissions that came and went between a pack and the one before it. @throws {AppError} not_found, forbidden. */
export function listChangedPermissions(
  actor: Actor,
  slug: string,
  packId: string,
): Promise<ChangedListView<GrantedPermission>> {
  return listChanged(actor, slug, packId, "permissions", comparePermissions);
}

async function listChanged<Row>(
  actor: Actor,
  slug: string,
  packId: string,
  part: "role_assignments" | "permissions",
  compare: (...from: Parameters<typeof compareRoles>) => Promise<{ lists: ChangedListView<Row> }>,
): Promise<ChangedListView<Row>> {
  await getTenant(actor, slug, "report.view");
  return withRecorded(actor, slug, packId, async (query, { tenantId, changes, reportIds }) => {
    const { state, note } = changes[part];
    const nothing = { state, note, added: [], removed: [] };
    if (state !== "compared" || !changes.previous) return nothing;
    const previous = await findComparedPack(query, tenantId, changes.previous.pack_id);
    if (!previous) {
      const gone = `Review pack #${changes.previous.pack_id} was deleted since; the list is in this pack's changes.json.`;
      return { ...nothing, note: gone };
    }
    const { lists } = await compare({ query, redactor: null }, previous, await readReports(query, reportIds));
    return { ...lists, added: lists.added.slice(0, shownMax), removed: lists.removed.slice(0, shownMax) };
  });
}

/** The stored reports of a pack, as far as a comparison asks. One that was deleted since is not among them. */
function readReports(query: Query, ids: readonly bigint[]) {
  return query<Parameters<typeof compareRoles>[2][number]>(
    `SELECT type, id::text AS id, content_hash AS "contentHash", is_complete AS "isComplete" FROM stored_reports
     WHERE id = ANY($1::bigint[])`,
    [ids.map(String)],
  );
}

async function withRecorded<T>(
  actor: Actor,
  slug: string,
  packId: string,
  work: (query: Query, recorded: Recorded) => Promise<T>,
): Promise<T> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) =>
    work((sql, values) => tx.$queryRawUnsafe(sql, ...values), await getRecorded(tx, tenant.id, packId)),
  );
}

async function getRecorded(tx: Tx, tenantId: bigint, packId: string): Promise<Recorded> {
  const pack = await tx.reviewPack.findFirst({
    where: { id: packIdFrom(packId), tenantId },
    select: { summary: true, inputs: true },
  });
  const changes = pack && changesSummaryFrom(pack.summary as Record<string, unknown>);
  if (!changes) throw notFound(`What changed with review pack #${packId}`);
  const inputs = pack.inputs as { findings?: { lastEventId?: string }; reports?: { id: string }[] };
  return {
    tenantId,
    changes,
    lastEventId: inputs.findings?.lastEventId ?? null,
    reportIds: (inputs.reports ?? []).map(({ id }) => BigInt(id)),
  };
}
