import { z } from "zod";
import { reportEntryName } from "@/lib/archive/entry-names";
import type { ReportFacts, SectionFacts } from "@/lib/review-packs/build/collected";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import { stageEntry } from "@/lib/review-packs/build/staging";

/** reports/<type>.json: the payload as it was imported, whatever the source's own format is. Where it came from is in coverage.json. */
export const reportSchema = z.json();

/** The newest stored report of each type, its payload byte for byte as it was stored (RFC 8785). */
export async function collectReports(snapshot: Snapshot): Promise<SectionFacts> {
  const reports = await newestReports(snapshot);
  const entries = [];
  for (const report of reports) {
    const entry = { path: reportEntryName(report.type), mediaType: "application/json", rows: report.rows };
    entries.push(await stageEntry(snapshot.folder, entry, payload(snapshot, report.id)));
  }
  return { reports, entries };
}

async function newestReports(snapshot: Snapshot): Promise<ReportFacts[]> {
  const rows = await snapshot.query<Omit<ReportFacts, "capturedAt"> & { capturedAt: Date }>(
    `SELECT DISTINCT ON (type) type, id::text AS id, source, row_count AS rows, content_hash AS "contentHash", captured_at AS "capturedAt",
       is_captured_at_assumed AS "isCapturedAtAssumed", is_complete AS "isComplete"
     FROM stored_reports WHERE tenant_id = $1 ORDER BY type, captured_at DESC, id DESC`,
    [snapshot.claim.tenant.id],
  );
  return rows
    .map((row) => ({ ...row, capturedAt: row.capturedAt.toISOString() }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
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
