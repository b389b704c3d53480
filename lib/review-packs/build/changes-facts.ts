import { z } from "zod";
import { changeKinds } from "@/lib/findings/net-changes";

const iso = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const digits = z.string().regex(/^\d{1,18}$/);
const count = z.int().nonnegative();
const text = z.string();
const severity = z.enum(["critical", "high", "medium", "low", "informational"]);
const status = z.enum(["open", "resolved", "accepted"]);

/** Whether a part could be compared with the previous pack; `note` says why not, or what to know. */
export const comparisonStates = ["compared", "first_pack", "not_known", "not_collected"] as const;

const comparison = { state: z.enum(comparisonStates), note: text };

/** A finding that differs, as it is and as it was. from_… is null for one that is new. */
export const changedFindingSchema = z.strictObject({
  check_id: text,
  fingerprint: text,
  from_severity: severity.nullable(),
  from_status: status.nullable(),
  id: digits,
  resource_id: text,
  resource_name: text,
  resource_type: text,
  severity,
  source: text,
  status,
  title: text,
});

/** Somebody who holds a role. */
export const roleAssignmentSchema = z.strictObject({
  holder: text,
  holder_detail: text,
  holder_id: text,
  how: z.enum(["assigned", "eligible", "activated", "not_said"]),
  kind: z.enum(["person", "group", "application", "unknown"]),
  role: text,
  role_id: text,
  scope: text,
  through_group: z.boolean().nullable(),
  until: text.nullable(),
});

/** One permission of an application. */
export const grantedPermissionSchema = z.strictObject({
  application: text,
  application_id: text,
  consent: z.enum(["everyone", "person", "application", "member"]),
  permission: text,
  resource: text,
  resource_id: text,
  who: text,
  who_id: text,
});

/** One field of the hardening, as it was and as it is. */
export const hardeningFlipSchema = z.strictObject({ field: text, from: z.json(), to: z.json() });

const sourceSeen = z.strictObject({ captured_at: iso.nullable(), content_hash: sha256.nullable() }).nullable();

/** What became of a source. same_content: looked again and found the same. */
export const sourceChangeSchema = z.strictObject({
  source: text,
  state: z.enum(["unchanged", "same_content", "newer", "older", "new", "gone"]),
  from: sourceSeen,
  to: sourceSeen,
});

/** How many findings of each kind; new_open: how many of the new ones are still open. */
export const changedFindingCountsSchema = z.strictObject({
  ...(Object.fromEntries(changeKinds.map((kind) => [kind, count])) as Record<
    (typeof changeKinds)[number],
    typeof count
  >),
  new_open: count,
});

/** How many changes there are of each kind. */
export const changeTotalsSchema = z.strictObject({
  findings: changedFindingCountsSchema,
  hardening: count,
  permissions: z.strictObject({ added: count, removed: count }),
  role_assignments: z.strictObject({ added: count, removed: count }),
});

/** The pack that was compared with. */
export const comparedPackSchema = z.strictObject({ as_of: iso.nullable(), fingerprint: sha256, pack_id: digits });

const listFacts = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    ...comparison,
    added: count,
    removed: count,
    top: z.object({ added: z.array(row), removed: z.array(row) }),
  });

/**
 * What changed since the previous pack, small: counts, and of each list the first few (findings worst first, long texts
 * cut). The whole lists are in changes.json.
 */
export const changesFactsSchema = z.strictObject({
  previous: comparedPackSchema.nullable(),
  findings: z.strictObject({
    ...comparison,
    /** The history after this event is what was compared; null when nothing was. */
    afterEventId: digits.nullable(),
    counts: changedFindingCountsSchema,
    top: z.record(z.enum(changeKinds), z.array(changedFindingSchema)),
  }),
  roleAssignments: listFacts(roleAssignmentSchema),
  permissions: listFacts(grantedPermissionSchema),
  hardening: z.strictObject({ ...comparison, changes: z.array(hardeningFlipSchema) }),
  sources: z.array(sourceChangeSchema),
});

/** Whether a part could be compared, and what to know about it. */
export interface Comparison {
  state: (typeof comparisonStates)[number];
  note: string;
}

export type ChangesFacts = z.infer<typeof changesFactsSchema>;
export type ChangedFinding = z.infer<typeof changedFindingSchema>;
export type ChangeTotals = z.infer<typeof changeTotalsSchema>;
export type RoleAssignment = z.infer<typeof roleAssignmentSchema>;
export type GrantedPermission = z.infer<typeof grantedPermissionSchema>;
export type HardeningFlip = z.infer<typeof hardeningFlipSchema>;
export type SourceChange = z.infer<typeof sourceChangeSchema>;

/** The numbers of what changed. */
export function changeTotals({ findings, hardening, permissions, roleAssignments }: ChangesFacts): ChangeTotals {
  return {
    findings: findings.counts,
    hardening: hardening.changes.length,
    permissions: { added: permissions.added, removed: permissions.removed },
    role_assignments: { added: roleAssignments.added, removed: roleAssignments.removed },
  };
}
