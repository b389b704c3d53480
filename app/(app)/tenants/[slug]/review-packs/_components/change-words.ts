import type { PackChangeKind } from "../schema";

/** What each list of changes is called: beside its number, and over its rows. */
export const changeWords: Record<PackChangeKind, { short: string; what: string }> = {
  new: { short: "New", what: "Findings that the previous pack did not have" },
  resolved: { short: "Resolved", what: "Findings that are resolved now" },
  reopened: { short: "Reopened", what: "Findings that are open again" },
  accepted: { short: "Accepted", what: "Findings whose risk is accepted now" },
  severity_changed: { short: "Other severity", what: "Findings of another severity than before" },
  details_changed: { short: "Other details", what: "Findings whose text or evidence alone changed" },
  roles: { short: "Role assignments", what: "Who got a role, and who lost one" },
  permissions: { short: "Permissions", what: "What applications were granted, and what was taken away" },
};
