import { ageOfReport, type DatedReport, timesFrom } from "@/lib/reports/report-age";
import { gapOf } from "@/lib/reports/report-gap";
import { refusedListsOf } from "@/lib/sources/refused-lists";
import type { SourceSeen } from "@/lib/sources/standing";

/** The newest stored report of a type, without its payload. */
export interface ReportRow extends DatedReport {
  type: string;
  /** The tool, and behind a slash the part, where it is one answer. */
  source: string;
  rows: number;
  isComplete: boolean;
  hasNextPage: boolean;
  rowsExpected: number | null;
}

/** When a tool last looked at all that it looks at. */
export interface ToolScan {
  scannedAt: Date | null;
  hasWholeScan: boolean;
}

/** What the age of a report cannot be told without: the scans of the tools, and what Microsoft Graph refused. */
export interface ReportSurroundings {
  scans: ReadonlyMap<string, ToolScan>;
  notRead: readonly string[];
}

type SeenReport = Required<SourceSeen> & { rows: number; capturedAt: string };

const assessment = "assessment.";

/**
 * A stored report as a source: as old as its oldest answer. What a tool assessed is as old as the findings of the tool: what a partial
 * scan, or single findings, did not look at is only carried over.
 */
export function seenReport(row: ReportRow, { scans, notRead }: ReportSurroundings): SeenReport {
  const { type, rows, rowsExpected } = row;
  const scan = type.startsWith(assessment) ? scans.get(type.slice(assessment.length)) : undefined;
  const age = ageOfReport(row);
  const whole = scan?.hasWholeScan ? (scan.scannedAt?.toISOString() ?? null) : null;
  return {
    source: type,
    rows,
    ...age,
    ...(whole === null || whole === age.capturedAt ? {} : { capturedAt: whole, isCapturedAtAssumed: false }),
    gap: gapOf(row),
    rowsExpected,
    hasWholeScan: whole !== null,
    refused: fromGraph(row) ? refusedListsOf(type, notRead, partsOf(row)) : [],
  };
}

const fromGraph = ({ source }: ReportRow) => source.split("/")[0] === "graph";

function partsOf({ source, parts }: ReportRow): string[] {
  const composed = timesFrom(parts).map(([part]) => part);
  return composed.length > 0 ? composed : source.split("/").slice(1);
}
