import type { LoadedFont } from "@/lib/review-packs/build/report/pdf/fonts";
import type { Pdf, StructureElement } from "@/lib/review-packs/build/report/pdf/library";
import { type Line, type Style, setLines } from "@/lib/review-packs/build/report/pdf/typesetting";

/** A4 in points, with its margins. */
export const sheet = { width: 595.28, height: 841.89, left: 62, right: 62, top: 82, bottom: 72 };
export const bodyWidth = sheet.width - sheet.left - sheet.right;
export const bodyHeight = sheet.height - sheet.top - sheet.bottom;
const bodyEnd = sheet.height - sheet.bottom;

export const colours = { ink: "#1a1d21", muted: "#5a626c", line: "#cdd2d8", sunken: "#f3f4f6" };

/** How far apart the base lines of a text are, against its size. */
const leading = 1.42;
export const lineHeight = (style: Style) => style.size * leading;

/** The pages of one document, filled from the top: a cursor, and the few things that are ever drawn. */
export class Pages {
  readonly pdf: Pdf;
  /** Where the next block begins, from the top of the page. */
  y = sheet.top;
  readonly #registered = new Set<string>();

  constructor(pdf: Pdf) {
    this.pdf = pdf;
    this.add();
  }

  /** The page that is being filled, from 0. */
  get index(): number {
    return this.pdf.bufferedPageRange().count - 1;
  }

  get left(): number {
    return bodyEnd - this.y;
  }

  get isAtTop(): boolean {
    return this.y === sheet.top;
  }

  add(): void {
    this.pdf.addPage();
    this.y = sheet.top;
  }

  /** Begins a new page unless `height` points are left on this one. */
  need(height: number): void {
    if (this.left < height && !this.isAtTop) this.add();
  }

  /** Space, except at the top of a page. */
  space(height: number): void {
    if (!this.isAtTop) this.y += height;
  }

  /** A text from the cursor on, over as many pages as it takes. Each line is a part of `element`. */
  text(
    element: StructureElement,
    text: string,
    style: Style,
    at: { x?: number; width?: number; colour?: string } = {},
  ): void {
    const { x = sheet.left, width = bodyWidth, colour = colours.ink } = at;
    for (const line of setLines(text, style, width)) {
      this.need(lineHeight(style));
      const { y } = this;
      element.add(() => this.line(line, style, x, y, colour));
      this.y += lineHeight(style);
    }
  }

  /** One line whose box begins at (x, y). */
  line(line: Line, { size }: Style, x: number, y: number, colour: string): void {
    let at = x;
    const base = y + size * (leading / 2 + 0.32);
    this.pdf.fillColor(colour).fontSize(size);
    for (const { font, text, width } of line.pieces) {
      this.#use(font);
      this.pdf.text(text, at, base, { lineBreak: false, baseline: "alphabetic" });
      at += width;
    }
  }

  /** Draws what has no meaning for a reader who does not see it. */
  decor(draw: (pdf: Pdf) => void): void {
    this.pdf.markContent("Artifact", { type: "Layout" });
    draw(this.pdf);
    this.pdf.endMarkedContent();
  }

  rule(y: number, { from = sheet.left, to = sheet.left + bodyWidth, width = 0.5, colour = colours.line } = {}): void {
    this.decor((pdf) => pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(colour).stroke());
  }

  fill(box: { x: number; y: number; width: number; height: number }, colour: string): void {
    this.decor((pdf) => pdf.rect(box.x, box.y, box.width, box.height).fill(colour));
  }

  #use({ name, font }: LoadedFont): void {
    if (!this.#registered.has(name)) {
      this.pdf.registerFont(name, font as unknown as PDFKit.Mixins.PDFFontSource);
      this.#registered.add(name);
    }
    this.pdf.font(name);
  }
}
