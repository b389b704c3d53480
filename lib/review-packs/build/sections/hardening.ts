import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { ReportMaterial } from "@/lib/review-packs/build/report/material";
import { shorten } from "@/lib/review-packs/build/report/shorten";
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
  const { redactor } = snapshot;
  const state = hardeningSchema.parse(
    Object.fromEntries(
      hardeningColumns.map((name) => {
        const value = row[name] instanceof Date ? row[name].toISOString() : row[name];
        return [name, redactor ? redactor.hardening(name, value) : value];
      }),
    ),
  );
  const entry = { path: "hardening.json", mediaType: "application/json", rows: 1 };
  return {
    hardening: { status: state.rbac_status, lastCheckedAt: state.rbac_last_checked_at },
    entries: [await stageEntry(snapshot.folder, entry, canonicalJson(state))],
    report: { hardening: forReport(state) },
  };
}

function forReport(state: z.infer<typeof hardeningSchema>): ReportMaterial["hardening"] {
  const orNull = (value: string | null) => (value === null ? null : shorten(value));
  const warnings = Array.isArray(state.rbac_last_warnings) ? state.rbac_last_warnings : [];
  return {
    status: state.rbac_status,
    statusReason: orNull(state.rbac_status_reason),
    scopeMode: orNull(state.rbac_scope_mode),
    groupName: orNull(state.rbac_group_name),
    groupId: orNull(state.rbac_group_id),
    roleName: orNull(state.rbac_role_display_name),
    roleDefinitionId: orNull(state.rbac_role_definition_id),
    roleAssignmentId: orNull(state.rbac_role_assignment_id),
    lastCheckedAt: state.rbac_last_checked_at,
    warnings: warnings
      .slice(0, reportLimits.hardeningWarnings)
      .map((warning) => shorten(typeof warning === "string" ? warning : JSON.stringify(warning))),
  };
}
