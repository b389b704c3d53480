import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { findPeople } from "@/lib/review-packs/build/redact/find-people";
import { Names } from "@/lib/review-packs/build/redact/names";
import { People } from "@/lib/review-packs/build/redact/people";
import { Personal } from "@/lib/review-packs/build/redact/personal";
import { Pseudonyms } from "@/lib/review-packs/build/redact/pseudonyms";
import { Redactor } from "@/lib/review-packs/build/redact/redactor";
import type { PackClaim } from "@/lib/review-packs/claim";
import type { Query } from "@/lib/review-packs/fingerprint";

/** Characters of a stored report: a larger one is not redacted, because it is taken whole into memory for that. */
export const redactedReportCharsMax = 48 * 1024 * 1024;

/** What a pack without people's data is written through, and the values that it has met. */
export interface OpenRedactor {
  redactor: Redactor;
  personal: Personal;
}

/**
 * Reads the tenant's secret, and who is known by name: from the newest report of each type and from those of the pack before,
 * and the people of the workspace. Null when people's data stay in.
 */
export async function openRedactor(query: Query, claim: PackClaim): Promise<OpenRedactor | null> {
  if (claim.options.includePii) return null;
  const { tenant, workspaceName } = claim;
  const [row] = await query<{ secret: Buffer }>("SELECT secret FROM tenant_pseudonym_secrets WHERE tenant_id = $1", [
    tenant.id,
  ]);
  if (!row) throw new Error("The tenant has no secret to make pseudonyms with.");
  const people = new People();
  await addMembers(query, claim, people);
  for (const id of await reportIds(query, tenant.id)) findPeople(await readReport(query, id), people);
  const isPublic = [tenant.name, tenant.slug, tenant.entraTenantId ?? "", workspaceName, env().APP_URL];
  const personal = new Personal(isPublic.filter((name) => people.find(name) === null));
  const redactor = new Redactor(new Names(new Pseudonyms(row.secret), people, personal));
  return { redactor, personal };
}

async function addMembers(query: Query, { tenant }: PackClaim, people: People): Promise<void> {
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

async function readReport(query: Query, id: string): Promise<unknown> {
  const [row] = await query<{ type: string; payload: string | null }>(
    `SELECT type, CASE WHEN length(payload::text) <= $2 THEN payload::text END AS payload FROM stored_reports WHERE id = $1`,
    [id, redactedReportCharsMax],
  );
  if (row?.payload != null) return JSON.parse(row.payload);
  throw new AppError(
    "invalid_input",
    `The report ${row?.type ?? id} is too large to be pseudonymised: it has more than ${redactedReportCharsMax / 1024 ** 2} million characters.`,
    { next: "Make the pack with people's data, or import that report in a smaller form." },
  );
}
