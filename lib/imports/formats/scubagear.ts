import type { Severity } from "@/lib/findings/severity";
import type { ImportedFinding, Verdict } from "@/lib/imports/importer";
import { fileProblem, shown } from "@/lib/imports/problem";
import { filled, textAt, textsAt, without } from "@/lib/imports/record";

/** A control of ScubaGear, with what only the JSON says beside it (import-formats.md, 5). */
export interface ScubaControl {
  /** For example MS.AAD.3.2v2. */
  controlId: string;
  requirement: string;
  result: string;
  criticality: string;
  details: string;
  /** The tenant's Entra id; empty when the file does not say. */
  tenantId: string;
  tenantName: string;
  reference: string;
  seenAt: Date;
  /** Fields of one format only, and those that we have no name for. */
  more: Record<string, unknown>;
}

const verdicts: Readonly<Record<string, Verdict>> = {
  Pass: "passed",
  Fail: "open",
  Warning: "open",
  Omitted: "accepted",
  "N/A": "not_assessed",
  Error: "not_assessed",
};

/** A control as a finding. @throws {AppError} naming the value and the place. */
export function scubaFinding(control: ScubaControl, row: number, where: string): ImportedFinding {
  const id = /^MS\.([A-Z]+)\.(\d+\.\d+)v\d+$/i.exec(control.controlId);
  if (!id)
    throw fileProblem(
      `${where} has the Control ID ${shown(control.controlId)}, where one such as MS.AAD.3.2v2 was expected.`,
    );
  const product = (id[1] ?? "").toUpperCase();
  // The baseline's version of a control is not part of the key: a control that is revised is the same one.
  const checkId = `MS.${product}.${id[2]}`;
  const verdict = Object.hasOwn(verdicts, control.result) ? verdicts[control.result] : undefined;
  if (!verdict)
    throw fileProblem(`${where} (${control.controlId}) has the result ${shown(control.result)}, which is not known.`);
  const isDirective = control.requirement.includes("indicator-bod");
  return {
    kind: "finding",
    row,
    // The resource is the tenant that imports: its CSV does not name one.
    key: [product, checkId],
    scope: `scubagear/${product}`,
    checkId,
    title: (control.requirement.split("<", 1)[0] ?? "").trim() || checkId,
    severity: severityOfCriticality(control.criticality, `${where} (${control.controlId})`),
    verdict,
    resourceType: "tenant",
    resourceId: control.tenantId,
    resourceName: control.tenantName,
    seenAt: control.seenAt,
    evidence: filled({
      detail: control.details.trim(),
      controlId: control.controlId,
      criticality: control.criticality,
      result: control.result,
      ...control.more,
    }),
    remediation: control.reference,
    compliance: isDirective ? [`BOD 25-01: ${checkId}`] : [],
  };
}

/** `Shall` is high, `Should` medium; what follows a slash says whether it can be checked (import-formats.md, rule). */
function severityOfCriticality(criticality: string, where: string): Severity {
  const word = criticality.split("/", 1)[0];
  if (word === "Shall") return "high";
  if (word === "Should") return "medium";
  throw fileProblem(
    `${where} has the criticality ${shown(criticality)}, which is not known. Known are Shall and Should.`,
  );
}

/** ScubaGear writes "N/A" for none. */
export const unlessNone = (text: string) => (text === "N/A" ? "" : text.trim());

const known = new Set([
  "Control ID",
  "Requirement",
  "Result",
  "Criticality",
  "Details",
  "OmittedEvaluationResult",
  "OmittedEvaluationDetails",
  "IncorrectResult",
  "IncorrectResultDetails",
  "OriginalResult",
  "OriginalDetails",
  "Comments",
  "ResolutionDate",
]);

/** A control out of JSON, of the results or of a report, without what the file says of the whole tenant. */
export function toControl(
  control: Record<string, unknown>,
  group: Record<string, unknown>,
  annotation: Record<string, unknown>,
) {
  return {
    controlId: textAt(control["Control ID"]),
    requirement: textAt(control.Requirement),
    result: textAt(control.Result),
    criticality: textAt(control.Criticality),
    details: textAt(control.Details),
    reference: textAt(group.GroupReferenceURL),
    more: {
      group: textAt(group.GroupName),
      comments: textsAt(control.Comments),
      omitted: unlessNone(textAt(control.OmittedEvaluationResult)),
      incorrectResult: unlessNone(textAt(control.IncorrectResult)),
      resolutionDate: textAt(control.ResolutionDate),
      // A comment alone does not accept.
      annotation: filled({ comment: textAt(annotation.Comment), remediationDate: textAt(annotation.RemediationDate) }),
      scubagear: without(control, known),
    },
  };
}

/**
 * Details out of a report as ScubaResults of the same run has them: without tags and line ends, without the link to the table of
 * policies that is in the report only, and with the address of other links behind their words.
 */
export function detailsAsText(html: string): string {
  return html
    .replace(/<a\s+href='#[^']*'[^>]*>[^<]*<\/a>\.?/gi, "")
    .replace(/<a\s+href="([^"]*)"[^>]*>([^<]*)<\/a>/gi, "$2, $1")
    .replace(/<br\s*\/?>|\r?\n/gi, " ")
    .replace(/<\/?[a-z][^>]*>/gi, "");
}
