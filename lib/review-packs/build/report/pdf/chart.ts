import { stackedBar } from "@/lib/charts/stacked-bar";
import type { BarChart, Fill } from "@/lib/review-packs/build/report/document";
import type { Pdf, StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { bodyWidth, colours, lineHeight, type Pages, sheet } from "@/lib/review-packs/build/report/pdf/pages";
import { caption, cellStyle, strongCellStyle } from "@/lib/review-packs/build/report/pdf/table";
import { setLines } from "@/lib/review-packs/build/report/pdf/typesetting";
import { number } from "@/lib/review-packs/build/report/words";

const nameWidth = 104;
const countWidth = 58;
const rowHeight = 21;
const barHeight = 11;

/** Bars with their numbers beside them, kept on one page. In the structure it is a table. */
export function drawChart(pages: Pages, parent: StructureElement, chart: BarChart, accent: string): void {
  const { parts, bars } = chart;
  pages.need(rowHeight * (bars.length + 3));
  const table = pages.pdf.struct("Table");
  parent.add(table);
  caption(pages, table, chart.caption);
  drawHead(pages, table, parts, accent);
  const barWidth = bodyWidth - nameWidth - parts.length * countWidth - 12;
  const largest = Math.max(0, ...bars.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0)));
  for (const { name, counts } of bars) {
    const { y } = pages;
    const row = pages.pdf.struct("TR");
    table.add(row);
    cell(pages, row, { type: "TH", text: name, x: sheet.left, width: nameWidth }, y + 4);
    stackedBar(counts, largest, barWidth).forEach(({ x, width }, at) => {
      const box = { x: sheet.left + nameWidth + x, y: y + 5, width, height: barHeight };
      if (width > 0) pages.decor((pdf) => fillBox(pdf, box, parts[at]?.fill ?? "outlined", accent));
    });
    counts.forEach((count, at) => {
      cell(pages, row, { type: "TD", text: number(count), ...countPlace(at, parts.length), isNumber: true }, y + 4);
    });
    pages.rule(y + rowHeight);
    pages.y += rowHeight;
    row.end();
  }
  table.end();
  pages.y += 14;
}

function countPlace(at: number, parts: number): { x: number; width: number } {
  return { x: sheet.left + bodyWidth - (parts - at) * countWidth, width: countWidth };
}

function drawHead(pages: Pages, table: StructureElement, parts: BarChart["parts"], accent: string): void {
  const { y } = pages;
  const row = pages.pdf.struct("TR");
  table.add(row);
  parts.forEach(({ name, fill }, at) => {
    const place = countPlace(at, parts.length);
    const key = { x: place.x + place.width - 16, y, width: 16, height: 8 };
    pages.decor((pdf) => fillBox(pdf, key, fill, accent));
    cell(pages, row, { type: "TH", text: name, ...place, isNumber: true, isStrong: true }, y + 11);
  });
  pages.y += 11 + lineHeight(cellStyle) + 3;
  pages.rule(pages.y, { width: 1, colour: colours.ink });
  row.end();
}

interface ChartCell {
  type: "TH" | "TD";
  text: string;
  x: number;
  width: number;
  isNumber?: boolean;
  isStrong?: boolean;
}

function cell(
  pages: Pages,
  row: StructureElement,
  { type, text, x, width, isNumber, isStrong }: ChartCell,
  y: number,
): void {
  const style = isStrong ? strongCellStyle : cellStyle;
  const [line] = setLines(text, style, width);
  if (!line) return;
  const element = pages.pdf.struct(type);
  row.add(element);
  element.add(() => pages.line(line, style, isNumber ? x + width - line.width : x, y, colours.ink));
  element.end();
}

/** Solid, hatched or outlined: told apart in black and white too. */
function fillBox(
  pdf: Pdf,
  box: { x: number; y: number; width: number; height: number },
  fill: Fill,
  accent: string,
): void {
  const { x, y, width, height } = box;
  if (fill === "solid") {
    pdf.rect(x, y, width, height).fill(accent);
    return;
  }
  if (fill === "hatched") {
    pdf.save().rect(x, y, width, height).clip();
    for (let at = x - height; at < x + width; at += 3.5) pdf.moveTo(at, y + height).lineTo(at + height, y);
    pdf.lineWidth(0.9).strokeColor(accent).stroke().restore();
  }
  const colour = fill === "hatched" ? accent : colours.muted;
  pdf
    .rect(x + 0.3, y + 0.3, Math.max(0.1, width - 0.6), height - 0.6)
    .lineWidth(0.6)
    .strokeColor(colour)
    .stroke();
}
