import { detailsAsText, scubaFinding, toControl } from "@/lib/imports/formats/scubagear";
import type { Imported, Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfNamedZone } from "@/lib/imports/moments";
import { listAt, objectAt, textAt } from "@/lib/imports/record";

const reportBytesMax = 64 * 1024 * 1024;

/**
 * ScubaGear's report of one product, AADReport.json and its like (import-formats.md, 5): the same controls as in ScubaResults, with HTML in
 * their details, a time to the second and no tenant id.
 */
export const scubagearReport: Importer = {
  format: "scubagear-report",
  tool: "scubagear",
  label: "ScubaGear (report of one product, JSON)",
  times: "zone_assumed",
  keepsEvidence: ["plan"],
  recognises: (sample) =>
    sample.kind === "json" &&
    (sample.shape === "members" ? marks.every((name) => sample.members.has(name)) : isReport(sample.first)),
  async *read({ source, timeZone }) {
    for await (const { value } of readJson(source, "lines", { bytesMax: reportBytesMax }))
      for (const [i, report] of listAt(value).entries()) yield* toImported(objectAt(report), i, timeZone);
  },
};

const marks = ["ReportSummary", "Results", "MetaData"];
const isReport = (value: unknown) => marks.every((name) => name in objectAt(value));

function* toImported(report: Record<string, unknown>, index: number, timeZone: string): Generator<Imported> {
  const meta = objectAt(report.MetaData);
  const summary = objectAt(report.ReportSummary);
  yield { kind: "facts", toolVersion: textAt(meta["Module Version"]) || undefined };
  const date = meta["Report Date"] ?? summary.Date;
  const tenant = {
    tenantId: "",
    tenantName: textAt(meta["Tenant Display Name"]),
    seenAt: momentOfNamedZone(date, timeZone, `$[${index}].MetaData`, "Report Date"),
  };
  const annotations = objectAt(summary.AnnotatedFailedPolicies);
  let row = 0;
  for (const [g, group] of listAt(report.Results).entries()) {
    for (const [c, value] of listAt(objectAt(group).Controls).entries()) {
      row++;
      const control = objectAt(value);
      const where = `Control ${row} ($[${index}].Results[${g}].Controls[${c}])`;
      const annotation = objectAt(annotations[textAt(control["Control ID"])]);
      const read = toControl(control, objectAt(group), annotation);
      yield scubaFinding({ ...tenant, ...read, details: detailsAsText(read.details) }, row, where);
    }
  }
}
