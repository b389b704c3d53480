import {
  complianceFinding,
  firstOf,
  holdsClass,
  isOfClass,
  isSuppressed,
  productName,
  severityOfRecord,
  tenantOfRecord,
  toolOfRecord,
  versionOfRecord,
} from "@/lib/imports/formats/ocsf";
import { complianceRefs, prowlerKey, prowlerScope } from "@/lib/imports/formats/prowler";
import type { ImportedFinding, Importer, Verdict } from "@/lib/imports/importer";
import { readJson } from "@/lib/imports/json-reader";
import { momentOfEpoch } from "@/lib/imports/moments";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, objectAt, required, textAt, textsAt, without } from "@/lib/imports/record";

/**
 * OCSF Compliance Findings (import-formats.md, 4): one record for each requirement that a check speaks to. They add the requirement to
 * the finding of that check and resource, and open it when there is none. Requirements that a person has to look at are not assessed.
 */
export const ocsfCompliance: Importer = {
  format: "ocsf-compliance",
  tool: "ocsf",
  label: "OCSF Compliance Finding (JSON)",
  times: "exact",
  holds: "references",
  recognises: (sample) => holdsClass(sample, complianceFinding, () => true),
  async *read({ source, sample }) {
    let row = 0;
    for await (const part of readJson(source, sample.kind === "json" ? sample.shape : "array")) {
      row++;
      const where = `Record ${row} (${part.path})`;
      if (!isOfClass(part.value, complianceFinding))
        throw fileProblem(`${where} is not a Compliance Finding (class_uid 2003), as the first record is.`);
      yield toFinding(objectAt(part.value), row, where);
    }
  },
};

function toFinding(record: Record<string, unknown>, row: number, where: string): ImportedFinding {
  const tool = toolOfRecord(record, where);
  const verdict = verdictOf(record, where);
  const refs = complianceRefs(requirementsOf(record));
  const { severity, note } = severityOfRecord(record, where);
  const info = objectAt(record.finding_info);
  const resource = objectAt(firstOf(record.resources) ?? record.resource);
  const place = placeOf(record, resource, { refs, where });
  const isManual = verdict === "not_assessed";
  return {
    kind: "finding",
    about: { kind: "facts", toolVersion: versionOfRecord(record), entraTenantId: tenantOfRecord(record) },
    row,
    tool,
    key: tool === "prowler" ? prowlerKey(place) : [tool, place.checkId, place.resourceId, place.resourceName],
    scope: isManual || tool !== "prowler" ? `compliance/${tool}` : prowlerScope(place),
    checkId: place.checkId,
    title: titleOf(record, place.checkId),
    severity,
    verdict,
    resourceType: textAt(resource.type),
    resourceId: place.resourceId,
    resourceName: place.resourceName,
    seenAt: momentOfEpoch(record.time, where, "time"),
    evidence: filled({
      detail: textAt(record.message) || textAt(record.status_detail),
      description: textAt(checkOf(record).desc) || textAt(info.desc),
      uid: textAt(info.uid),
      provider: place.provider,
      account: place.account,
      region: place.region,
      service: place.service,
      severityNote: note,
      ocsf: leftovers(record, resource),
    }),
    remediation: textAt(objectAt(record.remediation).desc),
    compliance: refs,
  };
}

/** The check behind a requirement: one in all records that are known. */
const checkOf = (record: Record<string, unknown>) => objectAt(firstOf(objectAt(record.compliance).checks));

/** `framework: requirement` for each standard; a record without a standard has its control stand in. */
function requirementsOf(record: Record<string, unknown>): (readonly [string, string[]])[] {
  const { standards, requirements, control } = objectAt(record.compliance);
  const names = textsAt(standards);
  const ids = textsAt(requirements);
  const of = ids.length > 0 ? ids : textsAt(control);
  return names.length > 0
    ? names.map((name) => [name, of] as const)
    : of.map((id) => [productName(record), [id]] as const);
}

const verdicts: Readonly<Record<string, Verdict>> = {
  PASS: "passed",
  PASSED: "passed",
  FAIL: "open",
  FAILED: "open",
  WARNING: "open",
  MANUAL: "not_assessed",
  NOT_AVAILABLE: "not_assessed",
};

const verdictByStatusId: Readonly<Record<string, Verdict>> = { 0: "not_assessed", 1: "passed", 2: "open", 3: "open" };

/** status_code says it, else the check, else the requirement's own status. @throws {AppError} naming the value and the place. */
function verdictOf(record: Record<string, unknown>, where: string): Verdict {
  const { status, status_id } = objectAt(record.compliance);
  const said = [textAt(record.status_code), textAt(checkOf(record).status), textAt(status)].find((text) => text !== "");
  const word = said?.trim().toUpperCase().replaceAll(" ", "_");
  const found = word === undefined ? ownOf(verdictByStatusId, textAt(status_id)) : ownOf(verdicts, word);
  if (found === undefined)
    throw fileProblem(
      `${where} has the status ${shown(said ?? status_id)}, which is not known. Known are PASS, FAIL, WARNING and MANUAL.`,
    );
  return found === "open" && isSuppressed(record) ? "accepted" : found;
}

const ownOf = (table: Readonly<Record<string, Verdict>>, key: string) =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function placeOf(
  record: Record<string, unknown>,
  resource: Record<string, unknown>,
  { refs, where }: { refs: string[]; where: string },
) {
  const unmapped = objectAt(record.unmapped);
  const cloud = objectAt(record.cloud ?? unmapped.cloud);
  const code = textAt(objectAt(record.metadata).event_code);
  // A requirement for people stands for itself: all of them have the same code.
  const named = code === "manual" ? "" : textAt(checkOf(record).uid) || code;
  const checkId = named || (refs[0] ?? "") || required(objectAt(record.finding_info).uid, where, "finding_info.uid");
  return {
    provider: textAt(cloud.provider),
    account: textAt(objectAt(cloud.account).uid),
    service: textAt(objectAt(resource.group).name) || (checkId.split("_", 1)[0] ?? checkId),
    region: textAt(resource.region) || textAt(cloud.region),
    checkId,
    resourceId: textAt(resource.uid),
    resourceName: textAt(resource.name),
  };
}

/** The check's own name; what the record is called is the requirement's. */
function titleOf(record: Record<string, unknown>, checkId: string): string {
  const { control } = objectAt(record.compliance);
  return textAt(checkOf(record).name) || textAt(control) || textAt(objectAt(record.finding_info).title) || checkId;
}

const mapped = {
  record: new Set(
    (
      "message metadata severity severity_id status status_id status_code status_detail activity_id activity_name category_name " +
      "category_uid class_name class_uid type_uid type_name finding_info resources resource remediation time time_dt compliance cloud unmapped"
    ).split(" "),
  ),
  resource: new Set(["uid", "name", "type", "region", "group"]),
  unmapped: new Set(["cloud", "requirement_attributes", "scan_id"]),
};

/** What we have no name for. What a single requirement says is left out: the finding may answer to several. */
function leftovers(record: Record<string, unknown>, resource: Record<string, unknown>): Record<string, unknown> {
  return filled({
    ...without(record, mapped.record),
    resource: without(resource, mapped.resource),
    unmapped: without(record.unmapped, mapped.unmapped),
  });
}
