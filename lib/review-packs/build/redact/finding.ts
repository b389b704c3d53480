import { canonicalJson } from "@/lib/archive/canonical-json";
import { pseudonymisedFingerprint } from "@/lib/findings/pseudonymised";
import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { redactEvidence } from "@/lib/review-packs/build/redact/evidence";
import { isComplianceRef } from "@/lib/review-packs/build/redact/identifiers";
import type { Names } from "@/lib/review-packs/build/redact/names";

/**
 * A finding as it may stand in a pack without people's data. Every member is written here, so one that is added to the
 * findings does not get out before somebody has said how.
 */
export function redactFinding(names: Names, of: FindingValues): FindingValues {
  const own = names.ownOf(of);
  return {
    id: of.id,
    fingerprint: pseudonymisedFingerprint + names.pseudonyms.hash(of.fingerprint),
    source: names.source(of.source),
    scope: names.identifier("scope", of.scope),
    checkId: names.identifier("check", of.checkId),
    title: names.repeatedText(of.title, own),
    severity: of.severity,
    status: of.status,
    resourceType: names.word(of.resourceType),
    resourceId: own.resourceId,
    resourceName: own.resourceName,
    firstSeen: of.firstSeen,
    lastSeen: of.lastSeen,
    evidence: redactEvidence(names, of.evidence, own),
    remediation: names.repeatedText(of.remediation, own),
    compliance: names.once("compliance", of.compliance, complianceOf),
  };
}

/** The requirements that have the form of one: `CIS-6.0: 1.3.1`. */
function complianceOf(json: string): string {
  const refs = JSON.parse(json) as unknown;
  return canonicalJson(Array.isArray(refs) ? refs.filter(isComplianceRef) : []);
}
