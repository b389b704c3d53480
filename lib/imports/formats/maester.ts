import { withoutLocalPaths, withoutLocalPathsIn } from "@/lib/imports/formats/local-paths";
import { splitRemediation } from "@/lib/imports/formats/markdown";
import { complianceRefs, prowlerRemediation } from "@/lib/imports/formats/prowler";
import type { ImportedFinding, Importer, Sample, Verdict } from "@/lib/imports/importer";
import { readJson, readMembers } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, listAt, objectAt, severityOf, tenantIdAt, textAt, textsAt, without } from "@/lib/imports/record";

/**
 * Maester's JSON results (import-formats.md, 6). Who ran it and where is not taken: SystemInfo, MgContext, Account, TenantLogos and the
 * other members beside Tests are never read, and local paths are cut out of every text.
 */
export const maester: Importer = {
  format: "maester-json",
  tool: "maester",
  label: "Maester (JSON)",
  times: "exact",
  recognises,
  async *read({ source }) {
    const facts = await readMembers(source, ["ExecutedAt", "TenantId", "TenantName", "CurrentVersion"]);
    const run: Run = {
      tenantId: tenantIdAt(facts.TenantId) ?? "",
      tenantName: tenantIdAt(facts.TenantId) ? textAt(facts.TenantName) : "",
      seenAt: momentOfIso(facts.ExecutedAt, "$", "ExecutedAt"),
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
  /** Empty when Maester was not connected to Graph. */
  tenantId: string;
  tenantName: string;
  seenAt: Date;
}

function recognises(sample: Sample): boolean {
  if (sample.kind !== "json" || sample.shape !== "members") return false;
  const { members } = sample;
  if (!members.has("ExecutedAt") || !members.has("TotalCount")) return false;
  const first = objectAt(listAt(members.get("Tests"))[0]);
  if ("Result" in first && "Name" in first && !("TestId" in first)) return true;
  return sample.isWhole && members.has("PassedCount") && members.has("FailedCount") && members.has("SkippedCount");
}

const verdicts: Readonly<Record<string, Verdict>> = {
  Passed: "passed",
  Failed: "open",
  Investigate: "open",
  Skipped: "not_assessed",
  NotRun: "not_assessed",
  Error: "not_assessed",
};

function toFinding(
  test: Record<string, unknown>,
  run: Run,
  { row, where }: { row: number; where: string },
): ImportedFinding {
  const { id, title } = nameOf(test, where);
  const verdict = Object.hasOwn(verdicts, textAt(test.Result)) ? verdicts[textAt(test.Result)] : undefined;
  if (!verdict) throw fileProblem(`${where} (${shown(id)}) has the result ${shown(test.Result)}, which is not known.`);
  const detail = objectAt(test.ResultDetail);
  const { severity, note } = severityOf(severityWord(test, detail), `${where} (${shown(id)})`);
  const { description, remediation } = splitRemediation(withoutLocalPaths(textAt(detail.TestDescription)));
  const tags = textsAt(test.Tag);
  const block = textAt(test.Block);
  return {
    kind: "finding",
    row,
    key: [id],
    scope: `maester/${block.replaceAll("/", "%2F")}`,
    checkId: id,
    title,
    severity,
    verdict,
    resourceType: "tenant",
    resourceId: run.tenantId,
    resourceName: run.tenantName,
    seenAt: run.seenAt,
    evidence: filled({
      detail: withoutLocalPaths(textAt(detail.TestResult)).trim(),
      message: messageOf(test),
      description,
      result: textAt(test.Result),
      block,
      service: textAt(detail.Service),
      tags,
      severityNote: note,
      maester: leftovers(test, detail),
    }),
    remediation: prowlerRemediation(remediation, textsAt(test.HelpUrl)),
    compliance: refsOf(tags),
  };
}

/** Older versions have no Id and no Title: the name is "Id: Title", or stands for both. */
function nameOf(test: Record<string, unknown>, where: string): { id: string; title: string } {
  const name = (textAt(test.Name) || textAt(objectAt(test.ResultDetail).TestTitle)).split(" See https://", 1)[0] ?? "";
  const at = name.indexOf(":");
  const [head, tail] = at > 0 ? [name.slice(0, at), name.slice(at + 1)] : [name, name];
  const id = textAt(test.Id).trim() || head.trim();
  if (id === "") throw fileProblem(`${where} has no Id and no Name.`);
  return { id, title: withoutLocalPaths(textAt(test.Title).trim() || tail.trim() || id) };
}

/** What stands on top wins; Maester says Info for informational. */
function severityWord(test: Record<string, unknown>, detail: Record<string, unknown>): string {
  const word = textAt(test.Severity) || textAt(detail.Severity);
  return word.trim().toLowerCase() === "info" ? "informational" : word;
}

/** What the test itself said: the only words of a failure that has no details. */
function messageOf(test: Record<string, unknown>): string {
  const messages = listAt(test.ErrorRecord).map((record) =>
    typeof record === "string" ? record : textAt(objectAt(objectAt(record).Exception).Message),
  );
  return withoutLocalPaths(messages.filter((message) => message !== "").join("\n"));
}

/**
 * Tags that name a requirement of a framework which is a tag too: `EIDSCA.AP01` beside `EIDSCA`. Of CIS the benchmark and its version
 * are a tag of their own: `CIS M365 v5.0.0` and `CIS.M365.1.1.1`.
 */
function refsOf(tags: readonly string[]): string[] {
  const all = new Set(tags);
  const benchmark = tags.find((tag) => /^CIS M365 v\d/.test(tag));
  return complianceRefs(
    tags.flatMap((tag): (readonly [string, string[]])[] => {
      const cis = /^CIS\.M365\.(.+)$/.exec(tag);
      if (cis) return [[benchmark ?? "CIS M365", [cis[1] ?? ""]]];
      const at = tag.indexOf(".");
      const family = tag.slice(0, Math.max(0, at));
      return at > 0 && all.has(family) ? [[family, [tag.slice(at + 1)]]] : [];
    }),
  );
}

const mapped = {
  test: new Set(
    "Index Id Title Name HelpUrl Severity Tag Result ScriptBlock ScriptBlockFile ErrorRecord Block Duration ResultDetail".split(
      " ",
    ),
  ),
  detail: new Set(
    "TestTitle TestDescription TestResult TestSkipped TestInvestigate SkippedReason Severity Service".split(" "),
  ),
};

function leftovers(test: Record<string, unknown>, detail: Record<string, unknown>): unknown {
  return withoutLocalPathsIn({ ...without(detail, mapped.detail), ...without(test, mapped.test) });
}
