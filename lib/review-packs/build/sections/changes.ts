import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { type ChangeKind, changeKinds } from "@/lib/findings/net-changes";
import { writeChangedFindings } from "@/lib/review-packs/build/changed-findings";
import { compareHardening, comparePermissions, compareRoles } from "@/lib/review-packs/build/changed-parts";
import { compareSources } from "@/lib/review-packs/build/changed-sources";
import {
  type ChangesFacts,
  changedFindingSchema,
  changeTotals,
  changeTotalsSchema,
  comparedPackSchema,
  comparisonStates,
  grantedPermissionSchema,
  hardeningFlipSchema,
  roleAssignmentSchema,
  sourceChangeSchema,
} from "@/lib/review-packs/build/changes-facts";
import type { SectionFacts } from "@/lib/review-packs/build/collected";
import { EntryText } from "@/lib/review-packs/build/entry-text";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { openEntry } from "@/lib/review-packs/build/staging";
import { findPreviousPack, type PreviousPack } from "@/lib/review-packs/previous-pack";

const comparison = { state: z.enum(comparisonStates), note: z.string() };
const listOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ ...comparison, added: z.array(row), removed: z.array(row) });
const findingLists = Object.fromEntries(changeKinds.map((kind) => [kind, z.array(changedFindingSchema)])) as Record<
  ChangeKind,
  z.ZodArray<typeof changedFindingSchema>
>;

/** changes.json: what is different from the previous pack, each change listed. As of when, is in metadata.json. */
export const changesSchema = z.strictObject({
  findings: z.strictObject({ ...comparison, ...findingLists }),
  hardening: z.strictObject({ ...comparison, changes: z.array(hardeningFlipSchema) }),
  /** One sentence for the reader: what this is compared with. */
  note: z.string(),
  permissions: listOf(grantedPermissionSchema),
  /** Null for the first pack. */
  previous: comparedPackSchema.nullable(),
  role_assignments: listOf(roleAssignmentSchema),
  sources: z.array(sourceChangeSchema),
  totals: changeTotalsSchema,
});

/**
 * changes.json, from the history, the stored reports and the hardening as the previous pack's row recorded their places:
 * its file is not needed. The findings stream from the database into the entry.
 */
export async function collectChanges(snapshot: Snapshot, soFar: SectionFacts): Promise<SectionFacts> {
  const previous = await findPreviousPack(snapshot.query, snapshot.claim.tenant.id);
  const entry = openEntry(snapshot.folder, "changes.json", "application/json");
  const out = new EntryText(entry);
  try {
    await out.append('{"findings":');
    const findings = await writeChangedFindings(snapshot, out, previous);
    const { facts, lists } = await compareParts(snapshot, soFar, previous);
    const changes = { ...facts, findings };
    const rest = {
      ...lists,
      note: await noteOn(snapshot, previous),
      previous: facts.previous,
      totals: changeTotals(changes),
    };
    // All of these come after `findings` in the order of names, so the rest of the object is appended as it is.
    await out.append(`,${canonicalJson(rest).slice(1)}`);
    await out.flush();
    return { changes, entries: [await entry.end(rowsOf(changes))] };
  } catch (error) {
    await entry.abort();
    throw error;
  }
}

/** What is small enough to be held whole: roles, permissions, hardening, sources. */
async function compareParts(snapshot: Snapshot, soFar: SectionFacts, previous: PreviousPack | null) {
  const reports = soFar.reports ?? [];
  const roles = await compareRoles(snapshot, previous, reports);
  const permissions = await comparePermissions(snapshot, previous, reports);
  const hardening = compareHardening(previous, snapshot);
  const sources = previous ? compareSources(previous, soFar, snapshot.redactor) : [];
  const facts = {
    previous: previous && {
      as_of: previous.asOf?.toISOString() ?? null,
      fingerprint: previous.fingerprint,
      pack_id: String(previous.id),
    },
    roleAssignments: roles.facts,
    permissions: permissions.facts,
    hardening,
    sources,
  };
  return { facts, lists: { hardening, permissions: permissions.lists, role_assignments: roles.lists, sources } };
}

async function noteOn({ query, claim }: Snapshot, previous: PreviousPack | null): Promise<string> {
  if (previous) return `Compared with review pack #${previous.id}.`;
  const [deleted] = await query(
    "SELECT 1 FROM review_pack_tombstones WHERE tenant_id = $1 AND generated_at IS NOT NULL LIMIT 1",
    [claim.tenant.id],
  );
  return deleted
    ? "The earlier review packs of this tenant were deleted: there is nothing to compare with."
    : "This is the first review pack of this tenant: there is nothing to compare with.";
}

/** Records in the entry, all lists together. */
function rowsOf({ findings, hardening, permissions, roleAssignments }: ChangesFacts): number {
  const changed = changeKinds.reduce((sum, kind) => sum + findings.counts[kind], 0);
  const lists = [permissions, roleAssignments].reduce((sum, { added, removed }) => sum + added + removed, 0);
  return changed + lists + hardening.changes.length;
}
