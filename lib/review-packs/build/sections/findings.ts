import { z } from "zod";
import { csvRow } from "@/lib/csv";
import type { FindingsFacts, SectionFacts } from "@/lib/review-packs/build/collected";
import { EntryText } from "@/lib/review-packs/build/entry-text";
import { type FindingNote, findingCsvColumns, findingSql, writeFinding } from "@/lib/review-packs/build/finding-rows";
import type { RawRow, Snapshot } from "@/lib/review-packs/build/snapshot";
import { openEntry } from "@/lib/review-packs/build/staging";
import { FindingsDigest } from "@/lib/review-packs/fingerprint";

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

/** findings.csv and findings.json, written side by side while the rows stream by; and the digest of what was written. */
export async function collectFindings(snapshot: Snapshot): Promise<SectionFacts> {
  const csv = openEntry(snapshot.folder, "findings.csv", "text/csv");
  const json = openEntry(snapshot.folder, "findings.json", "application/json");
  const lines = new EntryText(csv);
  const objects = new EntryText(json);
  const tally = new Tally();
  try {
    lines.add(csvRow(findingCsvColumns));
    for await (const rows of snapshot.rows(findingSql, [snapshot.claim.tenant.id])) {
      await writeBatch(rows, lines, objects, tally);
      await snapshot.progress(tally.rows);
    }
    const end = tally.rows === 0 ? "[]" : "]";
    if (!objects.fits(end)) await objects.flush(end);
    objects.add(end);
    await Promise.all([lines.flush(), objects.flush()]);
    const entries = [await csv.end(tally.rows), await json.end(tally.rows)];
    const findings = { ...tally.facts(), tools: await withImportedTools(snapshot, tally.tools) };
    return { entries, findings };
  } catch (error) {
    await Promise.all([csv.abort(), json.abort()]);
    throw error;
  }
}

async function writeBatch(rows: RawRow[], csv: EntryText, json: EntryText, tally: Tally): Promise<void> {
  for (const row of rows) {
    const written = writeFinding(row);
    const object = tally.rows === 0 ? `[${written.json}` : `,${written.json}`;
    if (!csv.fits(written.csv)) await csv.flush(written.csv);
    csv.add(written.csv);
    if (!json.fits(object)) await json.flush(object);
    json.add(object);
    tally.add(written.note);
  }
}

/** What is counted while the findings are written. */
class Tally {
  rows = 0;
  readonly tools = new Map<string, { rows: number; newestAt: string | null }>();
  readonly digest = new FindingsDigest();
  readonly #counts: Record<string, Record<string, number>> = {};

  add(note: FindingNote): void {
    this.rows += 1;
    this.digest.add(note.contentHash);
    this.#counts[note.severity] ??= {};
    const statuses = this.#counts[note.severity] ?? {};
    statuses[note.status] = (statuses[note.status] ?? 0) + 1;
    const tool = this.tools.get(note.source);
    if (!tool) this.tools.set(note.source, { rows: 1, newestAt: note.lastSeenAt });
    else {
      tool.rows += 1;
      if (tool.newestAt === null || note.lastSeenAt > tool.newestAt) tool.newestAt = note.lastSeenAt;
    }
  }

  facts(): Omit<FindingsFacts, "tools"> {
    return { rows: this.rows, digest: this.digest.digest(), counts: this.#counts };
  }
}

/**
 * The tools seen, by name: those with findings, and those whose import found nothing, because empty is not absent. An
 * import that only stored reports (Graph answers) is no tool of findings.
 */
async function withImportedTools(snapshot: Snapshot, seen: Tally["tools"]): Promise<FindingsFacts["tools"]> {
  const imported = await snapshot.query<{ tool: string; scannedAt: Date | null }>(
    `SELECT i.tool, max(i.scanned_at) AS "scannedAt" FROM imports i
     WHERE i.tenant_id = $1 AND i.status = 'completed' AND i.tool IS NOT NULL
       AND NOT EXISTS (SELECT FROM stored_reports r WHERE r.import_id = i.id AND r.type <> 'assessment.' || i.tool)
     GROUP BY i.tool`,
    [snapshot.claim.tenant.id],
  );
  const tools = new Map(seen);
  for (const { tool, scannedAt } of imported) {
    const known = tools.get(tool) ?? { rows: 0, newestAt: null };
    tools.set(tool, {
      rows: known.rows,
      newestAt: latest(known.newestAt, scannedAt?.toISOString() ?? null),
    });
  }
  return [...tools].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tool, seen]) => ({ tool, ...seen }));
}

function latest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
