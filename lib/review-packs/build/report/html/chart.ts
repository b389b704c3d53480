import { stackedBar } from "@/lib/charts/stacked-bar";
import type { BarChart, Fill } from "@/lib/review-packs/build/report/document";
import { escapeHtml } from "@/lib/review-packs/build/report/html/escape";
import { number } from "@/lib/review-packs/build/report/words";

/** The pattern that the charts share; once per page. */
export const hatchPattern =
  '<svg class="defs" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M-1 6L6 -1M-1 1L1 -1M4 6L6 4"/></pattern></defs></svg>';

const leastPercent = 0.7;

/** Bars that can be told apart without colour, with their numbers beside them: a table that reads well without the picture. */
export function chartHtml({ caption, parts, bars }: BarChart): string {
  const largest = Math.max(0, ...bars.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0)));
  const heads = parts
    .map(({ name, fill }) => `<th scope="col" class="num">${key(fill)}${escapeHtml(name)}</th>`)
    .join("");
  const rows = bars.map(({ name, counts }) => {
    const widths = stackedBar(counts, largest, 100, leastPercent);
    const rects = widths.map(({ x, width }, at) => rect(x, width, parts[at]?.fill ?? "outlined")).join("");
    const numbers = counts.map((count) => `<td class="num">${number(count)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(name)}</th><td class="bar"><svg aria-hidden="true">${rects}</svg></td>${numbers}</tr>`;
  });
  const columns = `<col class="name"><col>${parts.map(() => '<col class="count">').join("")}`;
  return `<table class="chart"><caption>${escapeHtml(caption)}</caption><colgroup>${columns}</colgroup><thead><tr><td></td><td></td>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function rect(x: number, width: number, fill: Fill): string {
  return width === 0 ? "" : `<rect class="${fill}" x="${x}%" width="${width}%" height="100%"/>`;
}

function key(fill: Fill): string {
  return `<svg class="key" aria-hidden="true"><rect class="${fill}" width="100%" height="100%"/></svg>`;
}
