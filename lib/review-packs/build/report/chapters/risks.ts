import type { Cell, Chapter, Table } from "@/lib/review-packs/build/report/document";
import type { RiskMaterial } from "@/lib/review-packs/build/report/material";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { counted, number, plain, severityCell, toolWords } from "@/lib/review-packs/build/report/words";

/** The worst open findings, one line per check. */
export function risksChapter({ material }: ReportInput): Chapter | null {
  const { risks, checks, isRankingComplete } = material.findings;
  if (risks.length === 0) return null;
  return {
    id: "risks",
    title: "Top risks",
    blocks: [
      {
        kind: "text",
        text: `Open findings come from ${isRankingComplete ? counted(checks, "check") : `more than ${number(checks)} checks`}. The worst come first: by severity, then by how often they were found.`,
      },
      { kind: "table", table: risksTable(risks, checks, isRankingComplete) },
    ],
  };
}

function risksTable(risks: RiskMaterial[], checks: number, isRankingComplete: boolean): Table {
  const left = checks - risks.length;
  return {
    caption: "Checks with open findings",
    columns: [
      { name: "Severity", share: 12 },
      { name: "What", share: 42 },
      { name: "Open", share: 8, isNumber: true },
      { name: "Found on", share: 38 },
    ],
    rows: risks.map((risk) => [
      severityCell(risk.severity),
      { text: plain(risk.title) || plain(risk.checkId), detail: `${toolWords(risk.source)}: ${plain(risk.checkId)}` },
      { text: number(risk.open) },
      foundOn(risk),
    ]),
    more:
      left > 0
        ? `And ${isRankingComplete ? "" : "more than "}${counted(left, "further check")} with open findings: see findings.csv.`
        : "",
  };
}

/** The first few things that it was found on, and how many more findings there are. */
function foundOn({ resources, open }: RiskMaterial): Cell {
  if (resources.length === 0) return { text: "The tenant as a whole" };
  const text = resources.map(plain).join(", ");
  const left = open - resources.length;
  return left > 0 ? { text, detail: `and ${counted(left, "more finding")} of this check` } : { text };
}
