import type { Verdict } from "@/lib/imports/importer";
import { fileProblem, shown } from "@/lib/imports/problem";

/** What Prowler's two formats have in common: the key, the scope and the words for a status. */
export interface ProwlerPlace {
  provider: string;
  account: string;
  service: string;
  region: string;
  checkId: string;
  resourceId: string;
  resourceName: string;
}

/** The key of a finding: not Prowler's own uid, which is built from the resource's name alone (import-formats.md, 1). */
export function prowlerKey(place: ProwlerPlace): string[] {
  return [place.provider, place.account, place.checkId, place.region, place.resourceId, place.resourceName];
}

/** What one scan covers: Prowler can be run for single accounts, regions and services. */
export function prowlerScope(place: ProwlerPlace): string {
  return ["prowler", place.provider, place.account, place.service, place.region]
    .map((part) => part.replaceAll("/", "%2F"))
    .join("/");
}

const verdicts: Readonly<Record<string, Verdict>> = {
  PASS: "passed",
  FAIL: "open",
  MANUAL: "not_assessed",
  MUTED: "accepted",
};

/** Our verdict for Prowler's status. A muted failure is accepted; a muted pass is a pass. @throws {AppError} naming value and place. */
export function prowlerVerdict(status: unknown, isMuted: boolean, where: string): Verdict {
  const word = typeof status === "string" ? status.trim().toUpperCase() : "";
  const verdict = Object.hasOwn(verdicts, word) ? verdicts[word] : undefined;
  if (!verdict)
    throw fileProblem(`${where} has the status ${shown(status)}, which is not known. Known are PASS, FAIL and MANUAL.`);
  return verdict === "open" && isMuted ? "accepted" : verdict;
}

/** The remediation as one text: what to do, and the pages that say how. */
export function prowlerRemediation(advice: string, links: readonly string[]): string {
  return [advice.trim(), ...links].filter((line) => line !== "").join("\n");
}

export const isLink = (text: string) => /^https?:\/\//i.test(text);

/** `framework: requirement` for each, sorted, each once. */
export function complianceRefs(frameworks: Iterable<readonly [string, readonly string[]]>): string[] {
  const refs = new Set<string>();
  for (const [framework, requirements] of frameworks)
    for (const requirement of requirements) refs.add(`${framework}: ${requirement}`);
  return [...refs].sort();
}
