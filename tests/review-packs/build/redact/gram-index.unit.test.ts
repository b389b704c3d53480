import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GramIndex } from "@/lib/review-packs/build/redact/gram-index";

/** The strings that may begin at a place in the text. */
function perhapsIn(index: GramIndex, text: string): [number, number][] {
  const told: [number, number][] = [];
  index.isIn(Buffer.from(text, "latin1"), (id, start) => {
    told.push([id, start]);
    return false;
  });
  return told;
}

function indexOf(gramBytes: number, strings: readonly string[]): GramIndex {
  const index = new GramIndex(gramBytes);
  for (const [id, text] of strings.entries()) index.add(text, id);
  return index;
}

describe("an index of byte strings", () => {
  const strings = ["zoe quill", "ada.finch@example.com", "12345678", "srv-fabrikam-7", "zoe quill the second"];

  it("tells of each that stands in a text, and where it begins", () => {
    const index = indexOf(8, strings);
    for (const [id, text] of strings.entries())
      for (const before of ["", "x", "from "])
        expect(perhapsIn(index, `${before}${text} here`)).toContainEqual([id, before.length]);
  });

  it("takes a capital letter of the text for a small one", () => {
    expect(perhapsIn(indexOf(8, strings), "of SRV-Fabrikam-7")).toContainEqual([3, 3]);
  });

  it("tells of nothing in texts that have nothing of them, and none is empty", () => {
    const index = indexOf(8, strings);
    for (const text of ["", "zoe", "x".repeat(1000), "Administrators sign in with a second factor"])
      expect(perhapsIn(index, text)).toEqual([]);
    expect(perhapsIn(new GramIndex(8), "zoe quill")).toEqual([]);
  });

  it("stops when it was told that one stands there", () => {
    let asked = 0;
    const isThere = () => {
      asked += 1;
      return true;
    };
    expect(indexOf(8, strings).isIn(Buffer.from(strings.join(" ")), isThere)).toBe(true);
    expect(asked).toBe(1);
  });

  it("may be added to after it was searched", () => {
    const index = indexOf(8, strings);
    expect(perhapsIn(index, "quentin xavier")).toEqual([]);
    index.add("quentin xavier", 5);
    expect(perhapsIn(index, "quentin xavier")).toEqual([[5, 0]]);
    expect(perhapsIn(index, "zoe quill")).toContainEqual([0, 0]);
  });

  it("knows nothing of what it held before it was cleared", () => {
    const index = indexOf(8, strings);
    expect(perhapsIn(index, "zoe quill")).not.toEqual([]);
    index.clear();
    expect(index.count).toBe(0);
    expect(perhapsIn(index, "zoe quill")).toEqual([]);
    for (const [id, text] of [...strings].reverse().entries()) index.add(text, id);
    expect(perhapsIn(index, "srv-fabrikam-7")).toEqual([[1, 0]]);
  });

  it("tells strings apart that share most of their bytes", () => {
    const people = Array.from({ length: 5000 }, (_, at) => `person${at.toString(36)}@contoso.example`);
    const index = indexOf(8, people);
    expect(perhapsIn(index, "to somebody@contoso.example").length).toBeLessThan(20);
    expect(perhapsIn(index, `to ${people[4321]}`)).toContainEqual([4321, 3]);
  });

  it("misses none, whatever the bytes", () => {
    const bytes = fc.uint8Array({ minLength: 5, maxLength: 40 }).map((all) => Buffer.from(all).toString("latin1"));
    const small = bytes.map((text) => text.replace(/[A-Z]/g, "x"));
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 20 }), bytes, fc.nat(), (all, around, which) => {
        const id = which % all.length;
        const text = `${around}${all[id]}${around}`;
        expect(perhapsIn(indexOf(5, all), text)).toContainEqual([id, around.length]);
      }),
    );
  });

  it("holds a hundred thousand", () => {
    const index = indexOf(
      8,
      Array.from({ length: 100_000 }, (_, at) => `quentin xavier ${at.toString(36)} the one`),
    );
    expect(index.count).toBe(100_000);
    for (const id of [0, 4095, 4096, 99_999])
      expect(perhapsIn(index, `by quentin xavier ${id.toString(36)} the one`)).toContainEqual([id, 3]);
  });
});
