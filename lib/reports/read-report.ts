import { objectOf } from "@/lib/readable/json";
import { answersOf } from "@/lib/reports/answers";
import { type AssessmentReading, readAssessment } from "@/lib/reports/read-assessment";
import { type PermissionGrant, readPermissions } from "@/lib/reports/read-permissions";
import { type PolicyReading, readPolicies } from "@/lib/reports/read-policies";
import { type RoleHolding, readRoles } from "@/lib/reports/read-roles";
import { readSecureScore, type SecureScoreReading } from "@/lib/reports/read-secure-score";

/** A stored report as people read it: what we know how to read, or else the answer itself, to be shown as a tree. */
export type ReportReading =
  | { kind: "roles"; rows: RoleHolding[] }
  | { kind: "permissions"; rows: PermissionGrant[] }
  /** `rest`: the answers as they came, for what the policies do not say. */
  | { kind: "policies"; rows: PolicyReading[]; rest: unknown[] }
  | { kind: "score"; rows: SecureScoreReading["controls"]; score: SecureScoreReading }
  | { kind: "assessment"; rows: AssessmentReading["checks"]; assessment: AssessmentReading }
  | { kind: "tree"; rows: unknown[] };

/** Reads a report by its type. One that holds nothing we understand becomes a tree: nothing of it is hidden. */
export function readReport(report: { type: string; source: string; payload: unknown }): ReportReading {
  const { type, source, payload } = report;
  if (type.startsWith("assessment.")) {
    const assessment = readAssessment(payload);
    if (assessment.checks.length > 0) return { kind: "assessment", rows: assessment.checks, assessment };
  }
  const answers = answersOf(payload, source);
  if (type === "entra_admin_roles") {
    const rows = readRoles(answers);
    if (rows.length > 0) return { kind: "roles", rows };
  }
  if (type === "permission_posture") {
    const rows = readPermissions(answers);
    if (rows.length > 0) return { kind: "permissions", rows };
  }
  if (type === "conditional_access") {
    const rows = readPolicies(answers);
    if (rows.length > 0) return { kind: "policies", rows, rest: answers.flatMap((answer) => answer.rows) };
  }
  if (type === "secure_score") {
    const score = readSecureScore(answers);
    if (score !== null) return { kind: "score", rows: score.controls, score };
  }
  return { kind: "tree", rows: treeRows(payload) };
}

/** The list that an answer is about; else the answer as one row. */
function treeRows(payload: unknown): unknown[] {
  const { value } = objectOf(payload);
  if (Array.isArray(value)) return value;
  return Array.isArray(payload) ? payload : [payload];
}
