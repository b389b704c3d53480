import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingsMax, encodingsOf } from "@/lib/review-packs/build/redact/encodings";

const textsOf = (value: string) => encodingsOf(value).map(({ text }) => text);
const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

describe("a value as it can stand in a file", () => {
  it.each([
    ["as it is", "Zoë <o'Quill> & co.", "zoë <o'quill> & co."],
    ["in hexadecimal digits", "Zoé", "7a6fc3a9"],
  ])("is searched for %s", (_how, value, written) => expect(textsOf(value)).toContain(latin1(written)));

  it("is searched for inside base64, wherever in the encoded text it begins and ends", () => {
    const anything = fc.uint8Array({ maxLength: 7 });
    fc.assert(
      fc.property(anything, fc.string({ minLength: 6, maxLength: 20 }), anything, (before, value, behind) => {
        const bytes = Buffer.concat([before, Buffer.from(value), behind]);
        for (const encoding of ["base64", "base64url"] as const) {
          const file = bytes.toString(encoding).toLowerCase();
          expect(textsOf(value).some((text) => text.length >= 6 && file.includes(text))).toBe(true);
        }
      }),
    );
  });

  it("is searched for by all characters of base64 in which nothing beside it has a share", () => {
    for (const bytesBefore of [0, 1, 2]) {
      const beside = (byte: number) =>
        Buffer.concat([
          Buffer.alloc(bytesBefore, byte),
          Buffer.from("zoe quill"),
          Buffer.alloc(3 - bytesBefore, byte),
        ]).toString("base64");
      const [one, other] = [beside(0x00), beside(0xff)];
      const own = [...one].filter((character, at) => character === other[at]).join("");
      expect(textsOf("zoe quill")).toContain(own.toLowerCase());
    }
  });

  it("is not searched for in base64 by so few characters that they stand everywhere", () => {
    const inBase64 = (value: string) => Buffer.from(value).toString("base64").toLowerCase();
    expect(textsOf("zoequ")).toContain(inBase64("zoequ").slice(0, 6));
    expect(textsOf("zoe")).not.toContain(inBase64("zoe"));
    expect(textsOf("zoequ").some((text) => text.length < 5)).toBe(false);
  });

  it("is searched for in UTF-16, in either order of bytes, where that is not its letters with zeros between them", () => {
    expect(textsOf("Zoë")).toContain("z\0o\0\u00eb\0");
    expect(textsOf("Zoë")).toContain("\0z\0o\0\u00eb");
    expect(textsOf("Zoe").filter((text) => text.includes("\0"))).toEqual([]);
  });

  it("is searched for in no way twice, and in no more ways than an index has numbers for", () => {
    for (const value of ["zoe quill", "Zoe Quill", "ZOË ÖZGÜR ???>>>", "王小明王小明"]) {
      const texts = textsOf(value);
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.length).toBeLessThanOrEqual(encodingsMax);
    }
    expect(textsOf("zoe quill")).toHaveLength(5);
  });

  it("is searched for in capital letters too where those are other bytes", () => {
    expect(textsOf("Zoë")).toContain(latin1("zoË"));
    expect(textsOf("ZOË")).toContain(latin1("zoë"));
    expect(textsOf("ёлка")).toContain(latin1("ЁЛКА"));
    expect(encodingsOf("zoe").length).toBeLessThan(encodingsOf("zoë").length);
    expect(encodingsOf("zoe quill").length).toBeLessThan(encodingsOf("Zoe Quill").length);
  });

  it("has ASCII letters small, and no form that is longer than what is looked at again", () => {
    for (const text of textsOf("ZOE QUILL <Zoë>")) expect(text).not.toMatch(/[A-Z]/);
    for (const text of textsOf("Zoë ".repeat(150))) expect(text.length).toBeLessThanOrEqual(640);
    expect(textsOf("\0@[`{zZaA")).toContain("\0@[`{zzaa");
  });

  it("counts only where no letter touches it when it is short: hashes have it by chance", () => {
    const edges = (value: string, written: string) =>
      encodingsOf(value).find(({ text }) => text === latin1(written))?.needsEdges;
    expect(edges("zoe-quill", "zoe-quill")).toBe(true);
    expect(edges("zoe-quills", "zoe-quills")).toBe(false);
    expect(edges("zoe-quill-f", Buffer.from("zoe-quill-f").toString("hex"))).toBe(true);
    expect(edges("zoe-quill-fi", Buffer.from("zoe-quill-fi").toString("hex"))).toBe(false);
    const wide = (value: string) => encodingsOf(value).find(({ text }) => text.startsWith("z\0o\0"))?.needsEdges;
    expect(wide("zoe-quië")).toBe(true);
    expect(wide("zoe-quillë")).toBe(false);
  });
});
