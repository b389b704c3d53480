import { scubaFinding, toControl } from "@/lib/imports/formats/scubagear";
import { readSections } from "@/lib/imports/formats/scubagear-settings";
import type { Importer } from "@/lib/imports/importer";
import { readJson, readMembers } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { listAt, objectAt, tenantIdAt, textAt } from "@/lib/imports/record";
import type { ImportSource } from "@/lib/imports/source";

const resultBytesMax = 64 * 1024 * 1024;

/** ScubaGear's ScubaResults JSON (import-formats.md, 5): its results, and those of its raw settings that are stored reports. */
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
    const file = await readMembers(source, ["MetaData", "AnnotatedFailedPolicies"]);
    const meta = objectAt(file.MetaData);
    const tenantId = tenantIdAt(meta.TenantId);
    yield { kind: "facts", toolVersion: textAt(meta.ToolVersion) || undefined, entraTenantId: tenantId };
    const seenAt = momentOfIso(meta.TimestampZulu, "$.MetaData", "TimestampZulu");
    const tenant = { tenantId: tenantId ?? "", tenantName: textAt(meta.DisplayName), seenAt };
    const annotations = objectAt(file.AnnotatedFailedPolicies);
    let row = 0;
    for await (const { group, path } of readGroups(source)) {
      for (const [c, value] of listAt(group.Controls).entries()) {
        row++;
        const control = objectAt(value);
        const annotation = objectAt(annotations[textAt(control["Control ID"])]);
        const where = `Control ${row} (${path}.Controls[${c}])`;
        yield scubaFinding({ ...tenant, ...toControl(control, group, annotation) }, row, where);
      }
    }
    if (row === 0) throw fileProblem("$.Results is missing, or empty.");
    yield* readSections(source, "Raw", seenAt);
  },
};

/** The groups of controls of every product. */
async function* readGroups(source: ImportSource) {
  const skip = (name: string) => !name.startsWith("Results.");
  for await (const { value, path } of readJson(source, "members", { into: "Results", skip, bytesMax: resultBytesMax }))
    yield { group: objectAt(value), path };
}
