import { canonicalJson } from "@/lib/archive/canonical-json";
import type { ImportedReport } from "@/lib/imports/importer";
import { objectAt, textAt } from "@/lib/imports/record";
import type { KnownReport } from "@/lib/imports/store-report";
import type { ImportCounts } from "@/lib/imports/write-changes";

/** One answer that a stored report is made of. */
export interface ReportPart {
  /** When it was taken, ISO 8601 UTC. */
  capturedAt: string;
  isComplete: boolean;
  rows: number;
  /** The answer as it came. */
  answer: unknown;
}

/**
 * A report may be made of several answers (role definitions, assignments, members). The first one is the payload as it
 * came, with its name in the report's source; with a second one the payload becomes `{ parts: { <name>: ReportPart } }`, in which
 * each answer stands as it came.
 */
export interface StoredParts {
  payload: unknown;
  parts: Readonly<Record<string, ReportPart>>;
}

/** The parts of a stored report. */
export function partsOf(report: KnownReport): Record<string, ReportPart> {
  const parts = objectAt(objectAt(report.payload).parts);
  const isComposed = Object.keys(objectAt(report.payload)).length === 1 && Object.keys(parts).length > 0;
  if (isComposed) return parts as Record<string, ReportPart>;
  const name = report.source.split("/")[1] ?? "answer";
  return {
    [name]: {
      capturedAt: report.capturedAt.toISOString(),
      isComplete: report.isComplete,
      rows: report.rows,
      answer: report.payload,
    },
  };
}

/** What to store when answers of one report arrive in a file: alone, or together with the other answers of the report before. */
export function withParts(
  before: KnownReport | null,
  answers: readonly ImportedReport[],
  capturedAt: Date,
): StoredParts {
  const own: Record<string, ReportPart> = {};
  for (const { part, isComplete, rows, payload } of answers)
    own[part] = { capturedAt: capturedAt.toISOString(), isComplete, rows, answer: payload };
  const known = before ? partsOf(before) : {};
  const isOvertaken = Object.entries(own).some(
    ([name, { capturedAt }]) => textAt(objectAt(known[name]).capturedAt) > capturedAt,
  );
  const parts = isOvertaken ? own : { ...known, ...own };
  const [only, ...others] = Object.values(parts);
  return { payload: only && others.length === 0 ? only.answer : { parts }, parts };
}

/** How an answer differs from the same answer before: its rows by their id, or, without ids, by all that they say. */
export function compareAnswers(before: KnownReport | null, report: ImportedReport): ImportCounts {
  const old = rowsById(before ? partsOf(before)[report.part]?.answer : undefined);
  const now = rowsById(report.payload);
  const counts = { rows: report.rows, created: 0, changed: 0, resolved: 0, reopened: 0, accepted: 0 };
  for (const [id, text] of now)
    if (!old.has(id)) counts.created++;
    else if (old.get(id) !== text) counts.changed++;
  for (const id of old.keys()) if (!now.has(id)) counts.resolved++;
  return { ...counts, unchanged: counts.rows - counts.created - counts.changed };
}

/** The rows of an answer: of Microsoft Graph's `value`, of a list, or the members of a map. */
export function rowsOfAnswer(answer: unknown): unknown[] {
  const { value } = objectAt(answer);
  if (Array.isArray(value)) return value;
  return Array.isArray(answer) ? answer : Object.entries(objectAt(answer));
}

function rowsById(answer: unknown): Map<string, string> {
  return new Map(
    rowsOfAnswer(answer).map((row) => {
      const text = canonicalJson(row);
      const { id, Id } = objectAt(row);
      return [textAt(id) || textAt(Id) || (Array.isArray(row) ? textAt(row[0]) : text), text] as const;
    }),
  );
}
