import { changesSentence } from "@/lib/review-packs/build/report/chapters/changes";
import { passedSentence } from "@/lib/review-packs/build/report/chapters/passed";
import type { Block, Chapter } from "@/lib/review-packs/build/report/document";
import { type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { counted, day, listed, number, plain, severityNames } from "@/lib/review-packs/build/report/words";
import type { CoverageRow } from "@/lib/review-packs/build/sections/coverage";

const risksShown = 5;

/** One page for somebody who reads no other. */
export function summaryChapter(input: ReportInput): Chapter {
  return {
    id: "summary",
    title: "Summary",
    blocks: [{ kind: "lead", text: headline(input) }, ...figures(input), ...statements(input), ...topRisks(input)],
  };
}

/** Four numbers; none where no tool has looked, because a nought would say too much. */
function figures({ summary, collected }: ReportInput): Block[] {
  if (collected.findings.tools.length === 0) return [];
  const { by_severity_and_status: by, by_status: status } = summary.findings;
  return [
    {
      kind: "figures",
      figures: [
        { value: number(by.critical.open + by.high.open), label: "Open, critical or high" },
        { value: number(status.open), label: "Open in all" },
        { value: number(status.accepted), label: "Accepted as they are" },
        { value: number(status.resolved), label: "Resolved" },
      ],
    },
  ];
}

function headline({ summary, identity, material, collected }: ReportInput): string {
  const name = plain(identity.tenant.name);
  const { by_severity_and_status: by, by_status: status, total } = summary.findings;
  const at = day(summary.as_of);
  if (total === 0) {
    const hasLooked = collected.findings.tools.length > 0 || material.readings.length > 0;
    return hasLooked
      ? `On ${at} there were no findings for ${name}.`
      : `Nothing was collected for ${name} by ${at}: this report can only say what is missing.`;
  }
  const severe = by.critical.open + by.high.open;
  if (status.open === 0) return `On ${at} ${name} had no open findings.`;
  const worst =
    severe === 0
      ? "None of them is critical or high."
      : `${severe === 1 ? "One of them is" : `${number(severe)} of them are`} critical or high.`;
  return `On ${at} ${name} had ${counted(status.open, "open finding")}. ${worst}`;
}

/** Plain sentences: what was not seen first, then what holds. */
function statements(input: ReportInput): Block[] {
  const items = [seenSentence(input), changed(input), passed(input), roles(input), permissions(input)].filter(
    (item) => item !== "",
  );
  return [
    { kind: "heading", text: "In short" },
    { kind: "list", items },
  ];
}

function seenSentence({ coverage }: ReportInput): string {
  const inState = (state: CoverageRow["state"]) => coverage.filter((row) => row.state === state).length;
  const parts = [
    ...counts(inState("not_collected"), "was not collected", "were not collected"),
    ...counts(inState("stale"), "is stale", "are stale"),
    ...counts(inState("truncated"), "is not complete", "are not complete"),
    ...counts(inState("excluded_by_option"), "was left out by choice", "were left out by choice"),
  ];
  return parts.length === 0
    ? "Every expected source was looked at, and none is stale."
    : `Of ${counted(coverage.length, "source")}, ${listed(parts)}: chapter 2 says which.`;
}

const counts = (value: number, one: string, many: string) =>
  value === 0 ? [] : [`${number(value)} ${value === 1 ? one : many}`];

function changed({ collected }: ReportInput): string {
  const sentence = changesSentence(collected.changes);
  return sentence === "" ? "There is no earlier review pack to compare with." : `${sentence}.`;
}

function passed(input: ReportInput): string {
  const assessments = readingsOf(input, "assessment");
  return assessments.length === 0 ? "" : `${passedSentence(assessments)}.`;
}

function roles(input: ReportInput): string {
  const [reading] = readingsOf(input, "roles");
  if (!reading) return "";
  const { permanent, eligible, permanentGlobalAdministrators: globals } = reading.content;
  const onRequest = eligible === 0 ? "none has to be activated first" : `${number(eligible)} only on request`;
  return `${counted(permanent, "administrator role")} ${permanent === 1 ? "is" : "are"} held permanently, ${number(globals)} of them Global Administrator; ${onRequest}.`;
}

function permissions(input: ReportInput): string {
  const [reading] = readingsOf(input, "permissions");
  if (!reading) return "";
  const { riskyApplications, applications } = reading.content;
  return riskyApplications === 0
    ? `None of ${counted(applications, "application")} reaches everybody's mail, files or messages.`
    : `${number(riskyApplications)} of ${counted(applications, "application")} can reach everybody's mail, files or messages, or change the directory.`;
}

function topRisks({ material }: ReportInput): Block[] {
  const risks = material.findings.risks.slice(0, risksShown);
  if (risks.length === 0) return [];
  return [
    { kind: "heading", text: "The worst open findings" },
    {
      kind: "list",
      items: risks.map(
        ({ severity, title, checkId, open }) =>
          `${severityNames[severity]}: ${plain(title) || plain(checkId)} (${counted(open, "open finding")})`,
      ),
    },
  ];
}
