import type { PoolClient } from "pg";
import type { Holding } from "@/lib/imports/importer";
import { listAt, objectAt, textAt } from "@/lib/imports/record";
import { findStoredReport, type NewReport, storeReport } from "@/lib/imports/store-report";

/** One check in one scope: what passed is evidence too (imports.md, Rules). */
export interface AssessedCheck {
  id: string;
  title: string;
  severity: string;
  scope: string;
  passed: number;
  failed: number;
  accepted: number;
  notAssessed: number;
}

/** Payload of the stored report `assessment.<tool>`. */
export interface Assessment {
  tool: string;
  toolVersion: string | null;
  scannedAt: string;
  totals: { checks: number; passed: number; failed: number; accepted: number; notAssessed: number };
  checks: AssessedCheck[];
}

interface AssessmentJob extends Pick<NewReport, "tenant" | "importId" | "isCapturedAtAssumed"> {
  client: PoolClient;
  tool: string;
  toolVersion: string | null;
  isPartial: boolean;
  holds: Holding;
  scannedAt: Date;
}

/**
 * Stores what was assessed, from import_rows. What the file does not cover (another account, another service) is carried
 * over from the report before, so that the newest report is the whole of what is known.
 */
export async function storeAssessment(job: AssessmentJob): Promise<boolean> {
  const { client, tool } = job;
  const type = `assessment.${tool}`;
  const found = await readChecks(client, tool);
  const before = await findStoredReport(client, job.tenant.id, { type, tool, at: job.scannedAt });
  const known = listAt(objectAt(before?.payload).checks).map(toCheck);
  const isOfSameScan = before?.capturedAt.getTime() === job.scannedAt.getTime();
  const checks = (
    job.holds === "references" && isOfSameScan
      ? [...known, ...notIn(known, found, "check")]
      : [...found, ...notIn(found, known, job.isPartial || job.holds !== "scan" ? "check" : "scope")]
  ).sort(byIdAndScope);
  const sum = (name: "passed" | "failed" | "accepted" | "notAssessed") =>
    checks.reduce((total, check) => total + check[name], 0);
  const payload: Assessment = {
    tool,
    toolVersion: job.toolVersion,
    scannedAt: job.scannedAt.toISOString(),
    totals: {
      checks: new Set(checks.map((check) => check.id)).size,
      passed: sum("passed"),
      failed: sum("failed"),
      accepted: sum("accepted"),
      notAssessed: sum("notAssessed"),
    },
    checks,
  };
  return storeReport(client, {
    tenant: job.tenant,
    importId: job.importId,
    type,
    source: tool,
    payload,
    rows: checks.length,
    isComplete: !job.isPartial,
    capturedAt: job.scannedAt,
    isCapturedAtAssumed: job.isCapturedAtAssumed,
  });
}

async function readChecks(client: PoolClient, tool: string): Promise<AssessedCheck[]> {
  const { rows } = await client.query<AssessedCheck>(
    `SELECT check_id AS id, scope, (array_agg(title ORDER BY row))[1] AS title, (array_agg(severity ORDER BY row))[1] AS severity,
       (count(*) FILTER (WHERE verdict IN ('passed', 'resolved')))::int AS passed, (count(*) FILTER (WHERE verdict = 'open'))::int AS failed,
       (count(*) FILTER (WHERE verdict = 'accepted'))::int AS accepted, (count(*) FILTER (WHERE verdict = 'not_assessed'))::int AS "notAssessed"
     FROM import_rows WHERE source = $1 GROUP BY scope, check_id`,
    [tool],
  );
  return rows;
}

/** Checks of a list whose check, or whose whole scope, is not in the other one. */
function notIn(others: readonly AssessedCheck[], checks: readonly AssessedCheck[], by: "check" | "scope") {
  const keyOf = (check: AssessedCheck) => (by === "scope" ? check.scope : JSON.stringify([check.scope, check.id]));
  const covered = new Set(others.map(keyOf));
  return checks.filter((check) => !covered.has(keyOf(check)));
}

function toCheck(value: unknown): AssessedCheck {
  const check = objectAt(value);
  const number = (name: string) => Number(check[name]) || 0;
  return {
    id: textAt(check.id),
    title: textAt(check.title),
    severity: textAt(check.severity),
    scope: textAt(check.scope),
    passed: number("passed"),
    failed: number("failed"),
    accepted: number("accepted"),
    notAssessed: number("notAssessed"),
  };
}

/** By code units, so that the order is the same in every locale. */
function byIdAndScope(a: AssessedCheck, b: AssessedCheck): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.scope < b.scope ? -1 : a.scope > b.scope ? 1 : 0;
}
