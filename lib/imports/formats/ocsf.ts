import type { Severity } from "@/lib/findings/severity";
import { prowlerVerdict } from "@/lib/imports/formats/prowler";
import type { Sample, Verdict } from "@/lib/imports/importer";
import { fileProblem, shown } from "@/lib/imports/problem";
import { objectAt, severityOf, tenantIdAt, textAt } from "@/lib/imports/record";
import { toolOfProduct } from "@/lib/imports/tool-name";

/** Classes of OCSF, by their number: class_name is not written the same everywhere (import-formats.md, 4). */
export const detectionFinding = 2004;
export const complianceFinding = 2003;

/** Whether a value is a record of this class. Some tools write the number as text. */
export const isOfClass = (value: unknown, classUid: number) => textAt(objectAt(value).class_uid) === String(classUid);

/** Whether a file holds records of this class, of a product that the caller knows. */
export function holdsClass(sample: Sample, classUid: number, isProduct: (name: string) => boolean): boolean {
  return (
    sample.kind === "json" &&
    sample.shape !== "members" &&
    isOfClass(sample.first, classUid) &&
    isProduct(productName(sample.first))
  );
}

/** The name of the product that made a record; its uid or vendor when it has none; empty without any. */
export function productName(value: unknown): string {
  const product = objectAt(objectAt(objectAt(value).metadata).product);
  return (textAt(product.name) || textAt(product.uid) || textAt(product.vendor_name)).trim();
}

/** Our name for the product of a record. @throws {AppError} when it names none. */
export function toolOfRecord(record: Record<string, unknown>, where: string): string {
  const name = productName(record);
  if (name === "") throw fileProblem(`${where} has no metadata.product.name.`);
  return toolOfProduct(name);
}

/** The Entra tenant that a record names. */
export const tenantOfRecord = (record: Record<string, unknown>) =>
  tenantIdAt(objectAt(record.metadata).tenant_uid) ??
  tenantIdAt(objectAt(objectAt(record.cloud).org).uid) ??
  tenantIdAt(objectAt(objectAt(objectAt(record.unmapped).cloud).org).uid);

/** The version of the product that made a record. */
export const versionOfRecord = (record: Record<string, unknown>) =>
  textAt(objectAt(objectAt(record.metadata).product).version) || undefined;

/** The first of a list; Prowler's records have one resource each. */
export const firstOf = (list: unknown) => (Array.isArray(list) ? list[0] : list);

const severityByOcsfId: Readonly<Record<string, string>> = {
  // OCSF requires the number: a tool that does not know writes 0.
  0: "",
  1: "informational",
  2: "low",
  3: "medium",
  4: "high",
  5: "critical",
};

/** Our severity for a record. @throws {AppError} naming the value and the place. */
export function severityOfRecord(
  record: Record<string, unknown>,
  where: string,
): { severity: Severity; note?: string } {
  const id = record.severity_id;
  if (id === undefined || id === null) return severityOf(record.severity, where);
  const word = Object.hasOwn(severityByOcsfId, textAt(id)) ? severityByOcsfId[textAt(id)] : undefined;
  if (word === undefined)
    throw fileProblem(`${where} has the severity_id ${shown(id)}, which is not known. Known are 1 to 5.`);
  return severityOf(word, where);
}

const verdictByStatusId: Readonly<Record<string, Verdict>> = {
  0: "open",
  1: "open",
  2: "open",
  3: "accepted",
  4: "resolved",
  5: "resolved",
  6: "resolved",
};

const verdictByStatus: Readonly<Record<string, Verdict>> = {
  unknown: "open",
  new: "open",
  "in progress": "open",
  suppressed: "accepted",
  resolved: "resolved",
  archived: "resolved",
  deleted: "resolved",
};

const closeActivity = "3";
const resultCodes = new Set(["PASS", "FAIL", "MANUAL", "MUTED"]);

/** Whether a record was muted in its tool. */
export const isSuppressed = (record: Record<string, unknown>) =>
  textAt(record.status).toLowerCase() === "suppressed" || textAt(record.status_id) === "3";

/**
 * What a record says: a result that stands in status_code, else status_id as status says it (import-formats.md, 3). Without either a
 * finding is open, because it is there, unless it was closed.
 * @throws {AppError} naming the value and the place.
 */
export function verdictOfRecord(record: Record<string, unknown>, where: string): Verdict {
  const code = textAt(record.status_code).trim().toUpperCase();
  if (resultCodes.has(code)) return prowlerVerdict(code, isSuppressed(record), where);
  const [id, word] = [textAt(record.status_id), textAt(record.status).trim().toLowerCase()];
  if (id === "" && word === "") return textAt(record.activity_id) === closeActivity ? "resolved" : "open";
  // 99 is "other": then the word says it.
  const [table, key] = id === "" || id === "99" ? [verdictByStatus, word] : [verdictByStatusId, id];
  const verdict = Object.hasOwn(table, key) ? table[key] : undefined;
  if (verdict) return verdict;
  const said = id === "" ? `the status ${shown(record.status)}` : `the status_id ${shown(record.status_id)}`;
  const more = id === "99" ? ` (${shown(record.status)})` : "";
  throw fileProblem(
    `${where} has ${said}${more}, which is not known. Known are 1 to 6: New, In Progress, Suppressed, Resolved, Archived, Deleted.`,
  );
}
