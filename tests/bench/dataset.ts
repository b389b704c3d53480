import type pg from "pg";

/**
 * One tenant with `rows` generated findings of about 811 bytes each: 90 checks, hashed resource ids, evidence in canonical
 * JSON, the repeated texts that real scans have. Made in SQL, the same each time.
 * @param isLast false: more tenants follow, and the statistics can wait for them.
 * @returns the tenant's id.
 */
export async function seedTenant(client: pg.Client, slug: string, rows: number, isLast = true): Promise<string> {
  const {
    rows: [workspace],
  } = await client.query<{ id: string }>(
    "INSERT INTO workspaces (slug, name) VALUES ('bench', 'Bench') ON CONFLICT (slug) DO UPDATE SET name = excluded.name RETURNING id",
  );
  const {
    rows: [tenant],
  } = await client.query<{ id: string }>(
    "INSERT INTO tenants (workspace_id, slug, name) VALUES ($1, $2, $2) RETURNING id",
    [workspace?.id, slug],
  );
  if (!workspace || !tenant) throw new Error("The bench's tenant could not be made.");
  await client.query(findingsSql, [workspace.id, tenant.id, rows]);
  if (isLast) await client.query("VACUUM ANALYZE findings");
  return tenant.id;
}

const findingsSql = `
INSERT INTO findings (workspace_id, tenant_id, fingerprint, source, scope, check_id, title, severity, status,
  resource_type, resource_id, resource_name, first_seen_at, last_seen_at, evidence, remediation, compliance)
SELECT $1, $2, encode(sha256(convert_to('f' || n, 'UTF8')), 'hex'), 'prowler', 'm365', 'entra_check_' || n % 90,
  'Check ' || n % 90 || ': privileged access has to be limited and reviewed, "always"',
  (ARRAY['critical', 'high', 'medium', 'low', 'informational'])[1 + n % 5], (ARRAY['open', 'open', 'resolved', 'accepted'])[1 + n % 4],
  'NotDefined', md5('r' || n) || '-' || md5('s' || n % 5000), 'resource-' || n % 5000 || '.contoso.example',
  timestamptz '2026-01-01 00:00:00Z' + n % 1000 * interval '1 minute', timestamptz '2026-11-01 06:00:00Z' + n % 3 * interval '1 day',
  ('{"account":"' || md5('a' || n % 50) || '","message":"The resource ' || n || ' does not follow the policy that was set for it on ' || n % 28 + 1
    || ' October.","region":"global","risk":"Somebody with this role can change the settings of the whole tenant","score":' || n % 100 || ',"uid":"' || md5('u' || n) || '"}')::json,
  'Open the admin center, choose the role, remove members who do not need it, and require approval for check ' || n % 90 || '. See https://learn.example/' || n % 90,
  ('["CIS-4.0:' || n % 9 || '.' || n % 7 || '","ISO27001-2022:A.' || n % 8 || '.' || n % 30 || '","NIST-CSF:PR.AC-' || n % 7 || '"]')::json
FROM generate_series(1, $3::int) AS n`;

/** Packs of a tenant in the mix that years leave: one in twenty ready, one in ten failed, the others expired. */
export async function seedPacks(client: pg.Client, tenant: string, count: number): Promise<void> {
  await client.query("ALTER TABLE review_packs DISABLE TRIGGER USER");
  await client.query(packsSql, [tenant, count]);
  await client.query("ALTER TABLE review_packs ENABLE TRIGGER USER");
}

const packsSql = `
INSERT INTO review_packs (workspace_id, tenant_id, initiated_by_name, status, fingerprint, summary, options, reason, file_disk, file_path,
  file_size, sha256, generated_at, expires_at, failure_code, failure_reason, claim_token, file_deleted_at)
SELECT t.workspace_id, t.id, 'Bench', made.status, encode(sha256(convert_to('p' || t.id || '-' || n, 'UTF8')), 'hex'),
  '{"findings_total": 1000}', '{"include_pii": true, "include_operations": true}', '{"sentence": "14 findings have changed."}',
  CASE WHEN made.status <> 'failed' THEN 'exports' END, CASE WHEN made.status <> 'failed' THEN 'packs/' || gen_random_uuid() || '.zip' END,
  CASE WHEN made.status <> 'failed' THEN 100000 END, CASE WHEN made.status <> 'failed' THEN encode(sha256(convert_to('f' || t.id || '-' || n, 'UTF8')), 'hex') END,
  CASE WHEN made.status <> 'failed' THEN now() - n * interval '1 minute' END, CASE WHEN made.status <> 'failed' THEN now() + interval '90 days' END,
  CASE WHEN made.status = 'failed' THEN 'fault' END, CASE WHEN made.status = 'failed' THEN 'The disk was full.' END, gen_random_uuid(),
  CASE WHEN made.status = 'expired' THEN now() END
FROM tenants t, generate_series(1, $2::int) n,
  LATERAL (SELECT CASE WHEN n % 20 = 0 THEN 'ready' WHEN n % 10 = 1 THEN 'failed' ELSE 'expired' END AS status) made
WHERE t.id = $1`;
