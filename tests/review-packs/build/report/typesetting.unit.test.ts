import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setLines } from "@/lib/review-packs/build/report/pdf/typesetting";

const style = { face: "regular", size: 10 } as const;
const texts = (text: string, width = 400) =>
  setLines(text, style, width).map(({ pieces }) => pieces.map((piece) => piece.text).join(""));
const fonts = (text: string) => setLines(text, style, 400).flatMap(({ pieces }) => pieces.map(({ font }) => font.name));

describe("text in the PDF", () => {
  it("breaks between words, and hangs the space over the margin", () => {
    const lines = texts("Administrators sign in with a second factor", 100);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map((line) => line.trimEnd()).join(" ")).toBe("Administrators sign in with a second factor");
  });

  it("breaks an address after a mark, and an id that has none anywhere", () => {
    const address = texts("administrator.of.everything@contoso.example.com", 120);
    expect(address.slice(0, -1).every((line) => /[.@]$/.test(line))).toBe(true);
    const id = "x".repeat(200);
    expect(texts(id, 120).join("")).toBe(id);
  });

  it("breaks between characters of scripts that have no spaces", () => {
    expect(texts("管理者は二要素認証でサインインします", 60).length).toBeGreaterThan(2);
  });

  it("takes each character from a font that has it", () => {
    expect(new Set(fonts("Łódź Straße"))).toEqual(
      new Set(["source-sans-3-latin-400-normal", "source-sans-3-latin-ext-400-normal"]),
    );
    expect(fonts("Ελλάδα")).toEqual(["source-sans-3-greek-400-normal"]);
    expect(fonts("Москва")).toEqual(["source-sans-3-cyrillic-400-normal"]);
    expect(fonts("漢字")).toEqual(["unifontex-latin-400-normal"]);
    expect(fonts("🔒")).toEqual(["unifontex-latin-400-normal"]);
  });

  it("writes out what no font has", () => {
    expect(texts("\u{2f80f}\u{10fffd}")).toEqual(["<U+2F80F><U+10FFFD>"]);
  });

  it("lets words that run from right to left follow each other that way", () => {
    const [line] = setLines("name: שלום עולם end", style, 400);
    expect(line?.pieces.map(({ text }) => text.trim()).filter((text) => text !== "")).toEqual([
      "name:",
      "עולם",
      "שלום",
      "end",
    ]);
  });

  it("breaks between marks that have to be written out and are too wide together", () => {
    expect(texts("\ud7fc\u0591", 60)).toEqual(["<U+D7FC>\u0591"]);
  });

  it("never throws, and no line is wider than it may be, whatever the text", () => {
    const anything = fc
      .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 60 })
      .map((codePoints) => String.fromCodePoint(...codePoints));
    fc.assert(
      fc.property(anything, fc.integer({ min: 60, max: 300 }), (text, width) => {
        for (const line of setLines(text, style, width)) {
          const last = line.pieces.at(-1);
          const hanging = 12 * (/\s*$/.exec(last?.text ?? "")?.[0].length ?? 0);
          expect(line.width).toBeLessThanOrEqual(width + hanging + 0.01);
        }
      }),
      { numRuns: 200 },
    );
  }, 20_000);

  it("loses no visible character of an ordinary text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abÄß é漢ж-./@ "), maxLength: 80 }), (text) => {
        expect(texts(text, 80).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
      { numRuns: 200 },
    );
  });
});
