import type { PoolClient } from "pg";
import { gatherReferences } from "@/lib/imports/gather-references";
import type { Importer } from "@/lib/imports/importer";
import { createFrameworks, mergedCompliance, mergedEvidence } from "@/lib/imports/merge-content";

/** What an import is written for. Everything here happens in one transaction, with the tenant's imports serialised. */
export interface ChangeContext {
  client: PoolClient;
  tenant: { id: bigint; workspaceId: bigint };
  importer: Importer;
  toolVersion: string | null;
  isPartial: boolean;
  /** The file has no date, and nobody gave one. */
  isUndated: boolean;
}

/** Whether the file says what its tool has looked at, so that absence from it means something. */
export const isScan = ({ importer }: Pick<ChangeContext, "importer">) => (importer.holds ?? "scan") === "scan";

/**
 * Compares import_rows with the tenant's findings and writes into the temporary table import_changes what is to happen
 * to each: create, update, touch (only seen again), backdate (seen earlier than we knew), resolve. Set-wise: no row passes
 * through JavaScript.
 */
export async function planChanges(context: ChangeContext): Promise<void> {
  const { client, tenant, importer } = context;
  if (importer.holds === "references") await gatherReferences(client, tenant.id);
  await client.query(rankDoubles);
  await client.query(foldDoubles);
  await client.query(dropDoubles);
  await client.query(analyseRows);
  await client.query(createChecks);
  await client.query(createScopes, [tenant.id, context.toolVersion]);
  await client.query("ANALYZE import_checks, import_scopes");
  await client.query(createFrameworks);
  const { keepsEvidence = [], keepsFrameworks = false } = importer;
  await client.query(createChanges, [tenant.id, keepsEvidence, context.isUndated, keepsFrameworks]);
  if (isScan(context) && !context.isUndated) await client.query(addAbsent, [tenant.id, context.isPartial]);
  await client.query("ANALYZE import_changes");
}

/** The same key twice in one file: the newest record counts, and of those of one moment the worst verdict. */
const rankDoubles = `
  CREATE TEMP TABLE import_doubles ON COMMIT DROP AS
  SELECT r.row, r.fingerprint, row_number() OVER (PARTITION BY r.fingerprint ORDER BY r.seen_at DESC,
      array_position(ARRAY['open', 'accepted', 'resolved', 'not_assessed', 'passed'], r.verdict), r.row) AS place,
    min(coalesce(r.first_seen_at, r.seen_at)) FILTER (WHERE r.verdict IN ('open', 'accepted', 'resolved'))
      OVER (PARTITION BY r.fingerprint) AS first_seen_at
  FROM import_rows r WHERE r.fingerprint IN (SELECT fingerprint FROM import_rows GROUP BY fingerprint HAVING count(*) > 1)`;

const foldDoubles = `
  UPDATE import_rows r SET first_seen_at = d.first_seen_at FROM import_doubles d
  WHERE r.row = d.row AND d.place = 1 AND d.first_seen_at < coalesce(r.first_seen_at, r.seen_at)`;

const dropDoubles = "DELETE FROM import_rows WHERE row IN (SELECT row FROM import_doubles WHERE place > 1)";

// By row, because findings are written in the order of the file: sorting rows as wide as these goes through the disk. Of the
// wide columns nobody needs statistics.
const analyseRows = `
  CREATE INDEX ON import_rows (row);
  ANALYZE import_rows (row, fingerprint, source, scope, check_id, verdict, seen_at)`;

const createChecks = `
  CREATE TEMP TABLE import_checks ON COMMIT DROP AS
  SELECT source, scope, check_id, bool_or(verdict <> 'not_assessed') AS is_assessed FROM import_rows GROUP BY source, scope, check_id`;

// newest_at: the newest scan of that scope that we had. baseline_at: since when it was scanned with this version of the tool.
const createScopes = `
  CREATE TEMP TABLE import_scopes ON COMMIT DROP AS
  SELECT s.source, s.scope, s.seen_at, s.is_assessed, s.checks, prior.newest_at, prior.baseline_at
  FROM (
    SELECT r.source, r.scope, max(r.seen_at) AS seen_at, bool_or(r.verdict <> 'not_assessed') AS is_assessed, count(DISTINCT r.check_id) AS checks
    FROM import_rows r GROUP BY r.source, r.scope
  ) s LEFT JOIN (
    SELECT i.tool, covered.scope, max(i.scanned_at) AS newest_at,
      min((i.counts->>'seenFrom')::timestamptz) FILTER (WHERE i.tool_version IS NOT DISTINCT FROM $2::text) AS baseline_at
    FROM imports i CROSS JOIN LATERAL jsonb_array_elements_text(i.counts->'scopes') AS covered(scope)
    WHERE i.tenant_id = $1 AND i.status = 'completed' AND jsonb_typeof(i.counts->'scopes') = 'array'
    GROUP BY i.tool, covered.scope
  ) prior ON prior.tool = s.source AND prior.scope = s.scope`;

