import { type Face, fontFor, type LoadedFont, widthOf } from "@/lib/review-packs/build/report/pdf/fonts";

/** A stretch of text in one font. */
export interface Piece {
  font: LoadedFont;
  text: string;
  /** In points. */
  width: number;
  isRightToLeft: boolean;
}

export interface Line {
  pieces: Piece[];
  width: number;
}

/** How a text is set: face and size in points. */
export interface Style {
  face: Face;
  size: number;
}

interface Word {
  pieces: Piece[];
  width: number;
  /** Width without the space at its end, which may hang over the margin. */
  inkWidth: number;
}

/** Breaks a text into lines of at most `width` points. A word that is longer is broken after a mark, or else anywhere. */
export function setLines(text: string, style: Style, width: number): Line[] {
  const lines: Line[] = [];
  let line: Line = { pieces: [], width: 0 };
  const next = () => {
    lines.push(ordered(line));
    line = { pieces: [], width: 0 };
  };
  for (const word of wordsOf(text, style, width)) {
    if (line.pieces.length > 0 && line.width + word.inkWidth > width) next();
    line.pieces.push(...word.pieces);
    line.width += word.width;
  }
  if (line.pieces.length > 0 || lines.length === 0) next();
  return lines;
}

// A word with the space behind it; a character of a script without spaces by itself.
const wordPattern =
  /[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]\p{M}*|[^\s\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]+\s*|\s+/gu;

function* wordsOf(text: string, style: Style, width: number): Generator<Word> {
  for (const [part] of text.matchAll(wordPattern)) {
    const word = toWord(part, style);
    if (word.inkWidth <= width) yield word;
    else yield* brokenWord(part, style, width);
  }
}

/** The parts of a long word, each as long as fits. */
function* brokenWord(part: string, style: Style, width: number): Generator<Word> {
  let current = "";
  for (const bit of part.split(/(?<=[/._@:,;=&?-])/u)) {
    if (current !== "" && toWord(current + bit, style).inkWidth > width) {
      yield toWord(current, style);
      current = "";
    }
    current += bit;
    if (toWord(current, style).inkWidth <= width) continue;
    const cut = [...cutAnywhere(current, style, width)];
    current = cut.pop() ?? "";
    for (const one of cut) yield toWord(one, style);
  }
  if (current !== "") yield toWord(current, style);
}

function* cutAnywhere(text: string, style: Style, width: number): Generator<string> {
  let current = "";
  let used = 0;
  for (const cluster of text.match(clusterPattern) ?? []) {
    const wide = toWord(cluster, style).width;
    if (current !== "" && used + wide > width) {
      yield current;
      current = "";
      used = 0;
    }
    if (wide > width) {
      // Written out, because no font has all of it, a character and its marks may be too wide together.
      yield* cluster;
      continue;
    }
    current += cluster;
    used += wide;
  }
  yield current;
}

// A character with the marks that stand on it.
const clusterPattern = /\P{M}\p{M}*|\p{M}+/gu;
// They join or choose forms, and have none of their own.
const invisible = /\u00ad|\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

function toWord(text: string, style: Style): Word {
  const pieces = piecesOf(text.replaceAll(invisible, ""), style);
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
  const last = pieces.at(-1);
  const trimmed = last?.text.trimEnd() ?? "";
  const hanging = last && trimmed !== last.text ? last.width - widthOf(last.font, trimmed) * style.size : 0;
  return { pieces, width, inkWidth: width - hanging };
}

// Nearly every text is only this.
const ascii = /^[\x20-\x7e]*$/;
const letterA = 0x41;

function piecesOf(text: string, { face, size }: Style): Piece[] {
  const font = ascii.test(text) ? fontFor(face, letterA) : null;
  if (font) return [{ font, text, width: widthOf(font, text) * size, isRightToLeft: false }];
  const runs: { font: LoadedFont; text: string }[] = [];
  for (const cluster of text.match(clusterPattern) ?? []) {
    const drawn = drawable(cluster, face, runs.at(-1)?.font);
    const last = runs.at(-1);
    if (last && last.font === drawn.font) last.text += drawn.text;
    else runs.push(drawn);
  }
  return runs.map((run) => ({
    ...run,
    width: widthOf(run.font, run.text) * size,
    isRightToLeft: rightToLeft.test(run.text),
  }));
}

/** A cluster in the font that has all of it. What no font has is written out as its code point: visible, and never mistaken. */
function drawable(cluster: string, face: Face, before: LoadedFont | undefined): { font: LoadedFont; text: string } {
  // A space belongs to what is before it.
  if (cluster === " " && before) return { font: before, text: cluster };
  const codePoints = [...cluster].map((character) => character.codePointAt(0) ?? 0);
  const fonts = codePoints.map((codePoint) => fontFor(face, codePoint));
  const font = fonts.find((one) => one !== null && codePoints.every((point) => one.font.hasGlyphForCodePoint(point)));
  if (font) return { font, text: cluster };
  const named = codePoints.map((codePoint) => `<U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}>`).join("");
  const plain = fontFor(face, 0x3c);
  if (!plain) throw new Error("The report's fonts are not what they should be.");
  return { font: plain, text: named };
}

/**
 * The line as it is drawn: words of a script that runs from right to left follow each other that way (each is shaped by
 * the font itself), and the others are joined to as few pieces as possible.
 */
function ordered(line: Line): Line {
  const pieces: Piece[] = [];
  let turned: Piece[] = [];
  for (const piece of line.pieces) {
    if (piece.isRightToLeft) {
      turned.unshift(piece);
      continue;
    }
    pieces.push(...turned);
    turned = [];
    const last = pieces.at(-1);
    if (last && !last.isRightToLeft && last.font === piece.font) {
      pieces[pieces.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    } else pieces.push(piece);
  }
  return { ...line, pieces: [...pieces, ...turned] };
}
