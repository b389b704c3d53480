import type { Severity } from "@/lib/findings/severity";
import { type CsvRow, checkColumns, readCsv } from "@/lib/imports/csv-reader";
import type { FileFacts, ImportedFinding, Importer, Verdict } from "@/lib/imports/importer";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled } from "@/lib/imports/record";

const needed = ["Setting", "CurrentValue", "RecommendedValue", "Status", "CheckId"];

/** The checks of M365-Assess (import-formats.md, 6): one CSV for each of its collectors, without tenant, date and severity. */
export const m365Assess: Importer = {
  format: "m365-assess-csv",
  tool: "m365_assess",
  label: "M365-Assess (checks, CSV)",
  times: "undated",
  recognises: (sample) =>
    sample.kind === "csv" && needed.filter((name) => sample.header.includes(name)).length >= needed.length - 1,
  async *read({ source, sample, capturedAt }) {
    if (sample.kind !== "csv") return;
    checkColumns(sample.header, needed);
    for await (const row of readCsv(source, sample.delimiter)) yield toFinding(row, capturedAt);
  },
};

/** The tool gives no severity: what it thinks of a setting stands in for it (import-formats.md, rule). */
const results: Readonly<Record<string, { verdict: Verdict; severity: Severity }>> = {
  Pass: { verdict: "passed", severity: "informational" },
  Fail: { verdict: "open", severity: "medium" },
  Warning: { verdict: "open", severity: "low" },
  Review: { verdict: "open", severity: "informational" },
  Info: { verdict: "not_assessed", severity: "informational" },
};

function toFinding(row: CsvRow, seenAt: Date): ImportedFinding | FileFacts {
  const where = `Row ${row.row} (line ${row.line})`;
  const cell = (name: string) => (row.cells.get(name) ?? "").trim();
  const checkId = cell("CheckId") || [cell("Category"), cell("Setting")].filter((part) => part !== "").join(": ");
  if (checkId === "") throw fileProblem(`${where} has no CheckId.`);
  const result = Object.hasOwn(results, cell("Status")) ? results[cell("Status")] : undefined;
  if (!result)
    throw fileProblem(
      `${where} (${shown(checkId)}) has the status ${shown(cell("Status"))}, which is not known. Known are ${Object.keys(results).join(", ")}.`,
    );
  return {
    kind: "finding",
    row: row.row,
    key: [checkId],
    // A collector writes whole categories: a check that is gone from one of them was not looked at elsewhere.
    scope: ["m365_assess", checkId.split("-", 1)[0] ?? "", cell("Category")]
      .map((part) => part.replaceAll("/", "%2F"))
      .join("/"),
    checkId,
    title: cell("Setting") || checkId,
    ...result,
    resourceType: "tenant",
    resourceId: "",
    resourceName: "",
    seenAt,
    evidence: filled({
      setting: cell("Setting"),
      currentValue: cell("CurrentValue"),
      recommendedValue: cell("RecommendedValue"),
      category: cell("Category"),
      result: cell("Status"),
      m365Assess: leftovers(row),
    }),
    remediation: cell("Remediation"),
    compliance: [],
  };
}

const mapped = new Set([...needed, "Category", "Remediation"]);

const leftovers = (row: CsvRow) => filled(Object.fromEntries([...row.cells].filter(([name]) => !mapped.has(name))));
