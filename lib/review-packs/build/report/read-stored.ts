import { severities } from "@/lib/findings/severity";
import { answersOf } from "@/lib/reports/answers";
import { isWidePermission } from "@/lib/reports/permission-names";
import { type AssessmentReading, type CheckCounts, readAssessment } from "@/lib/reports/read-assessment";
import { type Granted, grantedOf, readPermissions } from "@/lib/reports/read-permissions";
import { type PolicyReading, readPolicies } from "@/lib/reports/read-policies";
import { type RoleHolding, readRoles } from "@/lib/reports/read-roles";
import { readSecureScore, type SecureScoreReading } from "@/lib/reports/read-secure-score";
import { builtInRoles } from "@/lib/reports/role-names";
import type { ReportFacts } from "@/lib/review-packs/build/collected";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { CheckMaterial, ReadingContent, ReadingMaterial } from "@/lib/review-packs/build/report/material";
import { shorten } from "@/lib/review-packs/build/report/shorten";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";

/** What the report shows of one stored report. One that is too large to be read at once, or has no tables, is only named. */
export async function readForReport(snapshot: Snapshot, report: ReportFacts): Promise<ReadingMaterial> {
  const { type, rows, capturedAt } = report;
  const [stored] = await snapshot.query<{ payload: string | null }>(
    "SELECT CASE WHEN length(payload::text) <= $2 THEN payload::text END AS payload FROM stored_reports WHERE id = $1",
    [report.id, reportLimits.storedReportChars],
  );
  const payload = stored?.payload ?? null;
  const { redactor } = snapshot;
  const shown = (stored: unknown) => redactor?.report(type, stored) ?? stored;
  const source = redactor?.reportSource(report.source) ?? report.source;
  const content: ReadingContent =
    payload === null ? { kind: "named", isTooLarge: true } : contentOf(type, source, shown(JSON.parse(payload)));
  return { type: shorten(redactor?.source(type) ?? type), rows, capturedAt, content };
}

/** What a payload says, by the type of its report; "named" when it holds nothing that we know how to show. */
export function contentOf(type: string, source: string, payload: unknown): ReadingContent {
  if (type.startsWith("assessment.")) {
    const assessment = readAssessment(payload);
    if (assessment.checks.length > 0) return assessmentContent(assessment);
  }
  const answers = answersOf(payload, source);
  if (type === "entra_admin_roles") {
    const holdings = readRoles(answers);
    if (holdings.length > 0) return rolesContent(holdings);
  }
  if (type === "permission_posture") {
    const grants = grantedOf(readPermissions(answers));
    if (grants.length > 0) return permissionsContent(grants);
  }
  if (type === "conditional_access") {
    const policies = readPolicies(answers);
    if (policies.length > 0) return policiesContent(policies);
  }
  if (type === "secure_score") {
    const score = readSecureScore(answers);
    if (score) return scoreContent(score);
  }
  return { kind: "named", isTooLarge: false };
}

function assessmentContent({ tool, toolVersion, totals, checks }: AssessmentReading): ReadingContent {
  const passed = checks
    .filter((check) => check.passed > 0 && check.failed === 0)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || compare(a.id, b.id));
  return {
    kind: "assessment",
    tool: shorten(tool),
    toolVersion: shorten(toolVersion),
    ...totals,
    passedChecks: passed.length,
    passedList: passed.slice(0, reportLimits.passedChecks).map(toCheck),
    failedChecks: checks.filter((check) => check.failed > 0).length,
  };
}

function toCheck({ id, title, severity, passed, failed, accepted, notAssessed }: CheckCounts): CheckMaterial {
  return { id: shorten(id), title: shorten(title), severity, passed, failed, accepted, notAssessed };
}

const globalAdministrator = "Global Administrator";
const powerOf = new Map(Object.values(builtInRoles).map((role, at) => [role, at]));

