import { describe, expect, it } from "vitest";
import { Seen } from "@/lib/review-packs/build/redact/seen";

describe("which texts were met", () => {
  it("each is new once, however alike they are", () => {
    const seen = new Seen();
    const texts = ["", "a", "b", "ab", "ba", "A", "\0", "a\0", "\u{1f600}", "zoe quill", "quill zoe", "zoe  quill"];
    expect(texts.filter((text) => seen.isNew(text))).toEqual(texts);
    expect(texts.filter((text) => seen.isNew(text))).toEqual([]);
  });

  it("none of 400,000 is taken for another one", () => {
    const seen = new Seen();
    let fresh = 0;
    for (let at = 0; at < 200_000; at++) {
      fresh += seen.isNew(`person ${at}`) ? 1 : 0;
      fresh += seen.isNew(`${at.toString(2)}`) ? 1 : 0;
    }
    expect(fresh).toBe(400_000);
    expect(seen.isNew("person 0")).toBe(false);
    expect(seen.isNew("person 199999")).toBe(false);
  });

  it("past two million it begins anew: a text may be new twice, and none is forgotten to be told of", () => {
    const seen = new Seen();
    const some = 2 ** 21 + 10;
    let fresh = 0;
    for (let at = 0; at < some; at++) fresh += seen.isNew(`x${at}`) ? 1 : 0;
    expect(fresh).toBe(some);
    expect(seen.isNew("x0")).toBe(true);
    expect(seen.isNew(`x${some - 1}`)).toBe(false);
  }, 60_000);
});
