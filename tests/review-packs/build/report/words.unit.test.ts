import { describe, expect, it } from "vitest";
import { shorten } from "@/lib/review-packs/build/report/shorten";
import { counted, day, listed, moment, number, percent, plain } from "@/lib/review-packs/build/report/words";

describe("the report's words", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1204, "1,204"],
    [1234567, "1,234,567"],
  ])("write %d as %s", (value, text) => expect(number(value)).toBe(text));

  it("count one thing and several", () => {
    expect([counted(1, "finding"), counted(0, "finding"), counted(2, "policy", "policies")]).toEqual([
      "1 finding",
      "0 findings",
      "2 policies",
    ]);
  });

  it.each([
    [1204, 1310, "92 %"],
    [1309, 1310, "99 %"],
    [1310, 1310, "100 %"],
    [1, 1310, "1 %"],
    [0, 1310, "0 %"],
    [0, 0, "0 %"],
  ])("never call %d of %d all or nothing when it is not: %s", (part, whole, text) => {
    expect(percent(part, whole)).toBe(text);
  });

  it("write dates in UTC, and leave what is no date", () => {
    expect(day("2026-11-25T23:59:59.999Z")).toBe("25 November 2026");
    expect(moment("2026-01-02T03:04:05Z")).toBe("2 January 2026, 03:04 UTC");
    expect(day("whenever\u202e")).toBe("whenever⟨U+202E⟩");
  });

  it("make a name one line that turns nothing around", () => {
    expect(plain("a\nb\t c\u0000\u202ed")).toBe("a b c⟨U+0000⟩⟨U+202E⟩d");
  });

  it("join a list as people do", () => {
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });

  it("cut a text without halving a character, and mend half a pair", () => {
    expect(shorten("😀😀", 3)).toBe("😀\ufffd … (1 more characters)");
    expect(shorten("a\ud800b")).toBe("a\ufffdb");
    expect(shorten("short")).toBe("short");
  });
});
