import { z } from "zod";
import { severities } from "@/lib/findings/severity";

// What the report needs beyond Collected: read in the snapshot, bounded by reportLimits, staged as one file that is no entry
// of the pack. Between this and the report there is neither database nor clock. Texts are as the sources have them, cut in
// length; marked with (p) is what can name a person or a device.

const iso = z.iso.datetime();
const count = z.int().nonnegative();
const text = z.string();

const coverSchema = z.strictObject({
  tenant: text,
  slug: text,
  entraTenantId: text.nullable(),
  workspace: text,
  /** #rrggbb, or null for the product's own. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable(),
  logo: z.strictObject({ png: z.base64(), width: count, height: count }).nullable(),
  /** Who asked for the pack (p); empty when that is not known. */
  madeBy: text,
});

const riskSchema = z.strictObject({
  source: text,
  checkId: text,
  title: text,
  /** The worst of its open findings. */
  severity: z.enum(severities),
  open: count,
  /** The first few of what it was found on (p). */
  resources: z.array(text),
});

const findingsSchema = z.strictObject({
  /** Checks with open findings; not more than that many are known when the ranking is not complete. */
  checks: count,
  isRankingComplete: z.boolean(),
  /** Worst first. */
  risks: z.array(riskSchema),
  /** By name; the last one, without a name, is all further tools. */
  tools: z.array(z.strictObject({ tool: text, all: count, open: count, openSevere: count })),
});

const checkSchema = z.strictObject({
  id: text,
  title: text,
  severity: z.enum(severities),
  passed: count,
  failed: count,
  accepted: count,
  notAssessed: count,
});

const assessmentSchema = z.strictObject({
  kind: z.literal("assessment"),
  tool: text,
  toolVersion: text,
  /** Checks in all, and how often they came out which way. */
  checks: count,
  passed: count,
  failed: count,
  accepted: count,
  notAssessed: count,
  /** Checks that passed on everything, and the worst of them. */
  passedChecks: count,
  passedList: z.array(checkSchema),
  /** Checks that failed on something; they are among the findings. */
  failedChecks: count,
});

const rolesSchema = z.strictObject({
  kind: z.literal("roles"),
  holdings: count,
  holders: count,
  /** Held now, with no end that is known. */
  permanent: count,
  timed: count,
  eligible: count,
  globalAdministrators: count,
  permanentGlobalAdministrators: count,
  /** The most powerful roles first. */
  list: z.array(
    z.strictObject({
      role: text,
      /** (p) */
      holder: text,
      /** Sign-in name or id (p). */
      holderDetail: text,
      holderKind: z.enum(["person", "group", "application", "unknown"]),
      how: z.enum(["assigned", "eligible", "activated", "not_said"]),
      until: text.nullable(),
      scope: text,
    }),
  ),
});

const permissionsSchema = z.strictObject({
  kind: z.literal("permissions"),
  grants: count,
  applications: count,
  risky: count,
  riskyApplications: count,
  /** The riskiest first. */
  list: z.array(
    z.strictObject({
      application: text,
      applicationId: text,
      resource: text,
      riskyPermissions: z.array(text),
      otherPermissions: z.array(text),
      permissionsLeftOut: count,
      consent: z.enum(["everyone", "person", "application", "member"]),
      /** (p) */
      who: text,
    }),
  ),
});

const policiesSchema = z.strictObject({
  kind: z.literal("policies"),
  policies: count,
  on: count,
  reportOnly: count,
  off: count,
  list: z.array(
    z.strictObject({
      name: text,
      state: z.enum(["on", "report_only", "off", "unknown"]),
      who: text,
      what: text,
      requires: text,
    }),
  ),
});

const scoreSchema = z.strictObject({
  kind: z.literal("score"),
  current: z.number(),
  max: z.number(),
  /** Percent of tenants that it is compared with; by basis. */
  compared: z.array(z.strictObject({ basis: text, percent: z.number() })),
  controls: count,
  /** What would raise it most. */
  list: z.array(z.strictObject({ name: text, category: text, score: z.number(), max: z.number().nullable() })),
});

const readingSchema = z.strictObject({
  type: text,
  rows: count,
  capturedAt: iso,
  content: z.discriminatedUnion("kind", [
    assessmentSchema,
    rolesSchema,
    permissionsSchema,
    policiesSchema,
    scoreSchema,
    /** In the pack, but not something that the report can show: no tables for it, or too large. */
    z.strictObject({ kind: z.literal("named"), isTooLarge: z.boolean() }),
  ]),
});

/** HardeningState (lib/overview/hardening), with the status as the column has it. */
const hardeningSchema = z.strictObject({
  status: text,
  statusReason: text.nullable(),
  scopeMode: text.nullable(),
  groupName: text.nullable(),
  groupId: text.nullable(),
  roleName: text.nullable(),
  roleDefinitionId: text.nullable(),
  roleAssignmentId: text.nullable(),
  lastCheckedAt: iso.nullable(),
  warnings: z.array(text),
});

const operationsSchema = z.strictObject({
  /** By type, the most frequent first; the last one, without a name, is all further types. */
  kinds: z.array(z.strictObject({ type: text, all: count, succeeded: count, failed: count })),
  failedInAll: count,
  /** The newest that failed. */
  failed: z.array(
    z.strictObject({
      id: text,
      type: text,
      /** (p) */
      initiatedBy: text,
      createdAt: iso,
      reason: text,
    }),
  ),
});

/** What the sections gave for the report. */
export const reportMaterialSchema = z.strictObject({
  cover: coverSchema,
  findings: findingsSchema,
  readings: z.array(readingSchema),
  /** Reports past the limit. */
  readingsLeftOut: count,
  hardening: hardeningSchema,
  operations: operationsSchema.nullable(),
});

export type ReportMaterial = z.infer<typeof reportMaterialSchema>;
export type FindingsMaterial = z.infer<typeof findingsSchema>;
export type RiskMaterial = z.infer<typeof riskSchema>;
export type ReadingMaterial = z.infer<typeof readingSchema>;
export type ReadingContent = ReadingMaterial["content"];
export type CheckMaterial = z.infer<typeof checkSchema>;
export type OperationsMaterial = z.infer<typeof operationsSchema>;
