import { setImmediate } from "node:timers/promises";
import { generator } from "@/lib/review-packs/build/generator";
import type { Chapter, ReportDocument } from "@/lib/review-packs/build/report/document";
import { drawBlock } from "@/lib/review-packs/build/report/pdf/blocks";
import { drawContents, drawCover } from "@/lib/review-packs/build/report/pdf/cover";
import { closePdf, openPdf, type StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { bodyHeight, bodyWidth, colours, Pages, sheet } from "@/lib/review-packs/build/report/pdf/pages";
import { type Style, setLines } from "@/lib/review-packs/build/report/pdf/typesetting";

/** Chapters that begin on a page of their own. */
const ownPage: ReadonlySet<string> = new Set(["summary", "coverage", "findings", "verification"]);

const titleStyle: Style = { face: "strong", size: 19 };
const edgeStyle: Style = { face: "regular", size: 8 };

/**
 * The report as a PDF: tagged, with outline and contents. It gives way to other work after each block, so that a server
 * that makes one goes on answering.
 */
export async function renderPdf(report: ReportDocument): Promise<Uint8Array> {
  const pdf = openPdf({
    title: report.title,
    author: report.author,
    subject: `${report.identity}. ${report.subtitle}`,
    creator: `${generator.name} ${generator.version}`,
    asOf: new Date(report.asOf),
  });
  const pages = new Pages(pdf);
  const root = pdf.struct("Document");
  pdf.addStructure(root);
  const contents = drawCover(pages, root, report);
  const begun: { id: string; title: string; page: number }[] = [];
  for (const [at, chapter] of report.chapters.entries()) {
    const section = beginChapter(pages, root, chapter, at, report.accent);
    begun.push({ id: chapter.id, title: chapter.title, page: pages.index });
    for (const block of chapter.blocks) {
      await drawBlock(pages, section, block, report.accent);
      await setImmediate();
    }
    section.end();
  }
  drawContents(pages, contents, begun);
  root.end();
  drawEdges(pages, report);
  return closePdf(pdf);
}

function beginChapter(
  pages: Pages,
  root: StructureElement,
  { id, title }: Chapter,
  at: number,
  accent: string,
): StructureElement {
  if (at === 0 || ownPage.has(id)) {
    if (!pages.isAtTop) pages.add();
  } else {
    pages.space(30);
    pages.need(bodyHeight / 4);
  }
  const { pdf, y } = pages;
  pdf.addNamedDestination(id, "XYZ", sheet.left, y - 12, null);
  pdf.outline.addItem(`${at + 1} ${title}`);
  const section = pdf.struct("Sect");
  root.add(section);
  const heading = pdf.struct("H1");
  section.add(heading);
  const [number] = setLines(String(at + 1), titleStyle, 40);
  if (number) heading.add(() => pages.line(number, titleStyle, sheet.left, y, accent));
  const indent = (number?.width ?? 0) + 12;
  pages.text(heading, title, titleStyle, { x: sheet.left + indent, width: bodyWidth - indent });
  heading.end();
  pages.y += 10;
  return section;
}

/** Head and foot of every page but the cover, when it is known how many there are. */
function drawEdges(pages: Pages, { title, author, identity }: ReportDocument): void {
  const { pdf } = pages;
  const { count } = pdf.bufferedPageRange();
  for (let at = 1; at < count; at++) {
    pdf.switchToPage(at);
    pages.decor(() => {
      edge(pages, title, 40);
      edge(pages, identity, 40, true);
      edge(pages, author, sheet.height - 46);
      edge(pages, `${at + 1} / ${count}`, sheet.height - 46, true);
    });
  }
}

function edge(pages: Pages, text: string, y: number, isRight = false): void {
  const [line] = setLines(text, edgeStyle, bodyWidth * 0.7);
  if (line) pages.line(line, edgeStyle, isRight ? sheet.left + bodyWidth - line.width : sheet.left, y, colours.muted);
}
