import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { create, type Font } from "fontkit";
import { sfntOf } from "@/lib/review-packs/build/report/pdf/sfnt";

/** How a text is set. */
export type Face = "regular" | "strong" | "code";

/** A font that is loaded. `name` is what a document registers it under. */
export interface LoadedFont {
  name: string;
  font: Font;
}

const sans = (weight: number) =>
  ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "greek-ext", "cyrillic-ext"].map(
    (subset) => `@fontsource/source-sans-3/files/source-sans-3-${subset}-${weight}-normal.woff`,
  );
// Has a glyph for nearly every character of the basic plane and the emoji: plain to look at, but nothing is lost.
const lastResort = "@fontsource/unifontex/files/unifontex-latin-400-normal.woff";

/** The files of each face, the first that has a character draws it. All under the SIL Open Font License 1.1. */
const files: Readonly<Record<Face, readonly string[]>> = {
  regular: [...sans(400), lastResort],
  strong: [...sans(600), lastResort],
  code: ["@fontsource/source-code-pro/files/source-code-pro-latin-400-normal.woff", ...sans(400), lastResort],
};

const loaded = new Map<string, LoadedFont>();
const known: Readonly<Record<Face, Map<number, LoadedFont | null>>> = {
  regular: new Map(),
  strong: new Map(),
  code: new Map(),
};
const knownMax = 20_000;

/** The font that draws a character in a face; null when none has it. Fonts are read when they are first needed, and stay. */
export function fontFor(face: Face, codePoint: number): LoadedFont | null {
  const before = known[face].get(codePoint);
  if (before !== undefined) return before;
  if (known[face].size >= knownMax) known[face].clear();
  const file = files[face].find((one) => load(one).font.hasGlyphForCodePoint(codePoint));
  const font = file === undefined ? null : load(file);
  known[face].set(codePoint, font);
  return font;
}

/** Width of a text in a font, per point of its size. */
export function widthOf({ name, font }: LoadedFont, text: string): number {
  const key = `${name}\u0000${text}`;
  const before = widths.get(key);
  if (before !== undefined) return before;
  if (widths.size >= knownMax) widths.clear();
  const width = font.layout(text).advanceWidth / font.unitsPerEm;
  widths.set(key, width);
  return width;
}

const widths = new Map<string, number>();

function load(file: string): LoadedFont {
  const before = loaded.get(file);
  if (before) return before;
  const font = withQuickLayout(create(sfntOf(readFileSync(resolveFile(file)))) as Font);
  const made = { name: path.basename(file, ".woff"), font };
  loaded.set(file, made);
  return made;
}

// Marks above and below, joined forms, and scripts that run from right to left: here letters do not just follow each other.
const shaped =
  /[\p{M}\u0590-\u08ff\u0900-\u109f\u1700-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{11fff}]|[\u{1e800}-\u{1efff}]/u;

/**
 * The font with a quick way for simple texts: one glyph for each character. The whole of OpenType takes many times as
 * long, and gives such a text its ligatures and kerning only.
 */
function withQuickLayout(font: Font): Font {
  const layout = (text: string) => {
    if (shaped.test(text)) return font.layout(text);
    const glyphs = [...text].map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0));
    const positions = glyphs.map(({ advanceWidth }) => ({
      xAdvance: advanceWidth,
      yAdvance: 0,
      xOffset: 0,
      yOffset: 0,
    }));
    return { glyphs, positions, advanceWidth: positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) };
  };
  return Object.create(font, { layout: { value: layout } }) as Font;
}

/** The working directory is the project's, also in the bundled server, whose own modules lie elsewhere. */
function resolveFile(file: string): string {
  return createRequire(path.join(/*turbopackIgnore: true*/ process.cwd(), "package.json")).resolve(file);
}
