import type { ImportedFinding, Importer, Verdict } from "@/lib/imports/importer";
import { readJson, readMembers } from "@/lib/imports/json-reader";
import { momentOfIso } from "@/lib/imports/moments";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, listAt, objectAt, required, severityOf, textAt, textsAt, without } from "@/lib/imports/record";

const top = "assessment-results";
const resultBytesMax = 64 * 1024 * 1024;

/** OSCAL assessment results (import-formats.md, 6). Of a target that several results speak of, the newest one counts. */
export const oscal: Importer = {
  format: "oscal-assessment-results",
  tool: "oscal",
  label: "OSCAL assessment results (JSON)",
  times: "exact",
  // A target is its own check, and what a file does not name was not looked at.
  holds: "excerpt",
  recognises: (sample) => sample.kind === "json" && sample.shape === "members" && sample.members.has(top),
  async *read({ source }) {
    const { [`${top}.metadata`]: metadata } = await readMembers(source, [`${top}.metadata`], { into: top });
    let [row, results] = [0, 0];
    const skip = (name: string) => name !== `${top}.results`;
    for await (const part of readJson(source, "members", { into: top, skip, bytesMax: resultBytesMax })) {
      results++;
      const result = objectAt(part.value);
      const where = `Result ${(part.index ?? 0) + 1} (${part.path})`;
      const about: Result = {
        title: textAt(result.title),
        assessment: textAt(objectAt(metadata).title),
        seenAt: momentOfIso(result.start, where, "start"),
        observations: byUuid(result.observations),
        risks: byUuid(result.risks),
      };
      for (const [i, finding] of listAt(result.findings).entries()) {
        row++;
        yield toFinding(objectAt(finding), about, { row, where: `Finding ${row} (${part.path}.findings[${i}])` });
      }
    }
    if (results === 0) throw fileProblem(`$["${top}"].results is missing, or empty.`);
  },
};

interface Result {
  title: string;
  assessment: string;
  seenAt: Date;
  observations: Map<string, Record<string, unknown>>;
  risks: Map<string, Record<string, unknown>>;
}

const byUuid = (list: unknown) =>
  new Map(listAt(list).map((one) => [textAt(objectAt(one).uuid), objectAt(one)] as const));

const verdicts: Readonly<Record<string, Verdict>> = { satisfied: "passed", "not-satisfied": "open" };

function toFinding(
  finding: Record<string, unknown>,
  result: Result,
  { row, where }: { row: number; where: string },
): ImportedFinding {
  const target = objectAt(finding.target);
  const id = required(target["target-id"], where, "target.target-id");
  // Since OSCAL 1.0 an object; before that the state itself.
  const state = textAt(objectAt(target.status).state) || textAt(target.status);
  const verdict = Object.hasOwn(verdicts, state) ? verdicts[state] : undefined;
  if (!verdict)
    throw fileProblem(
      `${where} (${shown(id)}) has the state ${shown(state)}, which is not known. Known are satisfied and not-satisfied.`,
    );
  const { severity, note } = severityOf("", where);
  const risks = related(finding["related-risks"], "risk-uuid", result.risks);
  const observations = related(finding["related-observations"], "observation-uuid", result.observations);
  return {
    kind: "finding",
    row,
    key: [id],
    scope: "oscal",
    checkId: id,
    title: textAt(finding.title) || id,
    severity,
    verdict,
    resourceType: textAt(target.type),
    resourceId: id,
    resourceName: "",
    seenAt: result.seenAt,
    evidence: filled({
      detail: textAt(finding.description),
      target: textAt(target.description),
      reason: textAt(objectAt(target.status).reason),
      remarks: textAt(finding.remarks),
      assessment: result.assessment,
      result: result.title,
      observations: observations.map((one) => without(one, identity)),
      risks: risks.map((one) => without(one, identity)),
      severityNote: note,
      oscal: filled({ ...without(finding, mapped), target: without(target, mappedTarget) }),
    }),
    remediation: remediationOf(risks),
    compliance: [],
  };
}

function related(list: unknown, name: string, known: Map<string, Record<string, unknown>>): Record<string, unknown>[] {
  return listAt(list).flatMap((one) => {
    const found = known.get(textAt(objectAt(one)[name]));
    return found ? [found] : [];
  });
}

function remediationOf(risks: readonly Record<string, unknown>[]): string {
  const steps = risks.flatMap((risk) => listAt(risk.remediations).map(objectAt));
  return steps.flatMap(({ title, description }) => textsAt([title, description])).join("\n");
}

// Every file gives new ones: they would make every finding a changed one.
const identity = new Set(["uuid"]);
const mapped = new Set(
  "uuid title description remarks target related-observations related-risks implementation-statement-uuid".split(" "),
);
const mappedTarget = new Set(["type", "target-id", "description", "status"]);
