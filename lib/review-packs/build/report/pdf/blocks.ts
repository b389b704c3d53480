import type { Block, Fact } from "@/lib/review-packs/build/report/document";
import { drawChart } from "@/lib/review-packs/build/report/pdf/chart";
import type { StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { bodyWidth, colours, lineHeight, type Pages, sheet } from "@/lib/review-packs/build/report/pdf/pages";
import { drawTable } from "@/lib/review-packs/build/report/pdf/table";
import { type Style, setLines } from "@/lib/review-packs/build/report/pdf/typesetting";

export const bodyStyle: Style = { face: "regular", size: 10.5 };
const leadStyle: Style = { face: "regular", size: 14.5 };
const headingStyle: Style = { face: "strong", size: 11.5 };
const codeStyle: Style = { face: "code", size: 9 };
const factCodeStyle: Style = { face: "code", size: 8 };
// Lines of running text are no longer than can be read with ease.
const textWidth = Math.min(bodyWidth, 440);
const bulletIndent = 14;

/** Draws a block below the one before it. */
export async function drawBlock(pages: Pages, parent: StructureElement, block: Block, accent: string): Promise<void> {
  switch (block.kind) {
    case "lead":
      pages.y += 2;
      paragraph(pages, parent, block.text, leadStyle);
      pages.y += 10;
      return;
    case "text":
      paragraph(pages, parent, block.text, bodyStyle);
      pages.y += 8;
      return;
    case "heading":
      pages.space(10);
      pages.need(70);
      paragraph(pages, parent, block.text, headingStyle, "H2");
      pages.y += 4;
      return;
    case "list":
      list(pages, parent, block.items, accent);
      pages.y += 8;
      return;
    case "notice":
      notice(pages, parent, block, accent);
      return;
    case "figures":
      figures(pages, parent, block.figures);
      return;
    case "facts":
      drawFacts(pages, parent, block.facts);
      pages.y += 8;
      return;
    case "chart":
      pages.space(6);
      drawChart(pages, parent, block.chart, accent);
      return;
    case "table":
      pages.space(6);
      await drawTable(pages, parent, block.table);
      return;
    case "code":
      code(pages, parent, block.lines);
      return;
  }
}

function paragraph(pages: Pages, parent: StructureElement, text: string, style: Style, type = "P"): void {
  const element = pages.pdf.struct(type);
  parent.add(element);
  pages.text(element, text, style, { width: textWidth });
  element.end();
}

function list(pages: Pages, parent: StructureElement, items: string[], accent: string, x = sheet.left): void {
  const element = pages.pdf.struct("L");
  parent.add(element);
  for (const item of items) {
    pages.need(lineHeight(bodyStyle));
    const { y } = pages;
    const entry = pages.pdf.struct("LI");
    element.add(entry);
    pages.decor((pdf) => pdf.circle(x + 3, y + lineHeight(bodyStyle) / 2 - 0.5, 1.7).fill(accent));
    const body = pages.pdf.struct("LBody");
    entry.add(body);
    pages.text(body, item, bodyStyle, { x: x + bulletIndent, width: textWidth - bulletIndent - (x - sheet.left) });
    entry.end();
    pages.y += 3;
  }
  element.end();
}

const noticePadding = 12;

/** A sunken box; where it does not fit on one page it goes on, item by item. */
function notice(
  pages: Pages,
  parent: StructureElement,
  { title, items }: { title: string; items: string[] },
  accent: string,
): void {
  const x = sheet.left + noticePadding + 4;
  const width = textWidth - bulletIndent - (x - sheet.left);
  const itemHeight = (item: string) => setLines(item, bodyStyle, width).length * lineHeight(bodyStyle) + 3;
  const ground = (height: number) => {
    pages.fill({ x: sheet.left, y: pages.y, width: bodyWidth, height }, colours.sunken);
    pages.fill({ x: sheet.left, y: pages.y, width: 3, height }, accent);
  };
  pages.space(4);
  const headHeight = noticePadding + lineHeight(headingStyle) + 4;
  pages.need(headHeight + itemHeight(items[0] ?? ""));
  ground(headHeight);
  pages.y += noticePadding;
  const heading = pages.pdf.struct("P");
  parent.add(heading);
  pages.text(heading, title, headingStyle, { x, width: bodyWidth });
  heading.end();
  pages.y += 4;
  for (const [at, item] of items.entries()) {
    const height = itemHeight(item) + (at === items.length - 1 ? noticePadding : 0);
    pages.need(height);
    ground(height);
    const { y } = pages;
    list(pages, parent, [item], accent, x);
    pages.y = y + height;
  }
  pages.y += 12;
}

function figures(pages: Pages, parent: StructureElement, all: { value: string; label: string }[]): void {
  const between = 16;
  const width = (bodyWidth - between * (all.length - 1)) / all.length;
  const valueStyle: Style = { face: "strong", size: 23 };
  const labelStyle: Style = { face: "regular", size: 9 };
  const labels = all.map(({ label }) => setLines(label, labelStyle, width));
  const labelsHeight = Math.max(...labels.map((lines) => lines.length)) * lineHeight(labelStyle);
  pages.need(60 + labelsHeight);
  const top = pages.y + 4;
  all.forEach(({ value }, at) => {
    const x = sheet.left + at * (width + between);
    pages.rule(top, { from: x, to: x + width, width: 1.2, colour: colours.ink });
    const element = pages.pdf.struct("P");
    parent.add(element);
    element.add(() => {
      for (const line of setLines(value, valueStyle, width)) pages.line(line, valueStyle, x, top + 5, colours.ink);
      labels[at]?.forEach((line, row) => {
        const y = top + 7 + lineHeight(valueStyle) + row * lineHeight(labelStyle);
        pages.line(line, labelStyle, x, y, colours.muted);
      });
    });
    element.end();
  });
  pages.y = top + 7 + lineHeight(valueStyle) + labelsHeight + 14;
}

const factNameWidth = 128;

/** Names on the left, what there is to say to them on the right. */
export function drawFacts(pages: Pages, parent: StructureElement, facts: Fact[]): void {
  for (const { name, value, isCode } of facts) {
    const style = isCode ? factCodeStyle : bodyStyle;
    const lines = setLines(value, style, bodyWidth - factNameWidth);
    pages.need(Math.min(4, lines.length) * lineHeight(bodyStyle));
    const { y } = pages;
    const element = pages.pdf.struct("P");
    parent.add(element);
    const [label] = setLines(name, bodyStyle, factNameWidth - 10);
    if (label) element.add(() => pages.line(label, bodyStyle, sheet.left, y, colours.muted));
    pages.y = y + (lineHeight(bodyStyle) - lineHeight(style)) / 2;
    pages.text(element, value, style, { x: sheet.left + factNameWidth, width: bodyWidth - factNameWidth });
    element.end();
    pages.y = Math.max(pages.y, y + lineHeight(bodyStyle)) + 3;
  }
}

function code(pages: Pages, parent: StructureElement, lines: string[]): void {
  const set = lines.flatMap((line) => setLines(line, codeStyle, bodyWidth - 24));
  const height = set.length * lineHeight(codeStyle) + 18;
  pages.need(height);
  pages.fill({ x: sheet.left, y: pages.y, width: bodyWidth, height }, colours.sunken);
  const element = pages.pdf.struct("Code");
  parent.add(element);
  set.forEach((line, at) => {
    const y = pages.y + 9 + at * lineHeight(codeStyle);
    element.add(() => pages.line(line, codeStyle, sheet.left + 12, y, colours.ink));
  });
  element.end();
  pages.y += height + 12;
}
