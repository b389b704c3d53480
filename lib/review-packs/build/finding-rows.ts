import { csvCell } from "@/lib/csv";
import type { RawRow } from "@/lib/review-packs/build/snapshot";

// This runs once per finding, a million times in a large pack: plain concatenation of texts that the database printed.
// findings.csv and findings.json are written from the same row in the same pass, so they cannot disagree.

/** The columns as they are read; the snapshot's session prints times in UTC. */
export const findingSql = `SELECT id, fingerprint, source, scope, check_id, title, severity, status, resource_type, resource_id, resource_name,
    first_seen_at, last_seen_at,
    evidence, remediation, compliance, encode(content_hash, 'hex')
  FROM findings WHERE tenant_id = $1 ORDER BY id`;

/** A row of findingSql: every column is NOT NULL. evidence and compliance are RFC 8785 text, stored so by the importer. */
type FindingCells = [
  id: string, fingerprint: string, source: string, scope: string, checkId: string, title: string, severity: string, status: string,
  resourceType: string, resourceId: string, resourceName: string, firstSeenAt: string, lastSeenAt: string,
  evidence: string, remediation: string, compliance: string, contentHash: string,
]; // biome-ignore format: as in the query

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

/** What else is learned of a finding on the way. */
export interface FindingNote {
  source: string;
  severity: string;
  status: string;
  /** ISO 8601 UTC: as text it sorts as the time does. */
  lastSeenAt: string;
  contentHash: string;
}

/** One finding as its line of findings.csv and its object in findings.json (RFC 8785: keys in order, no white space). */
export function writeFinding(row: RawRow): { csv: string; json: string; note: FindingNote } {
  const cells = row as FindingCells;
  const [id, fingerprint, source, scope, checkId, title, severity, status, resourceType, resourceId, resourceName] =
    cells;
  const evidence = cells[13];
  const remediation = cells[14];
  const compliance = cells[15];
  const firstSeen = isoFromPrinted(cells[11]);
  const lastSeen = isoFromPrinted(cells[12]);
  const csv =
    `"${id}",${csvCell(fingerprint)},${csvCell(source)},${csvCell(checkId)},${csvCell(title)},"${severity}","${status}",` +
    `${csvCell(resourceType)},${csvCell(resourceId)},${csvCell(resourceName)},"${firstSeen}","${lastSeen}",` +
    `${csvCell(evidence)},${csvCell(remediation)},${csvCell(compliance)}\n`;
  const json =
    `{"check_id":${JSON.stringify(checkId)},"compliance":${compliance},"evidence":${evidence},"fingerprint":${JSON.stringify(fingerprint)},` +
    `"first_seen_at":"${firstSeen}","id":"${id}","last_seen_at":"${lastSeen}","remediation":${JSON.stringify(remediation)},` +
    `"resource_id":${JSON.stringify(resourceId)},"resource_name":${JSON.stringify(resourceName)},"resource_type":${JSON.stringify(resourceType)},` +
    `"scope":${JSON.stringify(scope)},"severity":"${severity}","source":${JSON.stringify(source)},"status":"${status}","title":${JSON.stringify(title)}}`;
  return { csv, json, note: { source, severity, status, lastSeenAt: lastSeen, contentHash: cells[16] } };
}

const printedTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

// Findings of one scan share their times: most are found here.
const known = new Map<string, string>();
const knownMax = 4096;

/**
 * ISO 8601 UTC, to the millisecond, from what PostgreSQL prints in UTC.
 * @throws {Error} for what has no such form, such as infinity.
 */
export function isoFromPrinted(printed: string): string {
  const before = known.get(printed);
  if (before !== undefined) return before;
  const [, day, time, fraction = ""] = printedTime.exec(printed) ?? [];
  if (day === undefined) throw new Error(`A finding's time cannot be written: ${printed}.`);
  const iso = `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  if (known.size >= knownMax) known.clear();
  known.set(printed, iso);
  return iso;
}
