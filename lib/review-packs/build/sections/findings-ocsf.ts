import { z } from "zod";

const text = z.string();
const epochMs = z.int();

/**
 * findings.ocsf.json: the findings of findings.json as OCSF Detection Findings (class 2004), in the same order. What OCSF
 * has no place for is in `unmapped`, so that nothing of findings.json is missing: `finding_info.uid` is the fingerprint,
 * `finding_info.analytic.uid` the check, `finding_info.data_sources` the tool, `time` when the finding was last seen.
 */
export const findingsOcsfSchema = z.array(
  z.strictObject({
    activity_id: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    category_uid: z.literal(2),
    class_uid: z.literal(2004),
    finding_info: z.strictObject({
      analytic: z.strictObject({ type_id: z.literal(1), uid: text }),
      data_sources: z.tuple([text]),
      first_seen_time: epochMs,
      last_seen_time: epochMs,
      title: text,
      uid: text,
    }),
    metadata: z.strictObject({
      product: z.strictObject({ name: z.literal("TenantPilot"), vendor_name: z.literal("TenantPilot"), version: text }),
      version: text,
    }),
    remediation: z.strictObject({ desc: text }),
    resources: z.tuple([z.strictObject({ name: text, type: text, uid: text })]),
    severity: z.enum(["Critical", "High", "Medium", "Low", "Informational"]),
    severity_id: z.int().min(1).max(5),
    status: z.enum(["New", "Suppressed", "Resolved"]),
    status_id: z.union([z.literal(1), z.literal(3), z.literal(4)]),
    time: epochMs,
    type_uid: z.int().min(200401).max(200403),
    unmapped: z.strictObject({
      compliance: z.json(),
      evidence: z.json(),
      id: z.string().regex(/^\d+$/),
      scope: text,
    }),
  }),
);
