import { scubaFinding, unlessNone } from "@/lib/imports/formats/scubagear";
import type { Imported, Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { filled, listAt, objectAt, tenantIdAt, textAt, textsAt, without } from "@/lib/imports/record";

const resultBytesMax = 64 * 1024 * 1024;

/** ScubaGear's ScubaResults JSON (import-formats.md, 5). The raw settings in it are passed over. */
export const scubagearJson: Importer = {
  format: "scubagear-json",
  tool: "scubagear",
  label: "ScubaGear (ScubaResults JSON)",
  times: "exact",
  keepsEvidence: ["plan"],
  recognises: (sample) =>
    sample.kind === "json" &&
    sample.shape === "members" &&
    objectAt(sample.members.get("MetaData")).Tool === "ScubaGear",
  async *read({ source }) {
    const file: Record<string, unknown> = {};
    for await (const part of readJson(source, "members", {
      skip: (name) => name === "Raw",
      bytesMax: resultBytesMax,
    })) {
      if (part.member !== null && part.index === null) file[part.member] = part.value;
    }
    if (Object.keys(objectAt(file.Results)).length === 0) throw fileProblem("$.Results is missing, or empty.");
    yield* toImported(file);
  },
};

function* toImported(file: Record<string, unknown>): Generator<Imported> {
  const meta = objectAt(file.MetaData);
  const tenantId = tenantIdAt(meta.TenantId);
  yield { kind: "facts", toolVersion: textAt(meta.ToolVersion) || undefined, entraTenantId: tenantId };
  const seenAt = momentOfIso(meta.TimestampZulu, "$.MetaData", "TimestampZulu");
  const annotations = objectAt(file.AnnotatedFailedPolicies);
  const tenant = { tenantId: tenantId ?? "", tenantName: textAt(meta.DisplayName), seenAt };
  let row = 0;
  for (const [product, groups] of Object.entries(objectAt(file.Results))) {
    for (const [g, group] of listAt(groups).entries()) {
      for (const [c, value] of listAt(objectAt(group).Controls).entries()) {
        row++;
        const control = objectAt(value);
        const annotation = objectAt(annotations[textAt(control["Control ID"])]);
        const where = `Control ${row} ($.Results.${product}[${g}].Controls[${c}])`;
        yield scubaFinding({ ...tenant, ...toControl(control, objectAt(group), annotation) }, row, where);
      }
    }
  }
}

function toControl(
  control: Record<string, unknown>,
  group: Record<string, unknown>,
  annotation: Record<string, unknown>,
) {
  return {
    controlId: textAt(control["Control ID"]),
    requirement: textAt(control.Requirement),
    result: textAt(control.Result),
    criticality: textAt(control.Criticality),
    details: textAt(control.Details),
    reference: textAt(group.GroupReferenceURL),
    more: {
      group: textAt(group.GroupName),
      comments: textsAt(control.Comments),
      omitted: unlessNone(textAt(control.OmittedEvaluationResult)),
      incorrectResult: unlessNone(textAt(control.IncorrectResult)),
      resolutionDate: textAt(control.ResolutionDate),
      // A comment alone does not accept.
      annotation: filled({ comment: textAt(annotation.Comment), remediationDate: textAt(annotation.RemediationDate) }),
      scubagear: without(control, known),
    },
  };
}

const known = new Set([
  "Control ID",
  "Requirement",
  "Result",
  "Criticality",
  "Details",
  "OmittedEvaluationResult",
  "OmittedEvaluationDetails",
  "IncorrectResult",
  "IncorrectResultDetails",
  "OriginalResult",
  "OriginalDetails",
  "Comments",
  "ResolutionDate",
]);