// Materialized: otherwise the merged texts would be put together again at each place that asks for them.
// An empty text means that this format does not say: what is known stays.
const createChanges = `
  CREATE TEMP TABLE import_changes ON COMMIT DROP AS
  WITH compared AS MATERIALIZED (
    SELECT s.row, s.fingerprint, s.verdict, s.severity AS to_severity, s.seen_at, coalesce(s.first_seen_at, s.seen_at) AS first_at,
      c.newest_at, c.seen_at AS scan_at,
      f.id AS finding_id, f.status AS from_status, f.severity AS from_severity, f.first_seen_at, f.last_seen_at,
      NOT $3::boolean AND s.seen_at < greatest(f.last_seen_at, CASE WHEN f.status = 'resolved' THEN c.newest_at END) AS is_older,
      f.id IS NOT NULL AND (f.scope, f.check_id, f.title, f.resource_type, f.resource_id, f.resource_name, f.remediation)
        IS DISTINCT FROM (s.scope, s.check_id, s.title, coalesce(nullif(s.resource_type, ''), f.resource_type),
          coalesce(nullif(s.resource_id, ''), f.resource_id), coalesce(nullif(s.resource_name, ''), f.resource_name),
          coalesce(nullif(s.remediation, ''), f.remediation)) AS is_text_changed,
      CASE WHEN f.id IS NOT NULL AND s.verdict <> 'passed' AND f.evidence::text <> s.evidence THEN ${mergedEvidence("$2")} END AS merged,
      f.evidence::text AS old_evidence,
      CASE WHEN f.id IS NOT NULL AND s.verdict <> 'passed' AND f.compliance::text <> s.compliance
        THEN CASE WHEN $4::boolean THEN ${mergedCompliance} ELSE s.compliance END END AS compliance,
      f.compliance::text AS old_compliance
    FROM import_rows s
    JOIN import_scopes c ON c.source = s.source AND c.scope = s.scope
    LEFT JOIN findings f ON f.tenant_id = $1 AND f.fingerprint = s.fingerprint
    WHERE s.verdict <> 'not_assessed' AND (f.id IS NOT NULL OR s.verdict <> 'passed')
  ), judged AS (
    SELECT *, CASE WHEN merged = old_evidence THEN NULL ELSE merged END AS evidence,
      is_text_changed OR coalesce(merged <> old_evidence, false) OR coalesce(compliance <> old_compliance, false) AS is_content_changed
    FROM compared
  ), decided AS (
    SELECT *, CASE
      WHEN finding_id IS NULL THEN 'create'
      WHEN verdict = 'passed' THEN CASE WHEN NOT is_older AND from_status <> 'resolved' THEN 'resolve' END
      WHEN is_older THEN CASE WHEN first_at < first_seen_at THEN 'backdate' WHEN seen_at > last_seen_at THEN 'touch' END
      WHEN from_status <> verdict OR from_severity <> to_severity OR is_content_changed OR first_at < first_seen_at THEN 'update'
      WHEN seen_at > last_seen_at AND NOT $3::boolean THEN 'touch'
    END AS action
    FROM judged
  )
  SELECT row, fingerprint, finding_id, action, verdict, from_status, from_severity, to_severity, merged AS evidence, compliance, is_content_changed,
    first_at, CASE WHEN $3::boolean AND from_status = verdict AND from_severity = to_severity THEN last_seen_at ELSE seen_at END AS seen_at,
    CASE
      WHEN verdict = 'passed' THEN 'resolved'
      WHEN action = 'create' AND newest_at > seen_at THEN 'resolved'
      ELSE verdict
    END AS to_status,
    CASE WHEN verdict = 'resolved' THEN seen_at WHEN action = 'create' THEN newest_at ELSE scan_at END AS resolved_at
  FROM decided WHERE action IS NOT NULL`;

/**
 * Seen before and not in this file: gone, if its check was run here, or, for a check that is not in the file at all, if
 * its scope was scanned with the same version of the tool (import-formats.md, Status and severity). A file that
 * holds only a few checks of a scope in which many are known was a scan of those few.
 */
const addAbsent = `
  INSERT INTO import_changes (finding_id, fingerprint, action, verdict, from_status, from_severity, to_severity, to_status, is_content_changed, seen_at, resolved_at)
  WITH absent AS (
    SELECT f.id, f.fingerprint, f.status, f.severity, f.check_id, f.last_seen_at, c.source, c.scope, c.seen_at, c.checks, c.baseline_at,
      k.check_id IS NOT NULL AS is_in_file, coalesce(k.is_assessed, false) AS is_assessed
    FROM findings f
    JOIN import_scopes c ON c.source = f.source AND c.scope = f.scope AND c.is_assessed
    LEFT JOIN import_checks k ON k.source = f.source AND k.scope = f.scope AND k.check_id = f.check_id
    WHERE f.tenant_id = $1 AND f.status <> 'resolved' AND f.last_seen_at < c.seen_at
      AND NOT EXISTS (SELECT FROM import_rows s WHERE s.fingerprint = f.fingerprint)
  ), gone AS (
    SELECT source, scope, count(DISTINCT check_id) AS checks FROM absent WHERE NOT is_in_file GROUP BY source, scope
  )
  SELECT a.id, a.fingerprint, 'resolve', 'passed', a.status, a.severity, a.severity, 'resolved', false, a.seen_at, a.seen_at
  FROM absent a LEFT JOIN gone g ON g.source = a.source AND g.scope = a.scope
  WHERE a.is_assessed
    OR (NOT a.is_in_file AND NOT $2::boolean AND a.last_seen_at >= a.baseline_at AND NOT (g.checks >= 8 AND g.checks > 3 * a.checks))`;
