import { env } from "@/lib/env";
import { findPeople } from "@/lib/review-packs/build/redact/find-people";
import type { People } from "@/lib/review-packs/build/redact/people";
import type { Query } from "@/lib/review-packs/fingerprint";
import type { TenantRef } from "@/lib/tenants/tenants";

/** Characters of a stored report: a larger one is not redacted, because it is taken whole into memory for that. */
export const redactedReportCharsMax = 48 * 1024 * 1024;

/**
 * Adds who is known by name: from the newest report of each type and from those of the pack before, and the people of the workspace.
 * @param onTooLarge is told the type of a report that is too large to be read; it may throw.
 */
export async function addKnownPeople(
  query: Query,
  tenant: TenantRef,
  people: Pick<People, "add">,
  onTooLarge: (type: string) => void,
): Promise<void> {
  await addMembers(query, tenant, people);
  for (const id of await reportIds(query, tenant.id)) {
    const { type, payload } = await readReport(query, id);
    if (payload === null) onTooLarge(type);
    else findPeople(JSON.parse(payload), people);
  }
}

/** What a pack names openly, unless it is the name of a person that is known. */
export function publicNames(tenant: TenantRef, workspaceName: string, people: People): string[] {
  const names = [tenant.name, tenant.slug, tenant.entraTenantId ?? "", workspaceName, env().APP_URL];
  return names.filter((name) => people.find(name) === null);
}

async function addMembers(query: Query, tenant: TenantRef, people: Pick<People, "add">): Promise<void> {
  const users = await query<{ email: string; name: string }>(
    `SELECT DISTINCT u.email, u.name FROM users u WHERE u.id IN (SELECT user_id FROM memberships WHERE workspace_id = $1)
       OR u.id IN (SELECT initiated_by_user_id FROM operation_runs WHERE tenant_id = $2)`,
    [tenant.workspaceId, tenant.id],
  );
  for (const { email, name } of users) people.add([email], [name]);
}

async function reportIds(query: Query, tenantId: bigint): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT id::text AS id FROM (SELECT DISTINCT ON (type) id FROM stored_reports WHERE tenant_id = $1 ORDER BY type, captured_at DESC, id DESC) newest
     UNION SELECT r.id::text FROM stored_reports r WHERE r.tenant_id = $1 AND r.type IN ('entra_admin_roles', 'permission_posture') AND r.id::text IN (
       SELECT report->>'id' FROM (SELECT inputs FROM review_packs WHERE tenant_id = $1 AND status IN ('ready', 'expired')
         ORDER BY generated_at DESC NULLS LAST, id DESC LIMIT 1) previous, jsonb_array_elements(previous.inputs->'reports') report)
     ORDER BY id`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

/** Its payload as JSON text; null when that is too large. */
async function readReport(query: Query, id: string): Promise<{ type: string; payload: string | null }> {
  const [row] = await query<{ type: string; payload: string | null }>(
    `SELECT type, CASE WHEN length(payload::text) <= $2 THEN payload::text END AS payload FROM stored_reports WHERE id = $1`,
    [id, redactedReportCharsMax],
  );
  if (!row) throw new Error("A stored report went away within one snapshot.");
  return row;
}
