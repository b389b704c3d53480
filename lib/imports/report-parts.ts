import { canonicalJson } from "@/lib/archive/canonical-json";
import type { ImportedReport } from "@/lib/imports/importer";
import { objectAt, textAt } from "@/lib/imports/record";
import { type Parts, type ReportPart, replacedBy, rowsAbout } from "@/lib/imports/replaced-parts";
import type { KnownReport, NewReport } from "@/lib/imports/store-report";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { isNameless, listOfPart, storedPartName } from "@/lib/reports/part-name";
import { type PartTimes, timesFrom } from "@/lib/reports/report-age";

/**
 * A report may be made of several answers (role definitions, assignments, members). The first one is the payload as it
 * came, with its name in the report's source; with a second one the payload becomes `{ parts: { <name>: ReportPart } }`, in which
 * each answer stands as it came.
 */
export type ComposedReport = Pick<
  NewReport,
  "source" | "payload" | "parts" | "rows" | "isComplete" | "capturedAt" | "isCapturedAtAssumed"
>;

/** Whose answers have come in, and when they were taken. */
export interface Arrival {
  tool: string;
  capturedAt: Date;
  isCapturedAtAssumed: boolean;
  /** Lists of which they say all and more: older answers to those go. */
  makesNeedless?: ReadonlySet<string>;
}

/** The parts of a stored report. */
export function partsOf(report: KnownReport): Parts {
  const parts = objectAt(objectAt(report.payload).parts);
  const isComposed = Object.keys(objectAt(report.payload)).length === 1 && Object.keys(parts).length > 0;
  const named = isComposed ? (parts as Parts) : { [report.source.split("/")[1] ?? "answer"]: onlyPart(report) };
  return Object.fromEntries(Object.entries(named).map(([name, part]) => [storedPartName(name, part.answer), part]));
}

function onlyPart({ capturedAt, isComplete, rows, payload }: KnownReport): ReportPart {
  return { capturedAt: capturedAt.toISOString(), isComplete, rows, answer: payload };
}

/**
 * What to store when answers of one report arrive: alone, or together with the other answers of the report before. Its time is
 * that of its newest answer, by which the newest report is found; how old what it says is, the times of its parts say.
 */
export function composeReport(
  before: KnownReport | null,
  answers: readonly ImportedReport[],
  arrival: Arrival,
): ComposedReport {
  const at = arrival.capturedAt.toISOString();
  const own: Record<string, ReportPart> = {};
  for (const { part, isComplete, rows, payload } of answers)
    own[part] = { capturedAt: at, isComplete, rows, answer: payload };
  const parts = { ...keptBeside(own, before ? partsOf(before) : {}, at, arrival), ...own };
  const times = timesOf(parts, (name) => (name in own ? arrival.isCapturedAtAssumed : wasAssumed(before, name)));
  const newest = Object.values(times).reduce((a, b) => (b.capturedAt > a.capturedAt ? b : a));
  const [only, ...others] = Object.entries(parts);
  const isOne = only !== undefined && others.length === 0;
  return {
    source: isOne ? `${arrival.tool}/${only[0]}` : arrival.tool,
    payload: isOne ? only[1].answer : { parts },
    parts: isOne ? null : times,
    rows: Object.values(parts).reduce((rows, part) => rows + part.rows, 0),
    isComplete: Object.values(parts).every((part) => part.isComplete),
    capturedAt: new Date(newest.capturedAt),
    isCapturedAtAssumed: newest.isAssumed,
  };
}

/** What is carried along beside new answers. A file that is older than what it would replace is a report of its own, of its own time. */
function keptBeside(own: Parts, known: Parts, at: string, { makesNeedless }: Arrival): Parts {
  const replaced = new Set(replacedBy(known, own));
  const isNewer = (name: string) => textAt(known[name]?.capturedAt) > at;
  if ([...replaced].some(isNewer)) return {};
  const isNeedless = (name: string) => makesNeedless?.has(listOfPart(name)) === true && !isNewer(name);
  return Object.fromEntries(Object.entries(known).filter(([name]) => !replaced.has(name) && !isNeedless(name)));
}

function timesOf(parts: Parts, isAssumed: (name: string) => boolean): PartTimes {
  return Object.fromEntries(
    Object.entries(parts).map(([name, { capturedAt }]) => [name, { capturedAt, isAssumed: isAssumed(name) }]),
  );
}

function wasAssumed(before: KnownReport | null, name: string): boolean {
  const known = new Map(timesFrom(before?.parts)).get(name);
  return known?.isAssumed ?? before?.isCapturedAtAssumed ?? false;
}

/** Whether an answer that does not say what it is about takes the place of another such: maybe of one about something else. */
export function replacesNameless(before: KnownReport | null, { part, payload }: ImportedReport): boolean {
  const known = before && isNameless(part) ? partsOf(before)[part] : undefined;
  return known !== undefined && canonicalJson(known.answer) !== canonicalJson(payload);
}

/** How an answer differs from the same answer before: its rows by their id, or, without ids, by all that they say. */
export function compareAnswers(before: KnownReport | null, report: ImportedReport): ImportCounts {
  const known = before ? partsOf(before) : {};
  const same = known[report.part];
  const old = rowsById(same ? rowsOfAnswer(same.answer) : rowsAbout(known, report.part, report.payload));
  const now = rowsById(rowsOfAnswer(report.payload));
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

function rowsById(rows: readonly unknown[]): Map<string, string> {
  return new Map(
    rows.map((row) => {
      const text = canonicalJson(row);
      const { id, Id } = objectAt(row);
      return [textAt(id) || textAt(Id) || (Array.isArray(row) ? textAt(row[0]) : text), text] as const;
    }),
  );
}
