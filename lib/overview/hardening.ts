import { fieldName } from "@/lib/readable/field-name";
import { inertText } from "@/lib/readable/inert-text";

/** What is known of how our own access to the tenant is restricted (data-model.md, RBAC hardening). */
export interface HardeningState {
  status: string;
  statusReason: string | null;
  scopeMode: string | null;
  groupName: string | null;
  groupId: string | null;
  roleName: string | null;
  roleDefinitionId: string | null;
  roleAssignmentId: string | null;
  /** ISO 8601 UTC. */
  lastCheckedAt: string | null;
  warnings: string[];
}

/** One line of the checklist. */
export interface HardeningItem {
  label: string;
  state: "done" | "open" | "unknown";
  detail: string;
}

const checkedWithinDays = 30;
const dayMs = 86_400_000;

/** The hardening as a checklist, in the order in which it is set up. While it was never checked, every line says so. */
export function hardeningChecklist(state: HardeningState, now: Date): HardeningItem[] {
  const isUnknown = state.status === "unknown" && state.lastCheckedAt === null;
  const item = (label: string, isDone: boolean, detail: string | null, otherwise: string): HardeningItem => {
    if (isUnknown) return { label, state: "unknown", detail: "Never checked" };
    return { label, state: isDone ? "done" : "open", detail: inertText((isDone ? detail : null) || otherwise, 200) };
  };
  const { groupId, roleDefinitionId, roleAssignmentId, scopeMode, warnings } = state;
  return [
    item("A group for the operators", groupId !== null, state.groupName ?? groupId, "No group is known"),
    item("A role of its own", roleDefinitionId !== null, state.roleName ?? roleDefinitionId, "No role is known"),
    item("The role assigned to the group", roleAssignmentId !== null, "Assigned", state.statusReason ?? "Not assigned"),
    item("The scope decided", scopeMode !== null, scopeMode === null ? null : fieldName(scopeMode), "Not decided"),
    item("No warnings", warnings.length === 0, "None", warnings.join(" ")),
    item("Checked in the last 30 days", isRecent(state.lastCheckedAt, now), "Yes", "The last check is older"),
  ];
}

function isRecent(at: string | null, now: Date): boolean {
  return at !== null && now.getTime() - new Date(at).getTime() <= checkedWithinDays * dayMs;
}
