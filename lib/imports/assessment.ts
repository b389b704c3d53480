import type { PoolClient } from "pg";
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
  scannedAt: Date;
}

/**
 * Stores what was assessed, from import_rows. What the file does not cover (another account, another service) is carried
 * over from the report before, so that the newest report is the whole of what is known.
 */
export async function storeAssessment(job: AssessmentJob): Promise<boolean> {
  const { client, tool } = job;
  const type = `assessment.${tool}`;
  const now = await readChecks(client);
  const before = await findStoredReport(client, job.tenant.id, type, job.scannedAt);
  const checks = [...now, ...carriedOver(before?.payload, now, job.isPartial)].sort(byIdAndScope);
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

async function readChecks(client: PoolClient): Promise<AssessedCheck[]> {
  const { rows } = await client.query<AssessedCheck>(
    `SELECT check_id AS id, scope, (array_agg(title ORDER BY row))[1] AS title, (array_agg(severity ORDER BY row))[1] AS severity,
       (count(*) FILTER (WHERE verdict = 'passed'))::int AS passed, (count(*) FILTER (WHERE verdict = 'open'))::int AS failed,
       (count(*) FILTER (WHERE verdict = 'accepted'))::int AS accepted, (count(*) FILTER (WHERE verdict = 'not_assessed'))::int AS "notAssessed"
     FROM import_rows GROUP BY scope, check_id`,
  );
  return rows;
}

const keyOf = (check: AssessedCheck) => JSON.stringify([check.scope, check.id]);

function carriedOver(payload: unknown, now: readonly AssessedCheck[], isPartial: boolean): AssessedCheck[] {
  const covered = new Set(now.map((check) => (isPartial ? keyOf(check) : check.scope)));
  return listAt(objectAt(payload).checks)
    .map(toCheck)
    .filter((check) => !covered.has(isPartial ? keyOf(check) : check.scope));
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
