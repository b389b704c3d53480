import { detectionFinding, firstOf, holdsClass, isOfClass, productName } from "@/lib/imports/formats/ocsf";
import { ownProduct, packFinding } from "@/lib/imports/formats/tenantpilot";
import type { Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfEpoch } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { filled, objectAt, textAt, without } from "@/lib/imports/record";

const isOwn = (name: string) => name === ownProduct;

/** findings.ocsf.json of a review pack, back in: what OCSF has no place for is in `unmapped` (docs/pack.md). */
export const tenantpilotOcsf: Importer = {
  format: "tenantpilot-ocsf",
  tool: "tenantpilot",
  label: "TenantPilot findings.ocsf.json",
  times: "exact",
  holds: "copy",
  recognises: (sample) => holdsClass(sample, detectionFinding, isOwn),
  async *read({ source, sample }) {
    let row = 0;
    for await (const part of readJson(source, sample.kind === "json" ? sample.shape : "array")) {
      row++;
      const where = `Finding ${row} (${part.path})`;
      if (!isOfClass(part.value, detectionFinding) || !isOwn(productName(part.value)))
        throw fileProblem(`${where} is not a Detection Finding of ${ownProduct}, as the first one is.`);
      yield toFinding(objectAt(part.value), row, where);
    }
  },
};

const statusById: Readonly<Record<string, string>> = { 1: "open", 3: "accepted", 4: "resolved" };

function toFinding(record: Record<string, unknown>, row: number, where: string) {
  const info = objectAt(record.finding_info);
  const resource = objectAt(firstOf(record.resources));
  const unmapped = objectAt(record.unmapped);
  const found = {
    fingerprint: info.uid,
    source: firstOf(info.data_sources),
    scope: unmapped.scope,
    checkId: objectAt(info.analytic).uid,
    title: info.title,
    severity: textAt(record.severity).toLowerCase(),
    status: statusById[textAt(record.status_id)] ?? record.status_id,
    resourceType: resource.type,
    resourceId: resource.uid,
    resourceName: resource.name,
    firstSeenAt: momentOfEpoch(info.first_seen_time, where, "finding_info.first_seen_time"),
    lastSeenAt: momentOfEpoch(info.last_seen_time, where, "finding_info.last_seen_time"),
    evidence: unmapped.evidence,
    remediation: objectAt(record.remediation).desc,
    compliance: unmapped.compliance,
    more: filled({ ...without(record, mapped.record), unmapped: without(unmapped, mapped.unmapped) }),
  };
  return packFinding(found, row, where);
}

const mapped = {
  record: new Set(
    (
      "activity_id category_uid class_uid finding_info metadata remediation resources severity severity_id status status_id time " +
      "type_uid unmapped"
    ).split(" "),
  ),
  unmapped: new Set(["compliance", "evidence", "id", "scope"]),
};
