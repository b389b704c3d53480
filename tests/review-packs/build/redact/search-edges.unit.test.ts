import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValueSearch } from "@/lib/review-packs/build/redact/search";

const found = (values: readonly string[], ...pieces: (string | Uint8Array)[]) =>
  new ValueSearch(values).isIn(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));

describe("the search of a finished pack for one of many values", () => {
  const values = [
    "Zoe Quill",
    "ada.finch@example.com",
    "10.20.30.40",
    "SRV-Fabrikam-7",
    "zoequ",
    "Ünal Özgür",
    "王小明王小明",
  ];

  it("finds each of them, at the beginning, in the middle, at the end and by itself", async () => {
    const search = new ValueSearch(values);
    for (const value of values)
      for (const text of [value, `${value} here`, `here ${value}`, `from ${value}, today`, value.toUpperCase()])
        expect(await search.isIn([Buffer.from(text)]), text).toBe(true);
  });

  it("finds none where only parts of them stand", async () => {
    const search = new ValueSearch(values);
    for (const value of values)
      for (const part of [value.slice(1), value.slice(0, -1), `${value.slice(0, 3)}${value.slice(4)}`])
        expect(await search.isIn([Buffer.from(`from ${part} today`)]), part).toBe(false);
  });

  it("finds a value that begins or goes on like another", async () => {
    const alike = ["fabrikam-one", "fabrikam-two", "fabrikam-three", "fabrikam-", "xfabrikam-"];
    for (const value of alike) expect(await found(alike, `the ${value}`)).toBe(true);
    expect(await found(alike, "the fabrikam one")).toBe(false);
  });

  it("finds what a plain search finds, whatever the bytes around it and wherever they are cut", async () => {
    const value = fc
      .string({ unit: "grapheme-ascii", minLength: 10, maxLength: 30 })
      .filter((one) => one.trim() === one);
    const bytes = fc.uint8Array({ maxLength: 40 });
    const another = new ValueSearch(["zoe.quill@example.com"]);
    await fc.assert(
      fc.asyncProperty(value, bytes, bytes, fc.nat(), async (one, before, behind, cut) => {
        const all = Buffer.concat([before, Buffer.from(one), behind]);
        const at = cut % all.length;
        expect(await found([one], all.subarray(0, at), all.subarray(at))).toBe(true);
        expect(await another.isIn([all])).toBe(false);
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it("finds a long value by its beginning, in pieces of any size", async () => {
    const long = "zoe quill ".repeat(30).trim();
    expect(await found([long], `from ${long} today`)).toBe(true);
    const text = Buffer.from(`${"x".repeat(1100)} ${long} ${"x".repeat(1100)}`);
    for (const size of [7, 640, 1024, 2000]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.subarray(at * size, (at + 1) * size),
      );
      expect(await found([long], ...pieces), String(size)).toBe(true);
    }
  });

  it("finds nothing when there is nothing to search for or in", async () => {
    expect(await found([], "Zoe Quill")).toBe(false);
    expect(await found(["Zoe Quill"])).toBe(false);
    expect(await found(["Zoe Quill"], "", "")).toBe(false);
    expect(await found(["zoe"], "zoe")).toBe(false);
  });
});

describe("a short value", () => {
  it("is found only where no letter and no digit touches it", async () => {
    for (const text of ["zoequ", "(zoequ)", "-zoequ.", "by zoequ", "ZOEQU:", "ézoequé"])
      expect(await found(["zoequ"], text)).toBe(true);
    for (const text of ["azoequ", "zoequa", "7zoequ", "zoequ7", "Zzoequ", "zoequZ", "azoequa"])
      expect(await found(["zoequ"], text), text).toBe(false);
  });

  it("is not found at the end of a piece when a letter touches it in the next one", async () => {
    expect(await found(["zoequ"], "person-zoequ", "f12345")).toBe(false);
    expect(await found(["zoequ"], "person-zoequ", "-12345")).toBe(true);
    expect(await found(["zoequ"], "person-zoequ")).toBe(true);
    expect(await found(["zoequ"], "person-zoequ", "")).toBe(true);
  });

  it("is not found at the beginning of what is looked at again when a letter stood before it", async () => {
    const behind = `zoequ${"-".repeat(1019)}`;
    expect(await found(["zoequ"], `a${behind}`, "-")).toBe(false);
    expect(await found(["zoequ"], `-${behind}`, "-")).toBe(true);
    expect(await found(["zoequ"], behind, "-")).toBe(true);
  });
});
