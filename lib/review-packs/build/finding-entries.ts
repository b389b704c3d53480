import { csvCell } from "@/lib/csv";
import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { generator } from "@/lib/review-packs/build/generator";

// This runs once per finding, a million times in a large pack: plain concatenation of texts that the database printed.

/** The columns of findings.csv. */
export const findingCsvColumns = [
  "id",
  "fingerprint",
  "source",
  "check_id",
  "title",
  "severity",
  "status",
  "resource_type",
  "resource_id",
  "resource_name",
  "first_seen_at",
  "last_seen_at",
  "evidence",
  "remediation",
  "compliance",
] as const;

/** One finding's line of findings.csv. */
export function findingCsv(of: FindingValues): string {
  return (
    `"${of.id}",${csvCell(of.fingerprint)},${csvCell(of.source)},${csvCell(of.checkId)},${csvCell(of.title)},"${of.severity}","${of.status}",` +
    `${csvCell(of.resourceType)},${csvCell(of.resourceId)},${csvCell(of.resourceName)},"${of.firstSeen.iso}","${of.lastSeen.iso}",` +
    `${csvCell(of.evidence)},${csvCell(of.remediation)},${csvCell(of.compliance)}\n`
  );
}

/** One finding's objects in findings.json and findings.ocsf.json, both RFC 8785: keys in order, no white space. */
export function findingObjects(of: FindingValues): { json: string; ocsf: string } {
  const checkId = JSON.stringify(of.checkId);
  const fingerprint = JSON.stringify(of.fingerprint);
  const remediation = JSON.stringify(of.remediation);
  const resourceId = JSON.stringify(of.resourceId);
  const resourceName = JSON.stringify(of.resourceName);
  const resourceType = JSON.stringify(of.resourceType);
  const scope = JSON.stringify(of.scope);
  const source = JSON.stringify(of.source);
  const title = JSON.stringify(of.title);
  const state = ocsfState[of.status];
  const json =
    `{"check_id":${checkId},"compliance":${of.compliance},"evidence":${of.evidence},"fingerprint":${fingerprint},` +
    `"first_seen_at":"${of.firstSeen.iso}","id":"${of.id}","last_seen_at":"${of.lastSeen.iso}","remediation":${remediation},` +
    `"resource_id":${resourceId},"resource_name":${resourceName},"resource_type":${resourceType},` +
    `"scope":${scope},"severity":"${of.severity}","source":${source},"status":"${of.status}","title":${title}}`;
  const ocsf =
    `{"activity_id":${state.activity},"category_uid":2,"class_uid":2004,"finding_info":{"analytic":{"type_id":1,"uid":${checkId}},` +
    `"data_sources":[${source}],"first_seen_time":${of.firstSeen.epochMs},"last_seen_time":${of.lastSeen.epochMs},"title":${title},"uid":${fingerprint}},` +
    `"metadata":${ocsfMetadata},"remediation":{"desc":${remediation}},` +
    `"resources":[{"name":${resourceName},"type":${resourceType},"uid":${resourceId}}],${ocsfSeverity[of.severity]},${state.status},` +
    `"time":${of.lastSeen.epochMs},"type_uid":20040${state.activity},` +
    `"unmapped":{"compliance":${of.compliance},"evidence":${of.evidence},"id":"${of.id}","scope":${scope}}}`;
  return { json, ocsf };
}

/** The version of OCSF that findings.ocsf.json is written in. */
export const ocsfVersion = "1.5.0";

const ocsfMetadata =
  `{"product":{"name":"${generator.name}","vendor_name":"${generator.name}","version":${JSON.stringify(generator.version)}},` +
  `"version":"${ocsfVersion}"}`;

const ocsfSeverity: Readonly<Record<FindingValues["severity"], string>> = {
  critical: '"severity":"Critical","severity_id":5',
  high: '"severity":"High","severity_id":4',
  medium: '"severity":"Medium","severity_id":3',
  low: '"severity":"Low","severity_id":2',
  informational: '"severity":"Informational","severity_id":1',
};

/** OCSF's lifecycle: open is created and new, accepted is updated and suppressed, resolved is closed and resolved. */
const ocsfState: Readonly<Record<FindingValues["status"], { activity: 1 | 2 | 3; status: string }>> = {
  open: { activity: 1, status: '"status":"New","status_id":1' },
  accepted: { activity: 2, status: '"status":"Suppressed","status_id":3' },
  resolved: { activity: 3, status: '"status":"Resolved","status_id":4' },
};
