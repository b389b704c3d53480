import { type CsvRow, checkColumns, readCsv } from "@/lib/imports/csv-reader";
import type { Importer } from "@/lib/imports/importer";
import { momentOfUnitedStates } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";

interface ListOfCells {
  format: string;
  type: string;
  part: string;
  label: string;
  /** Columns that this file has and no other. */
  marks: readonly string[];
  /** Column that says when the list was made. */
  date?: string;
}

const bytesMax = 64 * 1024 * 1024;

/** A CSV of M365-Assess that is a stored report: its rows as they came, all cells text (import-formats.md, 6). */
function listOfCells(list: ListOfCells): Importer {
  return {
    format: list.format,
    tool: "m365_assess",
    label: list.label,
    times: "undated",
    recognises: (sample) => sample.kind === "csv" && list.marks.every((name) => sample.header.includes(name)),
    async *read({ source, sample, timeZone }) {
      if (sample.kind !== "csv") return;
      checkColumns(sample.header, list.marks);
      const rows: CsvRow[] = [];
      let bytes = 0;
      for await (const row of readCsv(source, sample.delimiter)) {
        for (const [name, cell] of row.cells) bytes += name.length + cell.length;
        if (bytes > bytesMax)
          throw fileProblem(`The list is larger than ${bytesMax / 1024 ** 2} MiB (row ${row.row}).`);
        rows.push(row);
      }
      const dates = list.date ? datesOf(rows, list.date, timeZone) : [];
      const payload = rows.map(({ cells }) => Object.fromEntries(cells));
      const capturedAt = dates.length > 0 ? new Date(Math.max(...dates)) : null;
      yield {
        kind: "report",
        type: list.type,
        part: list.part,
        payload,
        rows: rows.length,
        isComplete: true,
        capturedAt,
      };
    },
  };
}

/** The dates of a column, in the tenant's time zone; one that cannot be read is as good as none. */
function datesOf(rows: readonly CsvRow[], column: string, timeZone: string): number[] {
  return rows.flatMap(({ cells }) => momentOfUnitedStates(cells.get(column) ?? "", timeZone)?.getTime() ?? []);
}

/** Who holds which directory role. */
export const m365AssessRoles = listOfCells({
  format: "m365-assess-roles",
  type: "entra_admin_roles",
  part: "adminRoles",
  label: "M365-Assess (Admin Roles, CSV)",
  marks: ["RoleName", "MemberDisplayName", "MemberUPN", "MemberType"],
});

/** The tenant's Secure Score. */
export const m365AssessScore = listOfCells({
  format: "m365-assess-score",
  type: "secure_score",
  part: "secureScore",
  label: "M365-Assess (Secure Score, CSV)",
  marks: ["CurrentScore", "MaxScore", "Percentage", "CreatedDateTime"],
  date: "CreatedDateTime",
});

/** What would raise the Secure Score. */
export const m365AssessActions = listOfCells({
  format: "m365-assess-actions",
  type: "secure_score",
  part: "improvementActions",
  label: "M365-Assess (Improvement Actions, CSV)",
  marks: ["ActionName", "ScoreImpact", "ImplementationStatus"],
});
