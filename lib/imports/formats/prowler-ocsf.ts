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
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, objectAt, required, severityOf, tenantIdAt, textAt, textsAt, without } from "@/lib/imports/record";

const detectionFinding = 2004;

/** Prowler's OCSF JSON: Detection Findings (import-formats.md, 1). */
export const prowlerOcsf: Importer = {
  format: "prowler-ocsf",
  tool: "prowler",
  label: "Prowler (OCSF JSON)",
  times: "exact",
  keepsEvidence: ["csv", "remediationCode"],
  recognises: (sample) => sample.kind === "json" && sample.shape !== "members" && isProwlerRecord(sample.first),
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

function isProwlerRecord(value: unknown): boolean {
  const record = objectAt(value);
  return record.class_uid === detectionFinding && objectAt(objectAt(record.metadata).product).name === "Prowler";
}

function factsOf(record: Record<string, unknown>): FileFacts {
  const metadata = objectAt(record.metadata);
  return {
    kind: "facts",
    toolVersion: textAt(objectAt(metadata.product).version) || undefined,
    entraTenantId: tenantIdAt(metadata.tenant_uid) ?? tenantIdAt(objectAt(objectAt(record.cloud).org).uid),
  };
}

function toFinding(record: Record<string, unknown>, row: number, where: string): ImportedFinding {
  const info = objectAt(record.finding_info);
  const unmapped = objectAt(record.unmapped);
  const resource = objectAt(firstOf(record.resources));
  const place = placeOf(record, resource, unmapped, where);
  const { severity, note } = severityFrom(record, where);
  const remediation = objectAt(record.remediation);
  const references = textsAt(remediation.references);
  const isMuted = textAt(record.status).toLowerCase() === "suppressed" || record.status_id === 3;
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

/** The first of a list; every record has one resource. */
const firstOf = (resources: unknown) => (Array.isArray(resources) ? resources[0] : resources);

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

const severityByOcsfId: Readonly<Record<number, string>> = {
  1: "informational",
  2: "low",
  3: "medium",
  4: "high",
  5: "critical",
};

function severityFrom(record: Record<string, unknown>, where: string) {
  const id = record.severity_id;
  if (id === undefined || id === null) return severityOf(record.severity, where);
  const word = typeof id === "number" && Object.hasOwn(severityByOcsfId, id) ? severityByOcsfId[id] : undefined;
  if (!word) throw fileProblem(`${where} has the severity_id ${shown(id)}, which is not known. Known are 1 to 5.`);
  return severityOf(word, where);
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
