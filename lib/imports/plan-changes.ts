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

/** The same, of all that its scopes hold. */
export const isWholeScan = (context: Pick<ChangeContext, "importer" | "isPartial">) =>
  isScan(context) && !context.isPartial;

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
  await client.query(createKnown, [tenant.id]);
  await client.query(createScopes, [tenant.id, context.toolVersion]);
  await client.query("ANALYZE import_checks, import_known, import_scopes");
  await client.query(createFrameworks);
  const { keepsEvidence = [], keepsFrameworks = false, holds } = importer;
  const isUndatedExcerpt = context.isUndated && holds === "excerpt";
  await client.query(createChanges, [
    tenant.id,
    keepsEvidence,
    context.isUndated,
    keepsFrameworks,
    holds === "events",
    isUndatedExcerpt,
    isWholeScan(context),
  ]);
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
  SELECT source, scope, check_id, max(seen_at) AS seen_at, bool_or(verdict <> 'not_assessed') AS is_assessed
  FROM import_rows GROUP BY source, scope, check_id`;

// The checks that the newest assessment names, and when each was last run. Of reports that do not say so their own moment counts.
const createKnown = `
  CREATE TEMP TABLE import_known ON COMMIT DROP AS
  SELECT tools.source, c.scope, c.id AS check_id, max(coalesce(c."assessedAt",
    CASE WHEN coalesce(c.passed, 0) + coalesce(c.failed, 0) + coalesce(c.accepted, 0) > 0 AND coalesce(c."notAssessed", 0) = 0
      THEN newest.captured_at END)) AS assessed_at
  FROM (SELECT DISTINCT source FROM import_checks) tools
  CROSS JOIN LATERAL (
    SELECT r.payload, r.captured_at FROM stored_reports r
    WHERE r.tenant_id = $1 AND r.type = 'assessment.' || tools.source AND split_part(r.source, '/', 1) = tools.source
    ORDER BY r.captured_at DESC, r.id DESC LIMIT 1
  ) newest
  CROSS JOIN LATERAL json_to_recordset(newest.payload->'checks') AS c(scope text, id text, passed int, failed int, accepted int, "notAssessed" int, "assessedAt" timestamptz)
  WHERE c.scope IS NOT NULL AND c.id IS NOT NULL
  GROUP BY tools.source, c.scope, c.id`;

// newest_at: the newest whole scan of that scope that we had, alike_at: the newest with this version of the tool, baseline_at: since
// when it was scanned with that. is_few: many checks are known of the scope and the file has few: it was a scan of those.
const createScopes = `
  CREATE TEMP TABLE import_scopes ON COMMIT DROP AS
  SELECT s.source, s.scope, s.seen_at, s.is_assessed, prior.newest_at, prior.alike_at, prior.baseline_at,
    missing.checks >= 8 AND missing.checks > 3 * s.checks AS is_few
  FROM (
    SELECT source, scope, max(seen_at) AS seen_at, bool_or(is_assessed) AS is_assessed, count(*) AS checks
    FROM import_checks GROUP BY source, scope
  ) s CROSS JOIN LATERAL (
    SELECT count(*) AS checks FROM import_known k WHERE k.source = s.source AND k.scope = s.scope
      AND NOT EXISTS (SELECT FROM import_checks f WHERE f.source = k.source AND f.scope = k.scope AND f.check_id = k.check_id)
  ) missing LEFT JOIN (
    SELECT i.tool, covered.scope, max(i.scanned_at) AS newest_at,
      max(i.scanned_at) FILTER (WHERE i.tool_version IS NOT DISTINCT FROM $2::text) AS alike_at,
      min((i.counts->>'seenFrom')::timestamptz) FILTER (WHERE i.tool_version IS NOT DISTINCT FROM $2::text) AS baseline_at
    FROM imports i CROSS JOIN LATERAL jsonb_array_elements_text(i.counts->'scopes') AS covered(scope)
    WHERE i.tenant_id = $1 AND i.status = 'completed' AND jsonb_typeof(i.counts->'scopes') = 'array'
    GROUP BY i.tool, covered.scope
  ) prior ON prior.tool = s.source AND prior.scope = s.scope`;

// newer.at: when a check was last run, or when its scope was scanned like here and did without it: what is older was over then. Of
// events nobody says so: the next one of the same rule is about something else.
// Materialized: otherwise the merged texts would be put together again at each place that asks for them.
// An empty text means that this format does not say: what is known stays.
const createChanges = `
  CREATE TEMP TABLE import_changes ON COMMIT DROP AS
  WITH compared AS MATERIALIZED (
    SELECT s.row, s.fingerprint, s.verdict, s.severity AS to_severity, s.seen_at, coalesce(s.first_seen_at, s.seen_at) AS first_at,
      newer.at AS newer_at, c.seen_at AS scan_at,
      f.id AS finding_id, f.status AS from_status, f.severity AS from_severity, f.first_seen_at, f.last_seen_at,
      CASE WHEN $3::boolean THEN $6::boolean AND f.status = 'resolved' ELSE s.seen_at < greatest(f.last_seen_at, CASE WHEN f.status = 'resolved'
        THEN greatest(newer.at, (SELECT max(e.occurred_at) FROM finding_events e WHERE e.finding_id = f.id AND e.kind = 'resolved')) END)
      END AS is_older,
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
    LEFT JOIN import_known k ON k.source = s.source AND k.scope = s.scope AND k.check_id = s.check_id
    CROSS JOIN LATERAL (
      SELECT CASE WHEN $5::boolean THEN NULL WHEN k.check_id IS NOT NULL THEN k.assessed_at
        WHEN ($7::boolean AND NOT c.is_few) OR c.baseline_at <= s.seen_at THEN c.alike_at END AS at
    ) newer
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
      WHEN is_older THEN CASE WHEN first_at < first_seen_at THEN 'backdate' WHEN seen_at > last_seen_at AND NOT $3::boolean THEN 'touch' END
      WHEN from_status <> verdict OR from_severity <> to_severity OR is_content_changed OR first_at < first_seen_at THEN 'update'
      WHEN seen_at > last_seen_at AND NOT $3::boolean THEN 'touch'
    END AS action
    FROM judged
  )
  SELECT row, fingerprint, finding_id, action, verdict, from_status, from_severity, to_severity, merged AS evidence, compliance, is_content_changed,
    first_at, CASE WHEN $3::boolean AND from_status = verdict AND from_severity = to_severity THEN last_seen_at ELSE seen_at END AS seen_at,
    CASE
      WHEN verdict = 'passed' THEN 'resolved'
      WHEN action = 'create' AND newer_at > seen_at THEN 'resolved'
      ELSE verdict
    END AS to_status,
    CASE WHEN verdict = 'resolved' THEN seen_at WHEN action = 'create' THEN newer_at ELSE scan_at END AS resolved_at
  FROM decided WHERE action IS NOT NULL`;

/**
 * Seen before and not in this file: gone, if its check was run here, or, for a check that is not in the file at all, if
 * its scope was scanned with the same version of the tool (import-formats.md, Status and severity), and not for a few checks only.
 */
const addAbsent = `
  INSERT INTO import_changes (finding_id, fingerprint, action, verdict, from_status, from_severity, to_severity, to_status, is_content_changed, seen_at, resolved_at)
  SELECT f.id, f.fingerprint, 'resolve', 'passed', f.status, f.severity, f.severity, 'resolved', false, c.seen_at, c.seen_at
  FROM findings f
  JOIN import_scopes c ON c.source = f.source AND c.scope = f.scope AND c.is_assessed
  LEFT JOIN import_checks k ON k.source = f.source AND k.scope = f.scope AND k.check_id = f.check_id
  WHERE f.tenant_id = $1 AND f.status <> 'resolved' AND f.last_seen_at < c.seen_at
    AND (k.is_assessed OR (k.check_id IS NULL AND NOT $2::boolean AND NOT c.is_few AND f.last_seen_at >= c.baseline_at))
    AND NOT EXISTS (SELECT FROM import_rows s WHERE s.fingerprint = f.fingerprint)`;
