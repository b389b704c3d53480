import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ScoreTable } from "@/app/(app)/tenants/[slug]/reports/[type]/_components/score-table";

it("each bar of the Secure Score has its name and its number beside it", () => {
  const score = { current: 61.5, max: 104, compared: [{ basis: "AllTenants", percent: 44 }], controls: [] };
  const html = renderToStaticMarkup(createElement(ScoreTable, { score, controls: [] }));
  const bars = [...html.matchAll(/<dt[^>]*>(.*?)<\/dt><dd.*?width="([\d.]+)".*?<span[^>]*>(.*?)<\/span><\/dd>/g)];
  expect(bars.map(([, name, width, number]) => [name, Math.round(Number(width)), number])).toEqual([
    ["This tenant", 59, "59 %"],
    ["Average of others (AllTenants)", 44, "44 %"],
  ]);
});
