/**
 * The names that an archive of ours may hold (pack.md, Safe names): never made from data. Some are of sections that are
 * still to come; the reader knows them already, so that a newer pack is not called altered by an older verify.
 */
const fixedNames = [
  "README.txt",
  "SHA256SUMS",
  "changes.json",
  "coverage.json",
  "findings.csv",
  "findings.json",
  "findings.ocsf.json",
  "hardening.json",
  "manifest.json",
  "manifest.sig",
  "metadata.json",
  "operations.csv",
  "report.html",
  "report.pdf",
  "summary.json",
] as const;

/** A name of one fixed entry. */
export type FixedEntryName = (typeof fixedNames)[number];

const allowed: ReadonlySet<string> = new Set(fixedNames);

const reportType = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/;
const reportTypeLengthMax = 80;
// Windows opens a device for these, whatever follows the first dot.
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** The entry of a stored report. The database lets no other shape of type in; this is the second look. @throws {EntryNameError} */
export function reportEntryName(type: string): string {
  if (!isReportType(type))
    throw new EntryNameError(`There is no safe entry name for a report of type ${JSON.stringify(type)}.`);
  return `reports/${type}.json`;
}

/** Whether an archive of ours may hold an entry of this name. */
export function isEntryName(name: string): boolean {
  if (allowed.has(name)) return true;
  return (
    name.startsWith("reports/") &&
    name.endsWith(".json") &&
    isReportType(name.slice("reports/".length, -".json".length))
  );
}

/** The order of entries in an archive: by code unit, the same in every locale. README.txt comes first by it. */
export function byEntryName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isReportType(type: string): boolean {
  return type.length <= reportTypeLengthMax && reportType.test(type) && !deviceName.test(type);
}

/** An entry that must not be in an archive: a name that is not allowed, or one that is there twice. */
export class EntryNameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EntryNameError";
  }
}
