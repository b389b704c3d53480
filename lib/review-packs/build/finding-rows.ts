import type { RawRow } from "@/lib/review-packs/build/copy-rows";

/** The columns as they are read; the snapshot's session prints times in UTC. */
export const findingSql = `SELECT id::text, fingerprint, source, scope, check_id, title, severity, status, resource_type, resource_id, resource_name,
    first_seen_at::text, last_seen_at::text, evidence, remediation, compliance, encode(content_hash, 'hex')
  FROM findings WHERE tenant_id = $1 ORDER BY findings.id`;

/** A row of findingSql: every column is NOT NULL. */
type FindingCells = [
  id: string, fingerprint: string, source: string, scope: string, checkId: string, title: string, severity: string, status: string,
  resourceType: string, resourceId: string, resourceName: string, firstSeenAt: string, lastSeenAt: string,
  evidence: string, remediation: string, compliance: string, contentHash: string,
]; // biome-ignore format: as in the query

/** One finding as the pack's entries say it. All of them are written from the same values, so they cannot disagree. */
export interface FindingValues {
  id: string;
  fingerprint: string;
  source: string;
  scope: string;
  checkId: string;
  title: string;
  severity: Severity;
  status: Status;
  resourceType: string;
  resourceId: string;
  resourceName: string;
  firstSeen: Moment;
  lastSeen: Moment;
  /** RFC 8785 text, stored so by the importer. */
  evidence: string;
  remediation: string;
  /** RFC 8785 text, stored so by the importer. */
  compliance: string;
}

type Severity = "critical" | "high" | "medium" | "low" | "informational";
type Status = "open" | "resolved" | "accepted";

/** The place where a row becomes the values that are written: whatever is to be left out or replaced, is so from here on. */
export function findingValues(row: RawRow): FindingValues {
  const cells = row as FindingCells;
  return {
    id: cells[0],
    fingerprint: cells[1],
    source: cells[2],
    scope: cells[3],
    checkId: cells[4],
    title: cells[5],
    // The table's CHECK constraints let nothing else in.
    severity: cells[6] as Severity,
    status: cells[7] as Status,
    resourceType: cells[8],
    resourceId: cells[9],
    resourceName: cells[10],
    firstSeen: momentFromPrinted(cells[11]),
    lastSeen: momentFromPrinted(cells[12]),
    evidence: cells[13],
    remediation: cells[14],
    compliance: cells[15],
  };
}

/** A row's content hash, 64 hex digits: of what is in the database, whatever is written of it. */
export function contentHashOf(row: RawRow): string {
  return (row as FindingCells)[16];
}

/** A point in time, to the millisecond. */
export interface Moment {
  /** ISO 8601 UTC: as text it sorts as the time does. */
  iso: string;
  /** Milliseconds since 1970, in decimal digits. */
  epochMs: string;
}

const printedTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

// Findings of one scan share their times: most are found here.
const known = new Map<string, Moment>();
const knownMax = 4096;

/**
 * The moment that PostgreSQL printed in UTC. Microseconds are cut off.
 * @throws {Error} for what has no such form, such as infinity.
 */
export function momentFromPrinted(printed: string): Moment {
  const before = known.get(printed);
  if (before !== undefined) return before;
  const [, day, time, fraction = ""] = printedTime.exec(printed) ?? [];
  if (day === undefined) throw new Error(`A finding's time cannot be written: ${printed}.`);
  const iso = `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const moment = { iso, epochMs: String(Date.parse(iso)) };
  if (known.size >= knownMax) known.clear();
  known.set(printed, moment);
  return moment;
}
