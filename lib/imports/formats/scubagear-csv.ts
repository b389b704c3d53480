import { checkColumns, readCsv } from "@/lib/imports/csv-reader";
import { scubaFinding, unlessNone } from "@/lib/imports/formats/scubagear";
import type { Importer, Sample } from "@/lib/imports/importer";
import { filled } from "@/lib/imports/record";

const needed = ["Control ID", "Requirement", "Result", "Criticality", "Details"];
const known = new Set([
  ...needed,
  "OmittedEvaluationResult",
  "OmittedEvaluationDetails",
  "IncorrectResult",
  "IncorrectResultDetails",
  "OriginalResult",
  "OriginalDetails",
  "Comments",
  "ResolutionDate",
]);

/** What only the JSON says. */
const ofJson = ["group", "comments", "annotation", "scubagear"];

const holdsColumns = (sample: Sample, names: readonly string[]) =>
  sample.kind === "csv" && names.every((name) => sample.header.includes(name));

/** ScubaGear's ScubaResults.csv (import-formats.md, 5): no tenant and no date in it. */
export const scubagearCsv: Importer = {
  format: "scubagear-csv",
  tool: "scubagear",
  label: "ScubaGear (CSV)",
  times: "undated",
  keepsEvidence: [...ofJson, "plan"],
  recognises: (sample) => holdsColumns(sample, ["Control ID", "Requirement", "Result"]),
  async *read({ source, sample, capturedAt }) {
    if (sample.kind !== "csv") return;
    checkColumns(sample.header, needed);
    for await (const { row, line, cells } of readCsv(source, sample.delimiter)) {
      const cell = (name: string) => cells.get(name) ?? "";
      const control = {
        controlId: cell("Control ID"),
        requirement: cell("Requirement"),
        result: cell("Result"),
        criticality: cell("Criticality"),
        details: cell("Details"),
        tenantId: "",
        tenantName: "",
        reference: "",
        seenAt: capturedAt,
        more: {
          omitted: unlessNone(cell("OmittedEvaluationResult")),
          incorrectResult: unlessNone(cell("IncorrectResult")),
          resolutionDate: cell("ResolutionDate"),
          // What people filled in, in the columns of the action plan; the tool leaves one space there.
          plan: filled(
            Object.fromEntries(
              [...cells].filter(([name]) => !known.has(name)).map(([name, text]) => [name, text.trim()]),
            ),
          ),
        },
      };
      yield scubaFinding(control, row, `Row ${row} (line ${line})`);
    }
  },
};

/** ScubaGear's ActionPlan.csv: of ScubaResults.csv the failures alone, with columns in which people plan. It is no whole scan. */
export const scubagearActionPlan: Importer = {
  ...scubagearCsv,
  format: "scubagear-action-plan-csv",
  label: "ScubaGear (action plan, CSV)",
  holds: "excerpt",
  keepsEvidence: ofJson,
  recognises: (sample) => holdsColumns(sample, ["Control ID", "Result", "Non-Compliance Reason"]),
};
