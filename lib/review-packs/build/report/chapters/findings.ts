import { severities } from "@/lib/findings/severity";
import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { counted, number, severityNames, toolWords } from "@/lib/review-packs/build/report/words";

/** How many findings there are: by severity and status, and by tool. */
export function findingsChapter(input: ReportInput): Chapter {
  const { findings } = input.summary;
  if (findings.total === 0) return { id: "findings", title: "Findings", blocks: [noFindings(input)] };
  const { open, accepted, resolved } = findings.by_status;
  return {
    id: "findings",
    title: "Findings",
    blocks: [
      {
        kind: "text",
        text: `A finding is one check that failed on one thing. There ${findings.total === 1 ? "is" : "are"} ${counted(findings.total, "finding")} in all: ${number(open)} open, ${number(accepted)} accepted as they are, ${number(resolved)} resolved. Each is in findings.csv and findings.json.`,
      },
      {
        kind: "chart",
        chart: {
          caption: "Findings by severity and status",
          parts: [
            { name: "Open", fill: "solid" },
            { name: "Accepted", fill: "hatched" },
            { name: "Resolved", fill: "outlined" },
          ],
          bars: severities.map((severity) => {
            const by = findings.by_severity_and_status[severity];
            return { name: severityNames[severity], counts: [by.open, by.accepted, by.resolved] };
          }),
        },
      },
      { kind: "table", table: toolsTable(input) },
    ],
  };
}

function noFindings({ collected }: ReportInput): Block {
  return {
    kind: "text",
    text:
      collected.findings.tools.length > 0
        ? "There are none. What was looked at is in the chapter before this one."
        : "There are none in this pack. That says nothing about the tenant where no tool has looked: see the chapter before this one.",
  };
}

/** Also the tools that looked and found nothing. */
function toolsTable({ collected, material }: ReportInput): Table {
  const clean = collected.findings.tools
    .filter(({ rows }) => rows === 0)
    .slice(0, reportLimits.tools)
    .map(({ tool }) => ({ tool, openSevere: 0, open: 0, all: 0 }));
  return {
    caption: "Findings by tool",
    columns: [
      { name: "Tool", share: 40 },
      { name: "Open, critical or high", share: 22, isNumber: true },
      { name: "Open", share: 19, isNumber: true },
      { name: "All", share: 19, isNumber: true },
    ],
    rows: [...material.findings.tools, ...clean].map(({ tool, openSevere, open, all }) => [
      { text: toolWords(tool) },
      { text: number(openSevere) },
      { text: number(open) },
      { text: number(all) },
    ]),
    more: "",
  };
}