function rolesContent(holdings: RoleHolding[]): ReadingContent {
  const held = holdings.filter(({ how }) => how === "assigned");
  const permanent = held.filter(isPermanent);
  const globals = holdings.filter(({ role }) => role === globalAdministrator);
  const power = (role: string) => powerOf.get(role) ?? powerOf.size;
  const ways = { assigned: 0, activated: 1, not_said: 2, eligible: 3 };
  const sorted = [...holdings].sort(
    (a, b) =>
      power(a.role) - power(b.role) ||
      compare(a.role, b.role) ||
      ways[a.how] - ways[b.how] ||
      compare(a.holder, b.holder),
  );
  return {
    kind: "roles",
    holdings: holdings.length,
    holders: new Set(holdings.map(({ holder, holderDetail }) => `${holder}\u0000${holderDetail}`)).size,
    permanent: permanent.length,
    timed: holdings.filter(isTimed).length,
    eligible: holdings.filter(({ how }) => how === "eligible").length,
    globalAdministrators: globals.length,
    permanentGlobalAdministrators: globals.filter(isPermanent).length,
    list: sorted.slice(0, reportLimits.roleHoldings).map((holding) => ({
      role: shorten(holding.role),
      holder: shorten(holding.holder),
      holderDetail: shorten(holding.holderDetail),
      holderKind: holding.kind,
      how: holding.how,
      until: holding.until === null ? null : shorten(holding.until),
      scope: shorten(holding.scope),
    })),
  };
}

const isTimed = (holding: RoleHolding) =>
  holding.how === "activated" || (holding.how === "assigned" && !isPermanent(holding));

/** Held with no end that is known. What is activated for the moment ends by itself. */
function isPermanent({ how, until }: RoleHolding): boolean {
  return how === "assigned" && (until === null || until === "permanent");
}

function permissionsContent(grants: Granted[]): ReadingContent {
  const weighed = grants.map((grant) => {
    // Who may use an application is not granted what the application may do.
    const risky = grant.consent === "member" ? [] : grant.permissions.filter(isWidePermission);
    return { grant, risky };
  });
  const reach = { application: 0, everyone: 1, person: 2, member: 3 };
  const risky = weighed.filter((one) => one.risky.length > 0);
  const sorted = weighed.sort(
    (a, b) =>
      Number(b.risky.length > 0) - Number(a.risky.length > 0) ||
      reach[a.grant.consent] - reach[b.grant.consent] ||
      b.risky.length - a.risky.length ||
      compare(a.grant.application, b.grant.application) ||
      compare(a.grant.resource, b.grant.resource),
  );
  return {
    kind: "permissions",
    grants: grants.length,
    applications: new Set(grants.map(({ applicationId }) => applicationId)).size,
    risky: risky.length,
    riskyApplications: new Set(risky.map(({ grant }) => grant.applicationId)).size,
    list: sorted.slice(0, reportLimits.permissionGrants).map(({ grant, risky }) => ({
      application: shorten(grant.application),
      applicationId: shorten(grant.applicationId),
      resource: shorten(grant.resource),
      ...permissionNames(grant.permissions, risky),
      consent: grant.consent,
      who: shorten(grant.who),
    })),
  };
}

/** The first few of each; the wide ones have a place before the others. */
function permissionNames(all: string[], risky: string[]) {
  const others = all.filter((name) => !risky.includes(name));
  const riskyPermissions = risky.slice(0, reportLimits.permissionsPerGrant).map((name) => shorten(name));
  const room = reportLimits.permissionsPerGrant - riskyPermissions.length;
  const otherPermissions = others.slice(0, room).map((name) => shorten(name));
  const permissionsLeftOut = all.length - riskyPermissions.length - otherPermissions.length;
  return { riskyPermissions, otherPermissions, permissionsLeftOut };
}

function policiesContent(policies: PolicyReading[]): ReadingContent {
  const inState = (state: PolicyReading["state"]) => policies.filter((policy) => policy.state === state).length;
  return {
    kind: "policies",
    policies: policies.length,
    on: inState("on"),
    reportOnly: inState("report_only"),
    off: inState("off"),
    list: policies.slice(0, reportLimits.policies).map(({ name, state, who, what, requires }) => ({
      name: shorten(name),
      state,
      who: shorten(who),
      what: shorten(what),
      requires: shorten(requires),
    })),
  };
}

function scoreContent({ current, max, compared, controls }: SecureScoreReading): ReadingContent {
  return {
    kind: "score",
    current,
    max,
    compared: compared.slice(0, 5).map(({ basis, percent }) => ({ basis: shorten(basis), percent })),
    controls: controls.length,
    list: controls
      .filter((control) => control.max !== null && control.max > control.score)
      .slice(0, reportLimits.scoreControls)
      .map(({ name, category, score, max }) => ({ name: shorten(name), category: shorten(category), score, max })),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
