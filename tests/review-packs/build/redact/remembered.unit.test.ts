import { describe, expect, it } from "vitest";
import { Remembered } from "@/lib/review-packs/build/redact/remembered";

describe("what was worked out for a text", () => {
  it("is not worked out again, for each text by itself", () => {
    const worked: string[] = [];
    const remembered = new Remembered<string>(1_000);
    const ask = (text: string) =>
      remembered.of(text, (one) => {
        worked.push(one);
        return one.toUpperCase();
      });
    expect(["a", "b", "a", "b", ""].map(ask)).toEqual(["A", "B", "A", "B", ""]);
    expect(["a", ""].map(ask)).toEqual(["A", ""]);
    expect(worked).toEqual(["a", "b", ""]);
  });

  it("is forgotten with all others before it takes more memory than it may, and then remembered again", () => {
    const worked: string[] = [];
    const remembered = new Remembered<number>(2 * (40 + 2 * 10));
    const ask = (letter: string) => remembered.of(letter.repeat(10), (one) => worked.push(one));
    for (const letter of "ababcbcacac") ask(letter);
    expect(worked.map(([letter]) => letter).join("")).toBe("abcbac");
  });
});
