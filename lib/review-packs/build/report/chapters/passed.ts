import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { type Reading, type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { counted, day, number, percent, plain, severityCell, toolWords } from "@/lib/review-packs/build/report/words";

/** What the tools found to be right: evidence as much as what they found wrong. */
export function passedChapter(input: ReportInput): Chapter | null {
  const assessments = readingsOf(input, "assessment");
  if (assessments.length === 0) return null;
  return {
    id: "passed",
    title: "What passed",
    blocks: [
      { kind: "lead", text: `${passedSentence(assessments)}.` },
      {
        kind: "text",
        text: "A check is counted once for each thing that it looked at. Accepted is what failed and was accepted as it is; not assessed is what the tool could not decide.",
      },
      {
        kind: "chart",
        chart: {
          caption: "Results by tool",
          parts: [
            { name: "Failed", fill: "solid" },
            { name: "Accepted", fill: "hatched" },
            { name: "Passed", fill: "outlined" },
          ],
          bars: assessments.map(({ content }) => ({
            name: toolWords(content.tool),
            counts: [content.failed, content.accepted, content.passed],
          })),
        },
      },
      ...assessments.flatMap(toolBlocks),
    ],
  };
}

/** "1,204 of 1,310 checks passed (91 %)", over all tools. */
export function passedSentence(assessments: readonly Reading<"assessment">[]): string {
  const sum = (name: "passed" | "failed" | "accepted") =>
    assessments.reduce((total, { content }) => total + content[name], 0);
  const passed = sum("passed");
  const all = passed + sum("failed") + sum("accepted");
  return `${number(passed)} of ${counted(all, "check")} passed (${percent(passed, all)})`;
}

function toolBlocks({ type, capturedAt, content }: Reading<"assessment">): Block[] {
  const version = plain(content.toolVersion);
  const heading = `${toolWords(content.tool)}${version === "" ? "" : ` ${version}`}`;
  return [
    { kind: "heading", text: heading },
    {
      kind: "text",
      text: `On ${day(capturedAt)} it ran ${counted(content.checks, "different check")}: ${counted(content.passedChecks, "check")} passed on everything, ${number(content.failedChecks)} failed on something. Results: ${number(content.passed)} passed, ${number(content.failed)} failed, ${number(content.accepted)} accepted, ${number(content.notAssessed)} not assessed.`,
    },
    ...(content.passedList.length === 0 ? [] : [{ kind: "table" as const, table: passedTable(type, content) }]),
  ];
}

function passedTable(type: string, content: Reading<"assessment">["content"]): Table {
  const left = content.passedChecks - content.passedList.length;
  return {
    caption: `Checks of ${toolWords(content.tool)} that passed on everything`,
    columns: [
      { name: "Severity", share: 15 },
      { name: "Check", share: 70 },
      { name: "Passed", share: 15, isNumber: true },
    ],
    rows: content.passedList.map((check) => [
      severityCell(check.severity),
      { text: plain(check.title) || plain(check.id), detail: plain(check.id) },
      { text: number(check.passed) },
    ]),
    more: left > 0 ? `And ${counted(left, "further check")} that passed: see reports/${plain(type)}.json.` : "",
  };
}
