import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import { type Reading, type ReportInput, readingsOf } from "@/lib/review-packs/build/report/report-input";
import { day, listed, number, percent, plain } from "@/lib/review-packs/build/report/words";

type Score = Reading<"score">;

/** Microsoft's Secure Score, and what would raise it. */
export function scoreChapter(input: ReportInput): Chapter | null {
  const readings = readingsOf(input, "score");
  if (readings.length === 0) return null;
  return { id: "secure-score", title: "Microsoft Secure Score", blocks: readings.flatMap(blocksOf) };
}

function blocksOf({ capturedAt, content }: Score): Block[] {
  const bases: Readonly<Record<string, string>> = {
    AllTenants: "of all tenants",
    TotalSeats: "of tenants of this size",
    IndustryTypes: "of tenants of this industry",
  };
  const averages = content.compared.map(
    ({ basis, percent }) => `${number(percent)} % ${bases[basis] ?? `by ${plain(basis)}`}`,
  );
  return [
    {
      kind: "lead",
      text: `${number(content.current)} of ${number(content.max)} points (${percent(content.current, content.max)}) on ${day(capturedAt)}.`,
    },
    ...(averages.length === 0
      ? []
      : [{ kind: "text" as const, text: `Microsoft names as averages: ${listed(averages)}.` }]),
    ...(content.list.length === 0 ? [] : [{ kind: "table" as const, table: controlsTable(content) }]),
  ];
}

function controlsTable(content: Score["content"]): Table {
  return {
    caption: "What would raise it most",
    columns: [
      { name: "Control", share: 56 },
      { name: "Category", share: 20 },
      { name: "Points", share: 12, isNumber: true },
      { name: "Of", share: 12, isNumber: true },
    ],
    rows: content.list.map(({ name, category, score, max }) => [
      { text: plain(name) },
      { text: plain(category) },
      { text: number(score) },
      { text: max === null ? "–" : number(max) },
    ]),
    more: "",
  };
}
