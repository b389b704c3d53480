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
