import type { PoolClient } from "pg";
import type { Importer } from "@/lib/imports/importer";

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

/**
 * Compares import_rows with the tenant's findings and writes into the temporary table import_changes what is to happen
 * to each: create, update, touch (only seen again), backdate (seen earlier than we knew), resolve. Set-wise: no row passes
 * through JavaScript.
 */
export async function planChanges(context: ChangeContext): Promise<void> {
  const { client, tenant, importer } = context;
  await client.query(dropDuplicates);
  await client.query("ANALYZE import_rows");
  await client.query(createChecks);
  await client.query(createScopes, [tenant.id, importer.tool, context.toolVersion]);
  await client.query("ANALYZE import_checks, import_scopes");
  await client.query(createChanges, [tenant.id, importer.keepsEvidence ?? [], context.isUndated]);
  if (!context.isUndated) await client.query(addAbsent, [tenant.id, importer.tool, context.isPartial]);
  await client.query("ANALYZE import_changes");
}

/** The same key twice in one file: the worse verdict counts. */
const dropDuplicates = `
  DELETE FROM import_rows WHERE row IN (
    SELECT row FROM (
      SELECT row, row_number() OVER (PARTITION BY fingerprint
        ORDER BY array_position(ARRAY['open', 'accepted', 'not_assessed', 'passed'], verdict), row) AS place
      FROM import_rows
    ) ranked WHERE place > 1)`;

const createChecks = `
  CREATE TEMP TABLE import_checks ON COMMIT DROP AS
  SELECT scope, check_id, bool_or(verdict <> 'not_assessed') AS is_assessed FROM import_rows GROUP BY scope, check_id`;

// newest_at: the newest scan of that scope that we had. baseline_at: since when it was scanned with this version of the tool.
const createScopes = `
  CREATE TEMP TABLE import_scopes ON COMMIT DROP AS
  SELECT s.scope, s.seen_at, s.is_assessed, s.checks, prior.newest_at, prior.baseline_at
  FROM (
    SELECT r.scope, max(r.seen_at) AS seen_at, bool_or(r.verdict <> 'not_assessed') AS is_assessed, count(DISTINCT r.check_id) AS checks
    FROM import_rows r GROUP BY r.scope
  ) s LEFT JOIN (
    SELECT covered.scope, max(i.scanned_at) AS newest_at,
      min((i.counts->>'seenFrom')::timestamptz) FILTER (WHERE i.tool_version IS NOT DISTINCT FROM $3::text) AS baseline_at
    FROM imports i CROSS JOIN LATERAL jsonb_array_elements_text(i.counts->'scopes') AS covered(scope)
    WHERE i.tenant_id = $1 AND i.status = 'completed' AND i.tool = $2 AND jsonb_typeof(i.counts->'scopes') = 'array'
    GROUP BY covered.scope
  ) prior ON prior.scope = s.scope`;

// An empty text means that this format does not say: what is known stays.
// What the tool's other format added stays; canonical JSON (RFC 8785) is put together from canonical parts.
const mergedEvidence = `(
  SELECT '{' || string_agg(to_json(part.key)::text || ':' || part.value, ',' ORDER BY part.key COLLATE "C") || '}' FROM (
    SELECT key, value::text FROM json_each(s.evidence::json)
    UNION ALL
    SELECT old.key, old.value::text FROM json_each(CASE json_typeof(f.evidence) WHEN 'object' THEN f.evidence ELSE '{}' END) AS old
    WHERE old.key = ANY($2::text[]) AND old.key NOT IN (SELECT key FROM json_each(s.evidence::json))
  ) AS part(key, value))`;

