import { type Severity, severities } from "@/lib/findings/severity";
import { countOf, listOf, objectOf, textOf } from "@/lib/readable/json";

/** One check of an assessment, and how often it came out which way. Texts are as the file has them. */
export interface CheckCounts {
  id: string;
  title: string;
  severity: Severity;
  scope: string;
  passed: number;
  failed: number;
  accepted: number;
  notAssessed: number;
}

/** What a tool assessed (`assessment.<tool>`). */
export interface AssessmentReading {
  tool: string;
  toolVersion: string;
  totals: { checks: number } & Pick<CheckCounts, "passed" | "failed" | "accepted" | "notAssessed">;
  /** What failed first, worst first. */
  checks: CheckCounts[];
}

/** Reads an assessment that we stored; totals are counted again from its checks. */
export function readAssessment(payload: unknown): AssessmentReading {
  const members = objectOf(payload);
  const checks = listOf(members.checks).map(toCheck).sort(failedFirst);
  const sum = (name: "passed" | "failed" | "accepted" | "notAssessed") =>
    checks.reduce((total, check) => total + check[name], 0);
  return {
    tool: textOf(members.tool),
    toolVersion: textOf(members.toolVersion),
    totals: {
      checks: new Set(checks.map((check) => check.id)).size,
      passed: sum("passed"),
      failed: sum("failed"),
      accepted: sum("accepted"),
      notAssessed: sum("notAssessed"),
    },
    checks,
  };
}

function toCheck(value: unknown): CheckCounts {
  const check = objectOf(value);
  return {
    id: textOf(check.id),
    title: textOf(check.title),
    severity: severities.find((severity) => severity === check.severity) ?? "informational",
    scope: textOf(check.scope),
    passed: countOf(check.passed),
    failed: countOf(check.failed),
    accepted: countOf(check.accepted),
    notAssessed: countOf(check.notAssessed),
  };
}

function failedFirst(a: CheckCounts, b: CheckCounts): number {
  const weight = (check: CheckCounts) =>
    check.failed > 0 ? 0 : check.accepted > 0 ? 1 : check.notAssessed > 0 ? 2 : 3;
  return (
    weight(a) - weight(b) || severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1)
  );
}
