import { setImmediate } from "node:timers/promises";
import type { Cell, Column, Table } from "@/lib/review-packs/build/report/document";
import type { StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { bodyWidth, colours, lineHeight, type Pages, sheet } from "@/lib/review-packs/build/report/pdf/pages";
import { type Line, type Style, setLines } from "@/lib/review-packs/build/report/pdf/typesetting";

export const cellStyle: Style = { face: "regular", size: 9 };
export const strongCellStyle: Style = { face: "strong", size: 9 };
const detailStyle: Style = { face: "regular", size: 7.6 };
const codeStyle: Style = { face: "code", size: 6.9 };
const captionStyle: Style = { face: "strong", size: 10 };

const gap = 10;
const padding = 4;
// A cell of more lines than this would not fit on a page; what is cut is in the pack's files.
const linesMax = 42;
const rowsBetweenYields = 20;

interface Place extends Column {
  x: number;
  width: number;
}

/** What stands above a table or a chart. */
export function caption(pages: Pages, table: StructureElement, text: string): void {
  const element = pages.pdf.struct("Caption");
  table.add(element);
  pages.text(element, text, captionStyle);
  element.end();
  pages.y += 4;
}

/** A table whose head stands again on each page that it goes on to. Rows are never broken. */
export async function drawTable(
  pages: Pages,
  parent: StructureElement,
  { caption: title, columns, rows, more }: Table,
) {
  const places = placesOf(columns);
  const [first] = rows;
  pages.need(80 + (first ? heightOf(setRow(first, places)) : 0));
  const table = pages.pdf.struct("Table");
  parent.add(table);
  caption(pages, table, title);
  drawHead(pages, places, table);
  for (const [at, cells] of rows.entries()) {
    const row = setRow(cells, places);
    if (pages.left < heightOf(row)) {
      pages.add();
      drawHead(pages, places);
    }
    drawRow(pages, places, row, table);
    if (at % rowsBetweenYields === rowsBetweenYields - 1) await setImmediate();
  }
  table.end();
  if (more !== "") {
    pages.y += 4;
    const note = pages.pdf.struct("P");
    parent.add(note);
    pages.text(note, more, { face: "regular", size: 8.5 }, { colour: colours.muted });
    note.end();
  }
  pages.y += 14;
}

function placesOf(columns: Column[]): Place[] {
  const whole = columns.reduce((sum, { share }) => sum + share, 0);
  const free = bodyWidth - gap * (columns.length - 1);
  let x = sheet.left;
  return columns.map((column) => {
    const width = (column.share / whole) * free;
    const place = { ...column, x, width };
    x += width + gap;
    return place;
  });
}

/** The head; without `table` it is a repetition, which a screen reader passes over. */
function drawHead(pages: Pages, places: Place[], table?: StructureElement): void {
  const heads = places.map(({ name, width }) => setLines(name, strongCellStyle, width));
  const height = Math.max(...heads.map((lines) => lines.length)) * lineHeight(strongCellStyle);
  const { y } = pages;
  const draw = (at: number) => {
    const place = places[at];
    const lines = heads[at] ?? [];
    lines.forEach((line, row) => {
      if (!place) return;
      const top = y + height - (lines.length - row) * lineHeight(strongCellStyle);
      pages.line(line, strongCellStyle, startOf(place, line), top, colours.ink);
    });
  };
  if (table) {
    const row = pages.pdf.struct("TR");
    table.add(row);
    for (const at of places.keys()) {
      const head = pages.pdf.struct("TH", { scope: "Column" } as PDFKit.Mixins.StructureElementOptions);
      row.add(head);
      head.add(() => draw(at));
      head.end();
    }
    row.end();
  } else pages.decor(() => places.forEach((_, at) => void draw(at)));
  pages.y = y + height + 3;
  pages.rule(pages.y, { width: 1, colour: colours.ink });
}

const startOf = ({ x, width, isNumber }: Place, line: Line) => (isNumber ? x + width - line.width : x);

interface SetCell {
  lines: { line: Line; style: Style; colour: string }[];
}

function setRow(cells: Cell[], places: Place[]): SetCell[] {
  return cells.map(({ text, detail, isStrong }, at) => {
    const place = places[at];
    const style = place?.isCode ? codeStyle : isStrong ? strongCellStyle : cellStyle;
    const width = place?.width ?? bodyWidth;
    const main = setLines(text, style, width).map((line) => ({ line, style, colour: colours.ink }));
    const below = (detail ? setLines(detail, detailStyle, width) : []).map((line) => ({
      line,
      style: detailStyle,
      colour: colours.muted,
    }));
    return { lines: [...main, ...below].slice(0, linesMax) };
  });
}

function heightOf(row: SetCell[]): number {
  const heights = row.map(({ lines }) => lines.reduce((sum, { style }) => sum + lineHeight(style), 0));
  return Math.max(...heights) + 2 * padding;
}

function drawRow(pages: Pages, places: Place[], row: SetCell[], table: StructureElement): void {
  const element = pages.pdf.struct("TR");
  table.add(element);
  row.forEach(({ lines }, at) => {
    const place = places[at];
    if (!place) return;
    const cell = pages.pdf.struct("TD");
    element.add(cell);
    cell.add(() => {
      let y = pages.y + padding;
      for (const { line, style, colour } of lines) {
        pages.line(line, style, startOf(place, line), y, colour);
        y += lineHeight(style);
      }
    });
    cell.end();
  });
  element.end();
  pages.y += heightOf(row);
  pages.rule(pages.y);
}
