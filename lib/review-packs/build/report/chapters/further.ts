import { reportLabel } from "@/lib/reports/report-label";
import type { Chapter } from "@/lib/review-packs/build/report/document";
import { type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { day, number, plain } from "@/lib/review-packs/build/report/words";

/** Stored reports that are in the pack and that this report has no tables for. */
export function furtherChapter(input: ReportInput): Chapter | null {
  const readings = readingsOf(input, "named");
  const left = input.material.readingsLeftOut;
  if (readings.length === 0) return null;
  return {
    id: "further",
    title: "Further reports in the pack",
    blocks: [
      { kind: "text", text: "These are in the pack in full, and not shown here." },
      {
        kind: "table",
        table: {
          caption: "Further reports",
          columns: [
            { name: "Report", share: 36 },
            { name: "Rows", share: 12, isNumber: true },
            { name: "Of", share: 20 },
            { name: "File in the pack", share: 32 },
          ],
          rows: readings.map(({ type, rows, capturedAt, content }) => [
            {
              text: plain(reportLabel(type)),
              ...(content.isTooLarge ? { detail: "Too large to be shown here" } : {}),
            },
            { text: number(rows) },
            { text: day(capturedAt) },
            { text: `reports/${plain(type)}.json` },
          ]),
          more: left > 0 ? `And ${number(left)} more: see coverage.json.` : "",
        },
      },
    ],
  };
}
