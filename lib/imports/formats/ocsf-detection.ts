import {
  detectionFinding,
  firstOf,
  holdsClass,
  isOfClass,
  productName,
  severityOfRecord,
  tenantOfRecord,
  toolOfRecord,
  verdictOfRecord,
  versionOfRecord,
} from "@/lib/imports/formats/ocsf";
import { complianceRefs, isLink, prowlerRemediation } from "@/lib/imports/formats/prowler";
import type { ImportedFinding, Importer } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfEpoch, momentOfIso } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { filled, objectAt, required, textAt, textsAt, without } from "@/lib/imports/record";

/** OCSF Detection Findings of any product (import-formats.md, 3): a list, one object, or one object a line. */
export const ocsfDetection: Importer = {
  format: "ocsf-detection",
  tool: "ocsf",
  label: "OCSF Detection Finding (JSON)",
  times: "exact",
  holds: "events",
  recognises: (sample) => holdsClass(sample, detectionFinding, () => true),
  async *read({ source, sample }) {
    let row = 0;
    for await (const part of readJson(source, sample.kind === "json" ? sample.shape : "array")) {
      row++;
      const where = `Record ${row} (${part.path})`;
      if (!isOfClass(part.value, detectionFinding))
        throw fileProblem(`${where} is not a Detection Finding (class_uid 2004), as the first record is.`);
      yield toFinding(objectAt(part.value), row, where);
    }
  },
};

function toFinding(record: Record<string, unknown>, row: number, where: string): ImportedFinding {
  const info = objectAt(record.finding_info);
  const uid = required(info.uid, where, "finding_info.uid");
  const tool = toolOfRecord(record, where);
  const resource = objectAt(firstOf(record.resources) ?? record.resource);
  const { severity, note } = severityOfRecord(record, where);
  const checkId = checkOf(record) || uid;
  return {
    kind: "finding",
    about: { kind: "facts", toolVersion: versionOfRecord(record), entraTenantId: tenantOfRecord(record) },
    row,
    tool,
    key: [productName(record), uid],
    scope: `ocsf/${tool}`,
    checkId,
    title: textAt(info.title) || textAt(record.message) || checkId,
    severity,
    verdict: verdictOfRecord(record, where),
    resourceType: textAt(resource.type),
    resourceId: textAt(resource.uid),
    resourceName: textAt(resource.name),
    ...momentsOf(record, info, where),
    evidence: filled({
      detail: textAt(record.message) || textAt(record.status_detail),
      description: textAt(info.desc),
      risk: textAt(record.risk_details),
      uid,
      product: productName(record),
      status: textAt(record.status),
      severityNote: note,
      ...remediationCommands(record),
      ocsf: leftovers(record, resource),
    }),
    remediation: remediationOf(record),
    compliance: refsOf(record),
  };
}

/** Which rule found it. */
function checkOf(record: Record<string, unknown>): string {
  const info = objectAt(record.finding_info);
  const analytic = objectAt(info.analytic);
  return (
    textAt(analytic.uid) ||
    textAt(objectAt(record.metadata).event_code) ||
    textAt(analytic.name) ||
    (textsAt(info.types)[0] ?? "") ||
    textAt(info.title)
  );
}

/** finding_info says when it was first and last seen, where it says so; else the record's own time is both. */
function momentsOf(record: Record<string, unknown>, info: Record<string, unknown>, where: string) {
  const last = timeAt(info, "last_seen_time", where);
  const seenAt = last ?? timeAt(record, "time", where) ?? momentOfEpoch(record.time, where, "time");
  const first = timeAt(info, "first_seen_time", where);
  return first ? { seenAt, firstSeenAt: new Date(Math.min(first.getTime(), seenAt.getTime())) } : { seenAt };
}

/** A time as a number, or beside it as text with a zone. */
function timeAt(object: Record<string, unknown>, name: string, where: string): Date | undefined {
  const [number, text] = [object[name], object[`${name}_dt`]];
  if (number !== undefined && number !== null) return momentOfEpoch(number, where, name);
  return textAt(text) === "" ? undefined : momentOfIso(text, where, `${name}_dt`);
}

const referencesOf = (record: Record<string, unknown>) => textsAt(objectAt(record.remediation).references);

const remediationOf = (record: Record<string, unknown>) =>
  prowlerRemediation(textAt(objectAt(record.remediation).desc), referencesOf(record).filter(isLink));

const remediationCommands = (record: Record<string, unknown>) => ({
  remediationCommands: referencesOf(record).filter((reference) => !isLink(reference)),
});

/** Requirements as Prowler writes them, or as the class has them where its profile is used. */
function refsOf(record: Record<string, unknown>): string[] {
  const named = Object.entries(objectAt(objectAt(record.unmapped).compliance)).map(
    ([name, ids]) => [name, textsAt(ids)] as const,
  );
  const { standards, requirements } = objectAt(record.compliance);
  const own = textsAt(standards).map((name) => [name, textsAt(requirements)] as const);
  return complianceRefs([...named, ...own]);
}

// What differs each time that a finding is written: it would make every finding a changed one.
const times = "time time_dt start_time start_time_dt end_time end_time_dt timezone_offset duration";
const mapped = {
  record: new Set(
    (
      `${times} message metadata severity severity_id status status_id status_detail activity_id activity_name category_name category_uid ` +
      "class_name class_uid type_uid type_name finding_info resources resource remediation risk_details"
    ).split(" "),
  ),
  metadata: new Set(
    (
      "product version profiles tenant_uid event_code uid correlation_uid sequence logged_time logged_time_dt processed_time " +
      "processed_time_dt modified_time modified_time_dt original_time"
    ).split(" "),
  ),
  info: new Set(
    "uid title desc first_seen_time first_seen_time_dt last_seen_time last_seen_time_dt modified_time modified_time_dt".split(
      " ",
    ),
  ),
  resource: new Set(["uid", "name", "type"]),
  remediation: new Set(["desc", "references"]),
};

/** What we have no name for: kept as it came. */
function leftovers(record: Record<string, unknown>, resource: Record<string, unknown>): Record<string, unknown> {
  return filled({
    ...without(record, mapped.record),
    metadata: without(record.metadata, mapped.metadata),
    finding_info: without(record.finding_info, mapped.info),
    resource: without(resource, mapped.resource),
    resources: Array.isArray(record.resources) ? record.resources.slice(1) : [],
    remediation: without(record.remediation, mapped.remediation),
  });
}
