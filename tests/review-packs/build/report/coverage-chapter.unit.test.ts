import { expect, it } from "vitest";
import { coverageChapter } from "@/lib/review-packs/build/report/chapters/coverage";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { type CoverageRow, coverageStates } from "@/lib/review-packs/build/sections/coverage";

const row = (state: CoverageRow["state"]): CoverageRow => ({
  source: state,
  label: state,
  state,
  expected: true,
  rows: 1,
  rows_expected: null,
  incomplete: null,
  captured_at: null,
  age_days: null,
  stale_after_days: null,
  entry: null,
  note: "",
});

const blocksOf = (...states: CoverageRow["state"][]) =>
  coverageChapter({ coverage: states.map(row) } as unknown as ReportInput).blocks;

it("only what is missing, stale or cut off is set as a problem: pseudonyms and what was left out by choice are none", () => {
  const table = blocksOf(...coverageStates).find((block) => block.kind === "table");
  if (table?.kind !== "table") throw new Error("There is no table.");
  const strong = table.table.rows.flatMap(([source, state]) => (state?.isStrong ? [source?.text] : []));
  expect(strong).toEqual(["stale", "not_collected", "truncated"]);
});

it("a pack with pseudonyms in which nothing is missing says so", () => {
  expect(blocksOf("pseudonymised", "pseudonymised")).toContainEqual({
    kind: "lead",
    text: "Every expected source is here, and none is stale.",
  });
});
