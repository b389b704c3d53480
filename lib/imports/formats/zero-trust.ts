import { splitRemediation } from "@/lib/imports/formats/markdown";
import type { ImportedFinding, Importer, Sample, Verdict } from "@/lib/imports/importer";
import { readJson, readMembers } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem, shown } from "@/lib/imports/problem";
import {
  filled,
  listAt,
  objectAt,
  required,
  severityOf,
  tenantIdAt,
  textAt,
  textsAt,
  without,
} from "@/lib/imports/record";

/** Microsoft's Zero Trust Assessment (import-formats.md, 6). */
export const zeroTrust: Importer = {
  format: "zero-trust-assessment-json",
  tool: "zero_trust_assessment",
  label: "Zero Trust Assessment (JSON)",
  times: "exact",
  recognises,
  async *read({ source }) {
    const facts = await readMembers(source, ["ExecutedAt", "TenantId", "TenantName", "CurrentVersion", "IsDemo"]);
    const run: Run = {
      tenantId: tenantIdAt(facts.TenantId) ?? "",
      tenantName: textAt(facts.TenantName),
      seenAt: momentOfIso(facts.ExecutedAt, "$", "ExecutedAt"),
      isDemo: textAt(facts.IsDemo).toLowerCase() === "true",
    };
    yield {
      kind: "facts",
      toolVersion: textAt(facts.CurrentVersion) || undefined,
      entraTenantId: run.tenantId || undefined,
    };
    let row = 0;
    for await (const part of readJson(source, "members", { skip: (name) => name !== "Tests" })) {
      row++;
      yield toFinding(objectAt(part.value), run, { row, where: `Test ${row} (${part.path})` });
    }
    if (row === 0) throw fileProblem("$.Tests is missing, or empty.");
  },
};

interface Run {
  tenantId: string;
  tenantName: string;
  seenAt: Date;
  /** The report says of itself that its data is a demonstration; `"true"` is a text there. */
  isDemo: boolean;
}

function recognises(sample: Sample): boolean {
  if (sample.kind !== "json" || sample.shape !== "members") return false;
  const { members } = sample;
  const hasTests = "TestId" in objectAt(listAt(members.get("Tests"))[0]);
  return members.has("TestResultSummary") && (hasTests || sample.isWhole);
}

const verdicts: Readonly<Record<string, Verdict>> = {
  Passed: "passed",
  Failed: "open",
  Investigate: "open",
  Skipped: "not_assessed",
  Planned: "not_assessed",
  Error: "not_assessed",
};

function toFinding(
  test: Record<string, unknown>,
  run: Run,
  { row, where }: { row: number; where: string },
): ImportedFinding {
  // 263 of 295 ids are texts, the others numbers.
  const id = required(test.TestId, where, "TestId").trim();
  const status = textAt(test.TestStatus);
  const verdict = Object.hasOwn(verdicts, status) ? verdicts[status] : undefined;
  if (!verdict)
    throw fileProblem(`${where} (${shown(id)}) has the TestStatus ${shown(test.TestStatus)}, which is not known.`);
  const { severity, note } = severityOf(test.TestRisk, `${where} (${shown(id)})`);
  const { description, remediation } = splitRemediation(textAt(test.TestDescription));
  const pillar = textAt(test.TestPillar);
  return {
    kind: "finding",
    row,
    key: [id],
    scope: `zero_trust_assessment/${pillar.replaceAll("/", "%2F")}`,
    checkId: id,
    title: textAt(test.TestTitle).trim() || id,
    severity,
    verdict,
    resourceType: "tenant",
    resourceId: run.tenantId,
    resourceName: run.tenantName,
    seenAt: run.seenAt,
    evidence: filled({
      detail: textAt(test.TestResult).trim(),
      description,
      result: status,
      pillar,
      category: textAt(test.TestCategory),
      sfiPillar: textAt(test.TestSfiPillar),
      impact: textAt(test.TestImpact),
      implementationCost: textAt(test.TestImplementationCost),
      // A list, one text, or null; the same for the next two.
      minimumLicense: textsAt(test.TestMinimumLicense),
      appliesTo: textsAt(test.TestAppliesTo),
      tags: textsAt(test.TestTags),
      demo: run.isDemo ? "The report says that its data is a demonstration." : "",
      severityNote: note,
      zeroTrust: without(test, mapped),
    }),
    remediation,
    compliance: [],
  };
}

const mapped = new Set(
  (
    "TestId TestTitle TestRisk TestStatus TestPillar TestCategory TestSfiPillar TestImpact TestImplementationCost TestMinimumLicense " +
    "TestAppliesTo TestTags TestResult TestDescription TestSkipped SkippedReason"
  ).split(" "),
);
