import type { ReportDocument, ReportLogo } from "@/lib/review-packs/build/report/document";
import { drawFacts } from "@/lib/review-packs/build/report/pdf/blocks";
import type { Pdf, StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { bodyWidth, colours, lineHeight, type Pages, sheet } from "@/lib/review-packs/build/report/pdf/pages";
import { type Style, setLines } from "@/lib/review-packs/build/report/pdf/typesetting";
import { decodePng, scaleDown } from "@/lib/review-packs/build/report/png-pixels";

const authorStyle: Style = { face: "regular", size: 11 };
const titleStyle: Style = { face: "strong", size: 30 };
const periodStyle: Style = { face: "regular", size: 15 };
const contentsStyle: Style = { face: "regular", size: 10.5 };
const contentsHeading: Style = { face: "strong", size: 11.5 };

/** Where the contents are to be drawn, when the pages of the chapters are known. */
export interface ContentsPlace {
  page: number;
  y: number;
  element: StructureElement;
}

/** The first page: whose report it is, on whom, and for when. The space for the contents is kept free. */
export function drawCover(pages: Pages, root: StructureElement, report: ReportDocument): ContentsPlace {
  const element = pages.pdf.struct("Sect");
  root.add(element);
  pages.y = 96;
  if (report.logo) drawLogo(pages, report.logo);
  pages.y = Math.max(pages.y, 176);
  text(pages, element, report.author, authorStyle, colours.muted);
  pages.y += 12;
  pages.fill({ x: sheet.left, y: pages.y, width: 54, height: 4 }, report.accent);
  pages.y += 20;
  text(pages, element, report.title, titleStyle, colours.ink, "H1");
  text(pages, element, report.subtitle, periodStyle, colours.muted);
  pages.y += 30;
  drawFacts(pages, element, report.cover);
  pages.y += 20;
  pages.need(30 + report.chapters.length * contentsRow);
  const contents = pages.pdf.struct("TOC");
  element.add(contents);
  const place = { page: pages.index, y: pages.y, element: contents };
  // What comes next begins below it, wherever that is.
  pages.y += contentsRow;
  return place;
}

function text(pages: Pages, parent: StructureElement, words: string, style: Style, colour: string, type = "P"): void {
  const element = pages.pdf.struct(type);
  parent.add(element);
  pages.text(element, words, style, { colour });
  element.end();
}

const contentsRow = 17.5;

/** The contents with the page of each chapter; each line leads there. */
export function drawContents(
  pages: Pages,
  { page, y: top, element }: ContentsPlace,
  chapters: readonly { id: string; title: string; page: number }[],
): void {
  const { pdf } = pages;
  pdf.switchToPage(page);
  const line = (words: string, style: Style, x: number, y: number, colour: string, isRight = false) => {
    const [set] = setLines(words, style, bodyWidth);
    if (set) pages.line(set, style, isRight ? x - set.width : x, y, colour);
  };
  const heading = pdf.struct("Caption");
  element.add(heading);
  heading.add(() => line("Contents", contentsHeading, sheet.left, top, colours.ink));
  heading.end();
  chapters.forEach(({ id, title, page }, at) => {
    const y = top + lineHeight(contentsHeading) + 6 + at * contentsRow;
    const item = pdf.struct("TOCI");
    element.add(item);
    item.add(() => {
      line(String(at + 1), contentsStyle, sheet.left, y, colours.muted);
      line(title, contentsStyle, sheet.left + 24, y, colours.ink);
      line(String(page + 1), contentsStyle, sheet.left + bodyWidth, y, colours.ink, true);
    });
    item.end();
    pages.rule(y + lineHeight(contentsStyle) + 1);
    pdf.goTo(sheet.left, y, bodyWidth, contentsRow, id);
  });
  element.end();
}

const logoBox = { width: 170, height: 60 };
// As many pixels as are seen in print at this size.
const logoPixelsMax = 600;

function drawLogo(pages: Pages, { png, width, height }: ReportLogo): void {
  const scale = Math.min(logoBox.width / width, logoBox.height / height, 1);
  const size = { width: width * scale, height: height * scale };
  const { y } = pages;
  pages.decor((pdf) => placeImage(pdf, imageOf(pdf, png), { x: sheet.left, y, ...size }));
  pages.y += size.height;
}

/** The picture as an image of the document: plain pixels, compressed like the rest of it. */
function imageOf(pdf: Pdf, png: Uint8Array) {
  const pixels = scaleDown(decodePng(png), logoPixelsMax);
  const image = pdf.ref({
    Type: "XObject",
    Subtype: "Image",
    Width: pixels.width,
    Height: pixels.height,
    BitsPerComponent: 8,
    ColorSpace: "DeviceRGB",
  });
  image.end(pixels.rgb as Buffer);
  return image;
}

function placeImage(
  pdf: Pdf,
  image: PDFKit.PDFKitReference,
  box: { x: number; y: number; width: number; height: number },
): void {
  const name = "Logo";
  const page = pdf.page as unknown as { xobjects: Record<string, unknown> };
  page.xobjects[name] = image;
  pdf.save().transform(box.width, 0, 0, -box.height, box.x, box.y + box.height);
  pdf.addContent(`/${name} Do`);
  pdf.restore();
}
