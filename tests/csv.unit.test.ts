import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvRow } from "@/lib/csv";

describe("csvCell", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "    -1"])(
    "puts an apostrophe before the formula %j",
    (text) => {
      expect(csvCell(text)).toBe(`"'${text}"`);
    },
  );

  it.each(["", " ", "a=1", "1-1", "Ä", "'=1", "{}", "é@example.com"])("leaves %j alone", (text) => {
    expect(csvCell(text)).toBe(`"${text}"`);
  });

  it("doubles quotes and quotes every cell", () => {
    expect(csvRow(['a"b', null, "c,d\n"])).toBe('"a""b","","c,d\n"\n');
  });

  it("for any text: the cell reads back as the text, or as the text behind an apostrophe, and never begins a formula", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const read = csvCell(text).slice(1, -1).replaceAll('""', '"');
        expect(read === text || read === `'${text}`).toBe(true);
        expect(read).not.toMatch(/^ *[=+\-@\t\r\n\0]/);
      }),
    );
  });
});
