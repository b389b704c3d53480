import type { ChangeContext } from "@/lib/imports/plan-changes";

/** What an import did. Rows of the file; `resolved` also counts findings that are not in the file any more. */
export interface ImportCounts {
  rows: number;
  created: number;
  changed: number;
  resolved: number;
  reopened: number;
  unchanged: number;
  /** Of those that were created or changed: accepted now, and not before. */
  accepted: number;
}

export const noCounts: ImportCounts = {
  rows: 0,
  created: 0,
  changed: 0,
  resolved: 0,
  reopened: 0,
  unchanged: 0,
  accepted: 0,
};

/** Both together. */
export function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  return {
    rows: a.rows + b.rows,
    created: a.created + b.created,
    changed: a.changed + b.changed,
    resolved: a.resolved + b.resolved,
    reopened: a.reopened + b.reopened,
    unchanged: a.unchanged + b.unchanged,
    accepted: a.accepted + b.accepted,
  };
}

/** Writes what planChanges decided: findings in three statements, their history in one. Only rows that really change are touched. */
export async function writeChanges(context: ChangeContext, importId: bigint): Promise<void> {
  const { client, tenant } = context;
  await client.query(createWritten);
  await client.query(upsert, [tenant.workspaceId, tenant.id]);
  await client.query("ANALYZE import_written");
  await client.query(touch);
  await client.query(resolve);
  await client.query(history, [tenant.workspaceId, tenant.id, importId]);
}

/** How many of each, from the plan. `rows` is what the file holds. */
export async function countChanges(context: ChangeContext, rows: number): Promise<ImportCounts> {
  const { rows: found } = await context.client.query<Omit<ImportCounts, "rows" | "unchanged"> & { gone: number }>(
    countSql,
  );
  const { gone = 0, created = 0, changed = 0, resolved = 0, reopened = 0, accepted = 0 } = found[0] ?? {};
  return {
    rows,
    created,
    changed,
    resolved,
    reopened,
    unchanged: rows - created - changed - reopened - (resolved - gone),
    accepted,
  };
}

// The ids that new findings got, for their history: looked up among all findings of a large tenant, they take longer than to write.
const createWritten = "CREATE TEMP TABLE import_written (finding_id bigint, fingerprint text) ON COMMIT DROP";

const upsert = `
  WITH written AS (INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, scope, check_id, title, severity, status, resource_type,
    resource_id, resource_name, first_seen_at, last_seen_at, evidence, remediation, compliance)
  SELECT $1, $2, s.fingerprint, s.source, s.scope, s.check_id, s.title, s.severity, c.to_status, s.resource_type, s.resource_id,
    s.resource_name, c.first_at, c.seen_at, coalesce(c.evidence, s.evidence)::json, s.remediation, coalesce(c.compliance, s.compliance)::json
  FROM import_changes c JOIN import_rows s ON s.row = c.row
  WHERE c.action IN ('create', 'update')
  ORDER BY s.row
  ON CONFLICT (tenant_id, fingerprint) DO UPDATE SET
    scope = excluded.scope, check_id = excluded.check_id, title = excluded.title, severity = excluded.severity, status = excluded.status,
    resource_type = coalesce(nullif(excluded.resource_type, ''), findings.resource_type),
    resource_id = coalesce(nullif(excluded.resource_id, ''), findings.resource_id),
    resource_name = coalesce(nullif(excluded.resource_name, ''), findings.resource_name),
    first_seen_at = least(findings.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(findings.last_seen_at, excluded.last_seen_at),
    evidence = excluded.evidence, remediation = coalesce(nullif(excluded.remediation, ''), findings.remediation), compliance = excluded.compliance
  RETURNING id, fingerprint)
  INSERT INTO import_written SELECT id, fingerprint FROM written`;

// Apart from the others: with no hashed column among those that are set, the content hash is not computed again.
const touch = `
  UPDATE findings f SET last_seen_at = c.seen_at FROM import_changes c WHERE f.id = c.finding_id AND c.action = 'touch'`;

const resolve = `
  UPDATE findings f SET
    status = CASE c.action WHEN 'resolve' THEN 'resolved' ELSE f.status END,
    first_seen_at = CASE c.action WHEN 'backdate' THEN c.first_at ELSE f.first_seen_at END
  FROM import_changes c WHERE f.id = c.finding_id AND c.action IN ('resolve', 'backdate')`;

const history = `
  INSERT INTO finding_events (workspace_id, tenant_id, finding_id, import_id, kind, from_status, to_status, from_severity, to_severity, occurred_at)
  SELECT $1, $2, coalesce(c.finding_id, w.finding_id), $3, e.kind, e.from_status, e.to_status, e.from_severity, e.to_severity, e.at
  FROM import_changes c
  LEFT JOIN import_written w ON c.finding_id IS NULL AND w.fingerprint = c.fingerprint
  CROSS JOIN LATERAL (SELECT CASE c.verdict WHEN 'resolved' THEN 'open' ELSE c.verdict END AS as_status) seen
  CROSS JOIN LATERAL (
    SELECT 1 AS place, 'created' AS kind, NULL AS from_status, seen.as_status AS to_status, NULL AS from_severity, c.to_severity, c.first_at AS at
    WHERE c.action = 'create'
    UNION ALL
    SELECT 2, 'resolved', coalesce(c.from_status, seen.as_status), 'resolved', NULL, NULL, c.resolved_at
    WHERE c.action = 'resolve' OR (c.to_status = 'resolved' AND c.from_status IS DISTINCT FROM 'resolved')
    UNION ALL
    SELECT 3, CASE c.to_status WHEN 'open' THEN 'reopened' ELSE 'accepted' END, c.from_status, c.to_status, NULL, NULL, c.seen_at
    WHERE c.action = 'update' AND c.from_status <> c.to_status AND c.to_status <> 'resolved'
    UNION ALL
    SELECT 4, 'severity_changed', NULL, NULL, c.from_severity, c.to_severity, c.seen_at
    WHERE c.action = 'update' AND c.from_severity <> c.to_severity
    UNION ALL
    SELECT 5, 'content_changed', NULL, NULL, NULL, NULL, c.seen_at
    WHERE c.action = 'update' AND c.is_content_changed
  ) e
  WHERE c.action IN ('create', 'update', 'resolve')
  ORDER BY c.row NULLS LAST, c.finding_id, e.place`;

const countSql = `
  SELECT
    (count(*) FILTER (WHERE action = 'create'))::int AS created,
    (count(*) FILTER (WHERE action = 'resolve' OR (action = 'update' AND to_status = 'resolved' AND from_status <> 'resolved')))::int AS resolved,
    (count(*) FILTER (WHERE action = 'resolve' AND row IS NULL))::int AS gone,
    (count(*) FILTER (WHERE action = 'update' AND to_status = 'open' AND from_status <> 'open'))::int AS reopened,
    (count(*) FILTER (WHERE (action = 'update' AND (to_status = from_status OR to_status = 'accepted')) OR action = 'backdate'))::int AS changed,
    (count(*) FILTER (WHERE action IN ('create', 'update') AND to_status = 'accepted' AND from_status IS DISTINCT FROM 'accepted'))::int AS accepted
  FROM import_changes`;