// Materialized: otherwise the merged evidence would be put together again at each place that asks for it.
const createChanges = `
  CREATE TEMP TABLE import_changes ON COMMIT DROP AS
  WITH compared AS MATERIALIZED (
    SELECT s.row, s.fingerprint, s.verdict, s.severity AS to_severity, s.seen_at, c.newest_at, c.seen_at AS scan_at,
      f.id AS finding_id, f.status AS from_status, f.severity AS from_severity, f.first_seen_at, f.last_seen_at,
      NOT $3::boolean AND s.seen_at < greatest(f.last_seen_at, CASE WHEN f.status = 'resolved' THEN c.newest_at END) AS is_older,
      f.id IS NOT NULL AND (f.scope, f.check_id, f.title, f.resource_type, f.resource_id, f.resource_name, f.remediation, f.compliance::text)
        IS DISTINCT FROM (s.scope, s.check_id, s.title, coalesce(nullif(s.resource_type, ''), f.resource_type),
          coalesce(nullif(s.resource_id, ''), f.resource_id), coalesce(nullif(s.resource_name, ''), f.resource_name),
          coalesce(nullif(s.remediation, ''), f.remediation), s.compliance) AS is_text_changed,
      CASE WHEN f.id IS NOT NULL AND s.verdict <> 'passed' AND f.evidence::text <> s.evidence THEN ${mergedEvidence} END AS merged,
      f.evidence::text AS old_evidence
    FROM import_rows s
    JOIN import_scopes c ON c.scope = s.scope
    LEFT JOIN findings f ON f.tenant_id = $1 AND f.fingerprint = s.fingerprint
    WHERE s.verdict <> 'not_assessed' AND (f.id IS NOT NULL OR s.verdict <> 'passed')
  ), judged AS (
    SELECT *, CASE WHEN merged = old_evidence THEN NULL ELSE merged END AS evidence,
      is_text_changed OR (merged IS NOT NULL AND merged <> old_evidence) AS is_content_changed
    FROM compared
  ), decided AS (
    SELECT *, CASE
      WHEN finding_id IS NULL THEN 'create'
      WHEN verdict = 'passed' THEN CASE WHEN NOT is_older AND from_status <> 'resolved' THEN 'resolve' END
      WHEN is_older THEN CASE WHEN seen_at < first_seen_at THEN 'backdate' WHEN seen_at > last_seen_at THEN 'touch' END
      WHEN from_status <> verdict OR from_severity <> to_severity OR is_content_changed THEN 'update'
      WHEN seen_at > last_seen_at AND NOT $3::boolean THEN 'touch'
    END AS action
    FROM judged
  )
  SELECT row, fingerprint, finding_id, action, verdict, from_status, from_severity, to_severity, merged AS evidence, is_content_changed,
    CASE WHEN $3::boolean AND from_status = verdict AND from_severity = to_severity THEN last_seen_at ELSE seen_at END AS seen_at,
    CASE
      WHEN verdict = 'passed' THEN 'resolved'
      WHEN action = 'create' AND newest_at > seen_at THEN 'resolved'
      ELSE verdict
    END AS to_status,
    CASE WHEN action = 'create' THEN newest_at ELSE scan_at END AS resolved_at
  FROM decided WHERE action IS NOT NULL`;

/**
 * Seen before and not in this file: gone, if its check was run here, or, for a check that is not in the file at all, if
 * its scope was scanned with the same version of the tool (import-formats.md, Status and severity). A file that
 * holds only a few checks of a scope in which many are known was a scan of those few.
 */
const addAbsent = `
  INSERT INTO import_changes (finding_id, fingerprint, action, verdict, from_status, from_severity, to_severity, to_status, is_content_changed, seen_at, resolved_at)
  WITH absent AS (
    SELECT f.id, f.fingerprint, f.status, f.severity, f.check_id, f.last_seen_at, c.scope, c.seen_at, c.checks, c.baseline_at,
      k.check_id IS NOT NULL AS is_in_file, coalesce(k.is_assessed, false) AS is_assessed
    FROM findings f
    JOIN import_scopes c ON c.scope = f.scope AND c.is_assessed
    LEFT JOIN import_checks k ON k.scope = f.scope AND k.check_id = f.check_id
    WHERE f.tenant_id = $1 AND f.source = $2 AND f.status <> 'resolved' AND f.last_seen_at < c.seen_at
      AND NOT EXISTS (SELECT FROM import_rows s WHERE s.fingerprint = f.fingerprint)
  ), gone AS (
    SELECT scope, count(DISTINCT check_id) AS checks FROM absent WHERE NOT is_in_file GROUP BY scope
  )
  SELECT a.id, a.fingerprint, 'resolve', 'passed', a.status, a.severity, a.severity, 'resolved', false, a.seen_at, a.seen_at
  FROM absent a LEFT JOIN gone g ON g.scope = a.scope
  WHERE a.is_assessed
    OR (NOT a.is_in_file AND NOT $3::boolean AND a.last_seen_at >= a.baseline_at AND NOT (g.checks >= 8 AND g.checks > 3 * a.checks))`;
