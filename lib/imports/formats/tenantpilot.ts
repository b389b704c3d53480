import { pseudonymisedFingerprint } from "@/lib/findings/pseudonymised";
import { findingStatuses, type Severity, severities } from "@/lib/findings/severity";
import type { ImportedFinding, Verdict } from "@/lib/imports/importer";
import { fileProblem, shown } from "@/lib/imports/problem";

/** The name that the packs give as the product of their findings. */
export const ownProduct = "TenantPilot";

/** A finding out of one of our packs, as its entries have it; nothing of it is trusted yet. */
export interface PackFinding {
  fingerprint: unknown;
  source: unknown;
  scope: unknown;
  checkId: unknown;
  title: unknown;
  severity: unknown;
  status: unknown;
  resourceType: unknown;
  resourceId: unknown;
  resourceName: unknown;
  firstSeenAt: Date;
  lastSeenAt: Date;
  evidence: unknown;
  remediation: unknown;
  compliance: unknown;
  /** Members that a later version of the packs may have. */
  more: Record<string, unknown>;
}

/** A finding of a pack as it was, so that nothing of it is lost. @throws {AppError} naming the place, and what was expected there. */
export function packFinding(found: PackFinding, row: number, where: string): ImportedFinding {
  const text = (name: keyof PackFinding, as: string) => textOf(found[name], where, as);
  const fingerprint = text("fingerprint", "fingerprint");
  if (fingerprint.startsWith(pseudonymisedFingerprint))
    throw fileProblem(
      `${where} is out of a pseudonymised review pack: its people and resources have pseudonyms, which are never imported over real names. Take the same file out of a pack with people's data.`,
    );
  if (!/^[0-9a-f]{64}$/.test(fingerprint))
    throw fileProblem(`${where} has the fingerprint ${shown(fingerprint)}, where 64 hexadecimal digits were expected.`);
  const tool = text("source", "source");
  if (!/^[a-z0-9_]{1,60}$/.test(tool))
    throw fileProblem(
      `${where} has the source ${shown(tool)}, where the name of a tool was expected, such as prowler.`,
    );
  const { firstSeenAt, lastSeenAt } = found;
  if (firstSeenAt > lastSeenAt) throw fileProblem(`${where} was first seen after it was last seen.`);
  return {
    kind: "finding",
    row,
    tool,
    fingerprint,
    key: [],
    scope: text("scope", "scope"),
    checkId: text("checkId", "check_id"),
    title: text("title", "title"),
    severity: oneOf<Severity>(severities, found.severity, where, "severity"),
    verdict: oneOf<Verdict & (typeof findingStatuses)[number]>(findingStatuses, found.status, where, "status"),
    resourceType: text("resourceType", "resource_type"),
    resourceId: text("resourceId", "resource_id"),
    resourceName: text("resourceName", "resource_name"),
    seenAt: lastSeenAt,
    firstSeenAt,
    evidence: evidenceOf(found, where),
    remediation: text("remediation", "remediation"),
    compliance: refsOf(found.compliance, where),
  };
}

function textOf(value: unknown, where: string, field: string): string {
  if (typeof value === "string") return value;
  throw fileProblem(`${where} has the ${field} ${shown(value)}, where a text was expected.`);
}

function oneOf<T extends string>(known: readonly T[], value: unknown, where: string, field: string): T {
  const found = known.find((one) => one === value);
  if (found) return found;
  throw fileProblem(`${where} has the ${field} ${shown(value)}, which is not known. Known are ${known.join(", ")}.`);
}

function evidenceOf({ evidence, more }: PackFinding, where: string): Record<string, unknown> {
  if (typeof evidence !== "object" || evidence === null || Array.isArray(evidence))
    throw fileProblem(`${where} has the evidence ${shown(evidence)}, where an object was expected.`);
  return Object.keys(more).length > 0 ? { ...evidence, tenantpilot: more } : (evidence as Record<string, unknown>);
}

function refsOf(value: unknown, where: string): string[] {
  if (Array.isArray(value) && value.every((ref) => typeof ref === "string")) return value;
  throw fileProblem(`${where} has the compliance ${shown(value)}, where a list of texts was expected.`);
}
