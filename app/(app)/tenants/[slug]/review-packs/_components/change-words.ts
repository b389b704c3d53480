import type { ChangeKind } from "@/lib/findings/net-changes";
import { findingChangeKinds, type PackChangeKind } from "../schema";

/** What each list of changes is called: beside its number, and over its rows. */
export const changeWords: Record<PackChangeKind, { short: string; what: string }> = {
  new: { short: "New", what: "Findings that were not there before" },
  resolved: { short: "Resolved", what: "Findings that are resolved now" },
  reopened: { short: "Reopened", what: "Findings that are open again" },
  accepted: { short: "Accepted", what: "Findings whose risk is accepted now" },
  severity_changed: { short: "Other severity", what: "Findings of another severity than before" },
  details_changed: { short: "Other details", what: "Findings whose text or evidence alone changed" },
  roles: { short: "Role assignments", what: "Who got a role, and who lost one" },
  permissions: { short: "Permissions", what: "What applications were granted, and what was taken away" },
};

/** The kinds of change that there are some of, in the order of the lists. */
export function occurringKinds(counts: Record<ChangeKind, number>): ChangeKind[] {
  return findingChangeKinds.filter((kind) => counts[kind] > 0);
}
