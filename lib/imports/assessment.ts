import { type ChangeContext, isWholeScan } from "@/lib/imports/plan-changes";
import { listAt, objectAt, textAt } from "@/lib/imports/record";
import { findStoredReport, type KnownReport, storeReport } from "@/lib/imports/store-report";

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
  /** When it was last run, on everything and with whatever results; null: never. */
  assessedAt: string | null;
}

/** Payload of the stored report `assessment.<tool>`. */
export interface Assessment {
  tool: string;
  toolVersion: string | null;
  scannedAt: string;
  totals: { checks: number; passed: number; failed: number; accepted: number; notAssessed: number };
  checks: AssessedCheck[];
}

interface AssessmentJob extends ChangeContext {
  tool: string;
  importId: bigint | null;
  isCapturedAtAssumed: boolean;
  scannedAt: Date;
}

/**
 * Stores what was assessed, from import_rows. What the file does not cover (another account, another service) is carried
 * over from the report before, so that the newest report is the whole of what is known; and into the newest one, when this file
 * is older than that.
 * @returns whether there is a new report.
 */
export async function storeAssessment(job: AssessmentJob): Promise<boolean> {
  const { tenant, tool, importer, isUndated, scannedAt } = job;
  const found = await readChecks(job);
  const about = { type: `assessment.${tool}`, tool };
  const before = await findStoredReport(job.client, tenant.id, { ...about, at: scannedAt });
  // When an excerpt without a date is from, nobody knows: what is known of its checks is not made younger by it.
  if (before && isUndated && importer.holds === "excerpt") return false;
  const known = before ? checksOf(before) : [];
  const isOfSameScan = before?.capturedAt.getTime() === scannedAt.getTime();
  const checks =
    importer.holds === "references" && isOfSameScan
      ? merged(known, found)
      : merged(found, known, await readScopes(job, isWholeScan(job) ? "NOT is_few" : "false"));
  const isStored = await storeChecks(job, checks, { at: scannedAt, isComplete: !job.isPartial });
  const newest = await findStoredReport(job.client, tenant.id, about);
  if (newest && newest.capturedAt > scannedAt) await carryInto(job, newest, checks);
  return isStored;
}

/** An older file came in later: what the newest report does not speak of, and no whole scan since then has left out, is carried into it. */
async function carryInto(job: AssessmentJob, newest: KnownReport, older: readonly AssessedCheck[]): Promise<void> {
  const carried = merged(checksOf(newest), older, await readScopes(job, "newest_at > seen_at"));
  const { isCapturedAtAssumed } = newest;
  const toolVersion = textAt(objectAt(newest.payload).toolVersion) || null;
  const as = { at: newest.capturedAt, isComplete: newest.isComplete };
  await storeChecks({ ...job, toolVersion, isCapturedAtAssumed }, carried, as);
}

function storeChecks(
  job: AssessmentJob,
  checks: readonly AssessedCheck[],
  { at, isComplete }: { at: Date; isComplete: boolean },
): Promise<boolean> {
  const sum = (name: "passed" | "failed" | "accepted" | "notAssessed") =>
    checks.reduce((total, check) => total + check[name], 0);
  const payload: Assessment = {
    tool: job.tool,
    toolVersion: job.toolVersion,
    scannedAt: at.toISOString(),
    totals: {
      checks: new Set(checks.map((check) => check.id)).size,
      passed: sum("passed"),
      failed: sum("failed"),
      accepted: sum("accepted"),
      notAssessed: sum("notAssessed"),
    },
    checks: [...checks].sort(byIdAndScope),
  };
  return storeReport(job.client, {
    tenant: job.tenant,
    importId: job.importId,
    type: `assessment.${job.tool}`,
    source: job.tool,
    payload,
    rows: checks.length,
    isComplete,
    capturedAt: at,
    isCapturedAtAssumed: job.isCapturedAtAssumed,
  });
}

async function readChecks({ client, tool, scannedAt }: AssessmentJob): Promise<AssessedCheck[]> {
  const { rows } = await client.query<Omit<AssessedCheck, "assessedAt">>(
    `SELECT check_id AS id, scope, (array_agg(title ORDER BY row))[1] AS title, (array_agg(severity ORDER BY row))[1] AS severity,
       (count(*) FILTER (WHERE verdict IN ('passed', 'resolved')))::int AS passed, (count(*) FILTER (WHERE verdict = 'open'))::int AS failed,
       (count(*) FILTER (WHERE verdict = 'accepted'))::int AS accepted, (count(*) FILTER (WHERE verdict = 'not_assessed'))::int AS "notAssessed"
     FROM import_rows WHERE source = $1 GROUP BY scope, check_id`,
    [tool],
  );
  return rows.map((check) => ({ ...check, assessedAt: wasRun(check) ? scannedAt.toISOString() : null }));
}

/** The scopes of the file that are so, in SQL over import_scopes. */
async function readScopes({ client, tool }: AssessmentJob, condition: string): Promise<Set<string>> {
  const { rows } = await client.query<{ scope: string }>(
    `SELECT scope FROM import_scopes WHERE source = $1 AND ${condition}`,
    [tool],
  );
  return new Set(rows.map(({ scope }) => scope));
}

/** With something that was not assessed, nobody can tell later what: then the check does not count as run. */
const wasRun = ({
  passed,
  failed,
  accepted,
  notAssessed,
}: Omit<AssessedCheck, "id" | "title" | "severity" | "scope" | "assessedAt">) =>
  passed + failed + accepted > 0 && notAssessed === 0;

const keyOf = ({ scope, id }: AssessedCheck) => JSON.stringify([scope, id]);

/** The first list's checks, with the later of both times at which each was run, and the second's that are neither there nor of these scopes. */
function merged(first: readonly AssessedCheck[], second: readonly AssessedCheck[], closed = new Set<string>()) {
  const others = new Map(second.map((check) => [keyOf(check), check]));
  const own = first.map((check) => ({
    ...check,
    assessedAt: later(check.assessedAt, others.get(keyOf(check))?.assessedAt),
  }));
  const known = new Set(first.map(keyOf));
  return [...own, ...second.filter((check) => !known.has(keyOf(check)) && !closed.has(check.scope))];
}

const later = (one: string | null, other: string | null = null) =>
  one === null || (other !== null && other > one) ? other : one;

function checksOf({ payload, capturedAt }: KnownReport): AssessedCheck[] {
  return listAt(objectAt(payload).checks).map((check) => toCheck(objectAt(check), capturedAt));
}

function toCheck(check: Record<string, unknown>, capturedAt: Date): AssessedCheck {
  const number = (name: string) => Number(check[name]) || 0;
  const counts = {
    passed: number("passed"),
    failed: number("failed"),
    accepted: number("accepted"),
    notAssessed: number("notAssessed"),
  };
  // Reports of before do not say when a check was run.
  const assumed = check.assessedAt === undefined && wasRun(counts) ? capturedAt.toISOString() : null;
  return {
    id: textAt(check.id),
    title: textAt(check.title),
    severity: textAt(check.severity),
    scope: textAt(check.scope),
    ...counts,
    assessedAt: textAt(check.assessedAt) || assumed,
  };
}

/** By code units, so that the order is the same in every locale. */
function byIdAndScope(a: AssessedCheck, b: AssessedCheck): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.scope < b.scope ? -1 : a.scope > b.scope ? 1 : 0;
}
