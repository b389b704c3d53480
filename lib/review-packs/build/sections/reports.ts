import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { reportEntryName } from "@/lib/archive/entry-names";
import type { ReportFacts, SectionFacts } from "@/lib/review-packs/build/collected";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { ReadingMaterial } from "@/lib/review-packs/build/report/material";
import { readForReport } from "@/lib/review-packs/build/report/read-stored";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { stageEntry } from "@/lib/review-packs/build/staging";
import { readToolScans, reportColumnsSql } from "@/lib/sources/read-sources";
import { type ReportRow, seenReport } from "@/lib/sources/seen-report";

/** reports/<type>.json: the payload as it was imported, whatever the source's own format is. Where it came from is in coverage.json. */
export const reportSchema = z.json();

/** The newest stored report of each type, its payload byte for byte as it was stored (RFC 8785). */
export async function collectReports(snapshot: Snapshot): Promise<SectionFacts> {
  const { redactor } = snapshot;
  const reports: ReportFacts[] = [];
  const entries = [];
  const readings: ReadingMaterial[] = [];
  for (const stored of await newestReports(snapshot)) {
    const report = redactor ? { ...stored, type: redactor.source(stored.type) } : stored;
    const entry = { path: reportEntryName(report.type), mediaType: "application/json", rows: report.rows };
    const source = redactor ? await redactedPayload(snapshot, stored) : payload(snapshot, stored.id);
    entries.push(await stageEntry(snapshot.folder, entry, source));
    reports.push(report);
    if (readings.length < reportLimits.reports) readings.push(await readForReport(snapshot, stored));
  }
  return { reports, entries, report: { readings, readingsLeftOut: reports.length - readings.length } };
}

async function newestReports({ query, claim, inputs }: Snapshot): Promise<ReportFacts[]> {
  const rows = await query<ReportRow & Pick<ReportFacts, "id" | "contentHash">>(
    `SELECT r.id::text AS id, r.content_hash AS "contentHash", ${reportColumnsSql}
     FROM (SELECT DISTINCT ON (type) * FROM stored_reports WHERE tenant_id = $1 ORDER BY type, captured_at DESC, id DESC) r`,
    [claim.tenant.id],
  );
  const scans = await readToolScans(query, claim.tenant.id);
  return rows
    .map((row) => {
      const { id, contentHash, isComplete } = row;
      const { source: type, refused, ...seen } = seenReport(row, { scans, notRead: inputs.notRead });
      return { type, id, source: row.source, contentHash, isComplete, ...seen, refused: [...refused] };
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** Canonical as the stored one is. It is taken whole into memory: openRedactor has refused one that is too large for that. */
async function redactedPayload({ query, redactor }: Snapshot, { id, type }: ReportFacts): Promise<string> {
  const [row] = await query<{ payload: unknown }>("SELECT payload FROM stored_reports WHERE id = $1", [id]);
  if (!row) throw new Error(`The stored report ${id} is gone within its own snapshot.`);
  return canonicalJson(redactor?.report(type, row.payload) ?? null);
}

// A report can be large; it is fetched in slices of this many characters.
const sliceChars = 2 * 1024 * 1024;

async function* payload(snapshot: Snapshot, reportId: string): AsyncGenerator<Uint8Array> {
  for (let from = 1; ; from += sliceChars) {
    const [row] = await snapshot.query<{ slice: string }>(
      "SELECT substring(payload::text FROM $2::int FOR $3::int) AS slice FROM stored_reports WHERE id = $1",
      [reportId, from, sliceChars],
    );
    if (!row) throw new Error(`The stored report ${reportId} is gone within its own snapshot.`);
    if (row.slice !== "") yield Buffer.from(row.slice, "utf8");
    // Characters outside the basic plane count as two here and as one there: only an empty slice is the end for sure.
    if (row.slice.length < sliceChars) return;
  }
}
