import type { PoolClient } from "pg";
import { listOfRefs, refsOf } from "@/lib/imports/merge-content";

/**
 * A file of requirements (OCSF Compliance Finding) has one record for each requirement, and says nothing new about the finding
 * itself: its rows become the findings that we know, with the requirements added. Rows without one stay as they are, and open it
 * (import-formats.md, 4).
 */
export async function gatherReferences(client: PoolClient, tenantId: bigint): Promise<void> {
  await client.query(findByResource, [tenantId]);
  await client.query(gather);
  await client.query(adopt, [tenantId]);
}

/** The finding of that check and resource, where the fingerprint alone does not find it; of several the oldest. */
const findByResource = `
  UPDATE import_rows r SET fingerprint = known.fingerprint
  FROM (
    SELECT DISTINCT ON (source, check_id, resource_id) source, check_id, resource_id, fingerprint FROM findings
    WHERE tenant_id = $1 AND source IN (SELECT source FROM import_rows) AND check_id IN (SELECT check_id FROM import_rows)
    ORDER BY source, check_id, resource_id, id
  ) known
  WHERE (r.source, r.check_id, r.resource_id) = (known.source, known.check_id, known.resource_id) AND r.verdict <> 'not_assessed'
    AND NOT EXISTS (SELECT FROM findings f WHERE f.tenant_id = $1 AND f.fingerprint = r.fingerprint)`;

const gather = `
  UPDATE import_rows r SET compliance = all_of.compliance
  FROM (
    SELECT d.fingerprint, ${listOfRefs(`SELECT DISTINCT ref FROM import_rows m, LATERAL (${refsOf("m.compliance")}) AS one
      WHERE m.fingerprint = d.fingerprint AND m.compliance <> ''`)} AS compliance
    FROM (SELECT fingerprint FROM import_rows WHERE compliance <> '' GROUP BY fingerprint HAVING count(*) > 1) d
  ) all_of
  WHERE r.fingerprint = all_of.fingerprint AND r.compliance <> ''`;

// What was accepted stays so: that is not what these files are about.
const adopt = `
  UPDATE import_rows s SET scope = f.scope, check_id = f.check_id, title = f.title, severity = f.severity,
    verdict = CASE f.status WHEN 'accepted' THEN 'accepted' ELSE s.verdict END,
    resource_type = f.resource_type, resource_id = f.resource_id, resource_name = f.resource_name,
    evidence = f.evidence::text, remediation = f.remediation,
    compliance = ${listOfRefs(`${refsOf("s.compliance")} UNION ${refsOf("f.compliance")}`)}
  FROM findings f
  WHERE f.tenant_id = $1 AND f.fingerprint = s.fingerprint AND s.verdict IN ('open', 'accepted')`;
