import type { Block, Chapter, Table } from "@/lib/review-packs/build/report/document";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { counted, day, named, number, plain, toolWords } from "@/lib/review-packs/build/report/words";
import { type CoverageRow, coverageProblems, cutWords, isGoodState } from "@/lib/review-packs/build/sections/coverage";

/** What was not seen, before anything that was. */
export function coverageChapter({ coverage }: ReportInput): Chapter {
  const problems = coverageProblems(coverage);
  return {
    id: "coverage",
    title: "What was seen, and what was not",
    blocks: [
      {
        kind: "text",
        text: "A review can only speak of what was looked at. These are the sources that were expected of this tenant, what became of each, and how old it is.",
      },
      ...noticeOf(problems),
      { kind: "table", table: sourcesTable(coverage) },
    ],
  };
}

function noticeOf(problems: CoverageRow[]): Block[] {
  if (problems.length === 0) {
    return [{ kind: "lead", text: "Every expected source is here, and none is stale." }];
  }
  const items = problems.map(
    (row) => `${sourceName(row)}: ${stateWords(row)}.${row.note ? ` ${plain(row.note)}` : ""}`,
  );
  return [{ kind: "notice", title: "To know before reading on", items }];
}

/** What a source is called, with its tool's name as people write it. */
function sourceName({ source, label }: CoverageRow): string {
  const [kind, ...tool] = source.split(".");
  return kind === "findings" && tool.length > 0 ? `Findings of ${toolWords(tool.join("."))}` : plain(label);
}

/** What became of a source, in words that stand in the middle of a sentence. */
export function stateWords(row: CoverageRow): string {
  const detail = stateDetail(row);
  return detail === "" ? stateName(row) : `${stateName(row)}, ${detail}`;
}

function stateName(row: CoverageRow): string {
  const words: Readonly<Record<CoverageRow["state"], string>> = {
    included: "included",
    stale: "stale",
    not_collected: "not collected",
    excluded_by_option: "left out by choice",
    pseudonymised: "included, with pseudonyms for people",
    truncated: cutWords(row),
  };
  return words[row.state];
}

/** How stale, or how much of it is there. */
function stateDetail(row: CoverageRow): string {
  if (row.state === "stale")
    return `${counted(row.age_days ?? 0, "day")} old, where ${number(row.stale_after_days ?? 0)} are allowed`;
  return row.state === "truncated" && row.rows_expected !== null
    ? `${number(row.rows ?? 0)} of ${counted(row.rows_expected, "row")}`
    : "";
}

function sourcesTable(coverage: CoverageRow[]): Table {
  return {
    caption: "Expected sources",
    columns: [
      { name: "Source", share: 27 },
      { name: "State", share: 14 },
      { name: "Last looked", share: 19 },
      { name: "Rows", share: 7, isNumber: true },
      { name: "File in the pack", share: 33 },
    ],
    rows: coverage.map((row) => {
      const isProblem = !isGoodState(row.state) && row.state !== "excluded_by_option";
      const detail = stateDetail(row);
      const state = stateName(row);
      return [
        { text: sourceName(row), ...(row.expected ? {} : { detail: "Not expected of this tenant" }) },
        {
          text: `${state.charAt(0).toUpperCase()}${state.slice(1)}`,
          isStrong: isProblem,
          ...(detail === "" ? {} : { detail }),
        },
        { text: row.captured_at === null ? "–" : day(row.captured_at) },
        { text: row.rows === null ? "–" : number(row.rows) },
        { text: named(row.entry) },
      ];
    }),
    more: "",
  };
}
