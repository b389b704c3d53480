import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { stageEntry } from "@/lib/review-packs/build/staging";
import { hardeningColumns } from "@/lib/review-packs/fingerprint";

const text = z.string().nullable();
const time = z.iso.datetime().nullable();

/** hardening.json: how TenantPilot's own access to the tenant is restricted. */
export const hardeningSchema = z.strictObject({
  rbac_status: z.enum(["unknown", "not_configured", "partial", "configured", "error"]),
  rbac_status_reason: text,
  rbac_scope_mode: text,
  rbac_scope_id: text,
  rbac_group_id: text,
  rbac_group_name: text,
  rbac_role_definition_id: text,
  rbac_role_display_name: text,
  rbac_role_assignment_id: text,
  rbac_last_setup_at: time,
  rbac_last_checked_at: time,
  rbac_last_warnings: z.json(),
});

/** The tenant's RBAC-hardening columns as they are. */
export async function collectHardening(snapshot: Snapshot): Promise<SectionFacts> {
  const [row] = await snapshot.query<Record<string, unknown>>(
    `SELECT ${hardeningColumns.join(", ")} FROM tenants WHERE id = $1`,
    [snapshot.claim.tenant.id],
  );
  if (!row) throw new Error("The tenant is gone.");
  const state = hardeningSchema.parse(
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
    ),
  );
  const entry = { path: "hardening.json", mediaType: "application/json", rows: 1 };
  return {
    hardening: { status: state.rbac_status, lastCheckedAt: state.rbac_last_checked_at },
    entries: [await stageEntry(snapshot.folder, entry, canonicalJson(state))],
  };
}
