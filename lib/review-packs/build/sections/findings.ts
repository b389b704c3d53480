import { z } from "zod";
import { csvRow } from "@/lib/csv";
import type { FindingsFacts, SectionFacts } from "@/lib/review-packs/build/collected";
import type { RawRow } from "@/lib/review-packs/build/copy-rows";
import { EntryText } from "@/lib/review-packs/build/entry-text";
import { findingCsv, findingCsvColumns, findingObjects } from "@/lib/review-packs/build/finding-entries";
import { contentHashOf, type FindingValues, findingSql, findingValues } from "@/lib/review-packs/build/finding-rows";
import { RiskTally } from "@/lib/review-packs/build/report/risk-tally";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { openEntry } from "@/lib/review-packs/build/staging";
import { FindingsDigest } from "@/lib/review-packs/fingerprint";
import { readToolScans } from "@/lib/sources/read-sources";

const text = z.string();

/** findings.json: every finding of the tenant, by id. */
export const findingsSchema = z.array(
  z.strictObject({
    check_id: text,
    compliance: z.json(),
    evidence: z.json(),
    fingerprint: text,
    first_seen_at: z.iso.datetime(),
    id: z.string().regex(/^\d+$/),
    last_seen_at: z.iso.datetime(),
    remediation: text,
    resource_id: text,
    resource_name: text,
    resource_type: text,
    scope: text,
    severity: z.enum(["critical", "high", "medium", "low", "informational"]),
    source: text,
    status: z.enum(["open", "resolved", "accepted"]),
    title: text,
  }),
);

/** findings.csv, findings.json and findings.ocsf.json, written side by side while the rows stream by; and the digest of what was read. */
export async function collectFindings(snapshot: Snapshot): Promise<SectionFacts> {
  const open = [
    openEntry(snapshot.folder, "findings.csv", "text/csv"),
    openEntry(snapshot.folder, "findings.json", "application/json"),
    openEntry(snapshot.folder, "findings.ocsf.json", "application/json"),
  ] as const;
  const [csv, json, ocsf] = open.map((entry) => new EntryText(entry)) as [EntryText, EntryText, EntryText];
  const tally = new Tally();
  const { redactor } = snapshot;
  const read = redactor ? (row: RawRow) => redactor.finding(findingValues(row)) : findingValues;
  try {
    csv.add(csvRow(findingCsvColumns));
    for await (const rows of snapshot.rows(findingSql, [snapshot.claim.tenant.id])) {
      await writeBatch(rows, read, { csv, json, ocsf }, tally);
      await snapshot.progress(tally.rows);
    }
    await Promise.all([csv.flush(), endArray(json, tally.rows), endArray(ocsf, tally.rows)]);
    const entries = await Promise.all(open.map((entry) => entry.end(tally.rows)));
    const findings = { ...tally.facts(), tools: await withImportedTools(snapshot, tally.tools) };
    return { entries, findings, report: { findings: tally.risks.material() } };
  } catch (error) {
    await Promise.all(open.map((entry) => entry.abort()));
    throw error;
  }
}

async function writeBatch(
  rows: RawRow[],
  read: (row: RawRow) => FindingValues,
  to: Record<"csv" | "json" | "ocsf", EntryText>,
  tally: Tally,
): Promise<void> {
  for (const row of rows) {
    const values = read(row);
    const separator = tally.rows === 0 ? "[" : ",";
    const { json, ocsf } = findingObjects(values);
    const full = [put(to.csv, findingCsv(values)), put(to.json, separator + json), put(to.ocsf, separator + ocsf)];
    for (const room of full) if (room) await room;
    tally.add(values, contentHashOf(row));
  }
}

function put(entry: EntryText, text: string): Promise<void> | undefined {
  if (!entry.fits(text)) return entry.flush(text).then(() => entry.add(text));
  entry.add(text);
}

async function endArray(entry: EntryText, rows: number): Promise<void> {
  await put(entry, rows === 0 ? "[]" : "]");
  await entry.flush();
}

/** What is counted while the findings are written. */
class Tally {
  rows = 0;
  readonly tools = new Map<string, { rows: number; newestAt: string | null }>();
  readonly digest = new FindingsDigest();
  readonly risks = new RiskTally();
  readonly #counts: Record<string, Record<string, number>> = {};

  add(values: FindingValues, contentHash: string): void {
    this.rows += 1;
    this.digest.add(contentHash);
    this.risks.add(values);
    const { severity, status, source, lastSeen } = values;
    this.#counts[severity] ??= {};
    const statuses = this.#counts[severity] ?? {};
    statuses[status] = (statuses[status] ?? 0) + 1;
    const tool = this.tools.get(source);
    if (!tool) this.tools.set(source, { rows: 1, newestAt: lastSeen.iso });
    else {
      tool.rows += 1;
      if (tool.newestAt === null || lastSeen.iso > tool.newestAt) tool.newestAt = lastSeen.iso;
    }
  }

  facts(): Omit<FindingsFacts, "tools"> {
    return { rows: this.rows, digest: this.digest.digest(), counts: this.#counts };
  }
}

/**
 * The tools seen, by name: those with findings, and those whose import found nothing, because empty is not absent. When a tool last
 * looked is when its scans were; only of findings that nobody imported their own times count.
 */
async function withImportedTools(snapshot: Snapshot, seen: Tally["tools"]): Promise<FindingsFacts["tools"]> {
  const tools = new Map<string, Omit<FindingsFacts["tools"][number], "tool">>();
  for (const [tool, known] of seen) tools.set(tool, { ...known, hasWholeScan: false });
  for (const [name, { scannedAt, hasWholeScan }] of await readToolScans(snapshot.query, snapshot.claim.tenant.id)) {
    const tool = snapshot.redactor?.source(name) ?? name;
    const { rows = 0, newestAt = null } = tools.get(tool) ?? {};
    tools.set(tool, { rows, newestAt: scannedAt?.toISOString() ?? newestAt, hasWholeScan });
  }
  return [...tools].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tool, seen]) => ({ tool, ...seen }));
}
