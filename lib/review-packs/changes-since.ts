import { canonicalJson } from "@/lib/archive/canonical-json";
import { type ChangeKind, changeKinds, netChangesSql } from "@/lib/findings/net-changes";
import { reportLabel } from "@/lib/reports/report-label";
import { fingerprintOf, type PackInputs, type Query } from "@/lib/review-packs/fingerprint";
import type { PreviousPack, RecordedInputs } from "@/lib/review-packs/previous-pack";

const countedEventsMax = 10_000;

/** How many findings differ from a pack. */
export interface ChangedFindings {
  /** Each finding once. None, though something differs: what changed left no trace in the history. */
  total: number;
  /** A finding whose status and severity changed is in two of them. */
  byKind: Record<ChangeKind, number>;
  /** There is more history than is counted: there are at least so many. */
  isCut: boolean;
}

/** In one sentence, what is different from the previous pack: "14 findings changed since #209." */
export async function describeChanges(
  query: Query,
  previous: PreviousPack | null,
  inputs: PackInputs,
): Promise<string> {
  return sentenceOf(previous, inputs, await countChanged(query, previous, inputs));
}

/** How many findings differ from the previous pack; null when none does, or that is not known. */
export async function countChanged(
  query: Query,
  previous: PreviousPack | null,
  inputs: PackInputs,
): Promise<ChangedFindings | null> {
  const before = previous?.inputs?.findings;
  if (!before || (before.digest === inputs.findings.digest && before.count === inputs.findings.count)) return null;
  return changedFindings(query, inputs, before.lastEventId);
}

/** As describeChanges, where the findings have been counted. */
export function sentenceOf(
  previous: PreviousPack | null,
  inputs: PackInputs,
  findings: ChangedFindings | null,
): string {
  if (!previous) return "The first review pack of this tenant.";
  const before = previous.inputs;
  if (!before) return `Rebuilding: it is not known what has changed since #${previous.id}.`;
  const changes = differencesFrom(before, inputs, findings);
  if (changes.length > 0) return `${capitalised(changes.join(", "))} since #${previous.id}.`;
  if (!before.expectations) return `Rebuilding: #${previous.id} was made by an earlier version.`;
  return previous.fingerprint === fingerprintOf(inputs)
    ? `Review pack #${previous.id} has expired; nothing else has changed since.`
    : `Rebuilding since #${previous.id}.`;
}

/** What differs from what a pack was made from, each in a few words: "14 findings changed", "hardening changed". */
export function differencesFrom(
  before: RecordedInputs,
  inputs: PackInputs,
  findings: ChangedFindings | null,
): string[] {
  const changes = findings === null ? [] : [changedWords(findings)];
  const known = new Map(before.reports.map((report) => [report.type, report.id]));
  const newer = inputs.reports
    .filter((report) => known.get(report.type) !== report.id)
    .map((report) => reportLabel(report.type));
  if (newer.length > 0)
    changes.push(`newer ${newer.length === 1 ? `report ${newer[0]}` : `reports (${newer.join(", ")})`}`);
  if (before.hardening !== inputs.hardening) changes.push("hardening changed");
  if (before.expectations && canonicalJson(before.expectations) !== canonicalJson(inputs.expectations))
    changes.push("other sources are expected");
  if (before.notRead && canonicalJson(before.notRead) !== canonicalJson(inputs.notRead))
    changes.push("Microsoft Graph refuses other lists");
  if (before.cover !== undefined && before.cover !== inputs.cover) changes.push("other names or another look");
  if (optionsDiffer(before, inputs)) changes.push("other options");
  else if (before.operations?.digest !== inputs.operations?.digest)
    changes.push("other operations in the last 30 days");
  return changes;
}

/** "14 findings changed", as the middle of a sentence. */
export function changedWords({ total, isCut }: ChangedFindings): string {
  if (total === 0) return "findings changed";
  const words = `${total.toLocaleString("en-GB")} ${total === 1 ? "finding" : "findings"} changed`;
  return isCut ? `more than ${words}` : words;
}

const kindColumns = changeKinds.map((kind) => `count(*) FILTER (WHERE kind = '${kind}')::int AS ${kind}`).join(", ");

async function changedFindings(query: Query, inputs: PackInputs, after: string): Promise<ChangedFindings> {
  const [row] = await query<{ total: number; isCut: boolean } & Record<ChangeKind, number>>(
    `SELECT count(DISTINCT finding_id)::int AS total, ${kindColumns},
       (SELECT count(*) >= ${countedEventsMax} FROM (
         SELECT FROM finding_events WHERE tenant_id = $1 AND id > $2 AND id <= $3 LIMIT ${countedEventsMax}) window_of) AS "isCut"
     FROM (${netChangesSql(countedEventsMax)}) net`,
    [BigInt(inputs.tenantId), BigInt(after), BigInt(inputs.findings.lastEventId)],
  );
  if (!row) throw new Error("A count gave no row.");
  const { total, isCut, ...byKind } = row;
  return { total, byKind, isCut };
}

function optionsDiffer(before: RecordedInputs, inputs: PackInputs): boolean {
  return (
    before.options.includePii !== inputs.options.includePii ||
    before.options.includeOperations !== inputs.options.includeOperations
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
