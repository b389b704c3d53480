import { z } from "zod";
import { clipped } from "@/lib/review-packs/build/changed-parts";
import {
  type ChangesFacts,
  type Comparison,
  changeTotals,
  changeTotalsSchema,
  comparedPackSchema,
  comparisonStates,
  hardeningFlipSchema,
} from "@/lib/review-packs/build/changes-facts";

const comparison = { state: z.enum(comparisonStates), note: z.string() };

const changesSummarySchema = z.object({
  /** Null: there was no pack to compare with. */
  previous: comparedPackSchema.nullable(),
  totals: changeTotalsSchema,
  findings: z.object({
    ...comparison,
    /** The history after this event, up to the pack's own place in it, is what changed. */
    after_event_id: z.string().nullable(),
  }),
  role_assignments: z.object(comparison),
  permissions: z.object(comparison),
  hardening: z.object({ ...comparison, changes: z.array(hardeningFlipSchema) }),
  sources: z.array(z.object({ source: z.string(), state: z.string() })),
});

/** What changed since the previous pack, as a pack's row keeps it: numbers, and where the lists can be read again. */
export type ChangesSummary = z.infer<typeof changesSummarySchema>;

/** What changed, without the lists: those are in the pack. */
export function summariseChanges(changes: ChangesFacts): ChangesSummary {
  const { previous, findings, roleAssignments, permissions, hardening, sources } = changes;
  const standing = ({ state, note }: Comparison) => ({ state, note });
  return {
    previous,
    totals: changeTotals(changes),
    findings: { ...standing(findings), after_event_id: findings.afterEventId },
    role_assignments: standing(roleAssignments),
    permissions: standing(permissions),
    hardening: { ...standing(hardening), changes: hardening.changes.map(clipped) },
    sources: sources.map(({ source, state }) => ({ source, state })),
  };
}

/** Reads it from a pack's summary; null for packs of versions that did not record it. Never throws. */
export function changesSummaryFrom(summary: Record<string, unknown>): ChangesSummary | null {
  const parsed = changesSummarySchema.safeParse(summary.changes);
  return parsed.success ? parsed.data : null;
}
