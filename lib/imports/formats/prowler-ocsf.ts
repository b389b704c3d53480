import {
  detectionFinding,
  firstOf,
  holdsClass,
  isOfClass,
  isSuppressed,
  productName,
  severityOfRecord,
  tenantOfRecord,
  versionOfRecord,
} from "@/lib/imports/formats/ocsf";
import {
  complianceRefs,
  isLink,
  type ProwlerPlace,
  prowlerKey,
  prowlerRemediation,
  prowlerScope,
  prowlerVerdict,
} from "@/lib/imports/formats/prowler";
import type { FileFacts, ImportedFinding, Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfEpoch } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { filled, objectAt, required, textAt, textsAt, without } from "@/lib/imports/record";

/** Prowler's OCSF JSON: Detection Findings (import-formats.md, 1). */
export const prowlerOcsf: Importer = {
  format: "prowler-ocsf",
  tool: "prowler",
  label: "Prowler (OCSF JSON)",
  times: "exact",
  keepsEvidence: ["csv", "remediationCode"],
  keepsFrameworks: true,
  recognises: (sample) => holdsClass(sample, detectionFinding, isProwler),
  async *read({ source, sample }) {
    let row = 0;
    for await (const part of readJson(source, sample.kind === "json" ? sample.shape : "array")) {
      row++;
      const place = `Record ${row} (${part.path})`;
      if (!isProwlerRecord(part.value))
        throw fileProblem(`${place} is not a Detection Finding of Prowler, as the first record is.`);
      yield toFinding(objectAt(part.value), row, place);
    }
  },
};

const isProwler = (name: string) => name === "Prowler";

const isProwlerRecord = (value: unknown) => isOfClass(value, detectionFinding) && isProwler(productName(value));

const factsOf = (record: Record<string, unknown>): FileFacts => ({
  kind: "facts",
  toolVersion: versionOfRecord(record),
  entraTenantId: tenantOfRecord(record),
});

function toFinding(record: Record<string, unknown>, row: number, where: string): ImportedFinding {
  const info = objectAt(record.finding_info);
  const unmapped = objectAt(record.unmapped);
  const resource = objectAt(firstOf(record.resources));
  const place = placeOf(record, resource, unmapped, where);
  const { severity, note } = severityOfRecord(record, where);
  const remediation = objectAt(record.remediation);
  const references = textsAt(remediation.references);
  const isMuted = isSuppressed(record);
  return {
    kind: "finding",
    about: factsOf(record),
    row,
    key: prowlerKey(place),
    scope: prowlerScope(place),
    checkId: place.checkId,
    title: textAt(info.title) || place.checkId,
    severity,
    verdict: prowlerVerdict(record.status_code, isMuted, where),
    resourceType: textAt(resource.type),
    resourceId: place.resourceId,
    resourceName: place.resourceName,
    seenAt: momentOfEpoch(record.time, where, "time"),
    evidence: filled({
      detail: textAt(record.message) || textAt(record.status_detail),
      description: textAt(info.desc),
      risk: textAt(record.risk_details),
      uid: textAt(info.uid),
      provider: place.provider,
      account: place.account,
      region: place.region,
      service: place.service,
      categories: textsAt(unmapped.categories),
      notes: textAt(unmapped.notes),
      relatedUrl: textAt(unmapped.related_url),
      additionalUrls: textsAt(unmapped.additional_urls),
      resourceDetails: textAt(objectAt(resource.data).details),
      mutedByTool: isMuted,
      severityNote: note,
      remediationCommands: references.filter((reference) => !isLink(reference)),
      ocsf: leftovers(record, resource),
    }),
    remediation: prowlerRemediation(textAt(remediation.desc), references.filter(isLink)),
    compliance: complianceRefs(
      Object.entries(objectAt(unmapped.compliance)).map(([name, ids]) => [name, textsAt(ids)] as const),
    ),
  };
}

function placeOf(
  record: Record<string, unknown>,
  resource: Record<string, unknown>,
  unmapped: Record<string, unknown>,
  where: string,
): ProwlerPlace {
  const cloud = objectAt(record.cloud);
  const checkId = required(objectAt(record.metadata).event_code, where, "metadata.event_code");
  return {
    provider: textAt(cloud.provider) || textAt(unmapped.provider),
    account: textAt(objectAt(cloud.account).uid) || textAt(unmapped.provider_uid),
    service: textAt(objectAt(resource.group).name) || (checkId.split("_", 1)[0] ?? checkId),
    region: textAt(resource.region) || textAt(cloud.region),
    checkId,
    resourceId: textAt(resource.uid),
    resourceName: textAt(resource.name),
  };
}

const mapped = {
  record: new Set(
    (
      "message metadata severity severity_id status status_code status_detail status_id unmapped activity_name activity_id finding_info " +
      "resources category_name category_uid class_name class_uid cloud remediation risk_details time time_dt type_uid type_name"
    ).split(" "),
  ),
  metadata: new Set(["event_code", "product", "profiles", "tenant_uid", "version"]),
  // scan_id, created_time and time_dt differ in every scan: they would make every finding a changed one.
  unmapped: new Set([
    "compliance",
    "categories",
    "notes",
    "related_url",
    "additional_urls",
    "scan_id",
    "provider",
    "provider_uid",
  ]),
  info: new Set(["uid", "title", "desc", "created_time", "created_time_dt", "analytic"]),
  resource: new Set(["uid", "name", "type", "region", "group", "data"]),
  cloud: new Set(["provider", "region"]),
  remediation: new Set(["desc", "references"]),
  data: new Set(["details"]),
  none: new Set<string>(),
};

/** What we have no name for: kept as it came, so that nothing of the file is lost (imports.md, Bad input). */
function leftovers(record: Record<string, unknown>, resource: Record<string, unknown>): Record<string, unknown> {
  const others = Array.isArray(record.resources) ? record.resources.slice(1) : [];
  return filled({
    ...without(record, mapped.record),
    metadata: without(record.metadata, mapped.metadata),
    unmapped: without(record.unmapped, mapped.unmapped),
    finding_info: without(record.finding_info, mapped.info),
    resource: without(resource, mapped.resource),
    data: without(resource.data, mapped.data),
    resources: others,
    cloud: without(record.cloud, mapped.cloud),
    remediation: without(record.remediation, mapped.remediation),
  });
}
