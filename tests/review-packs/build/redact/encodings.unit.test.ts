import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingsOf } from "@/lib/review-packs/build/redact/encodings";

const textsOf = (value: string) => encodingsOf(value).map(({ bytes }) => Buffer.from(bytes).toString("latin1"));
const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

describe("a value as it can stand in a file", () => {
  it.each([
    ["as it is", "Zoë <o'Quill> & co.", "zoë <o'quill> & co."],
    ["in JSON", 'say "zoe"\n\\', 'say \\"zoe\\"\\n\\\\'],
    ["in JSON that keeps to ASCII", "Zoë 王", "zo\\u00eb \\u738b"],
    ["in JSON that escapes all", "Zoé", "\\u007a\\u006f\\u00e9"],
    ["in JSON, of two halves", "😀x", "\\ud83d\\ude00x"],
    ["in an address", "Zoë Quill", "zo%c3%ab%20quill"],
    ["in a form", "Zoë Quill", "zo%c3%ab+quill"],
    ["in an address that escapes all", "z@x.y", "%7a%40%78%2e%79"],
    ["in an address, of a tab", "z\ty", "%7a%09%79"],
    ["in HTML", `a<b>&"c'`, "a&lt;b&gt;&amp;&quot;c&#39;"],
    ["in HTML that keeps letters and digits", "Zoë-7", "zo&#235;&#45;7"],
    ["in HTML that escapes all", "Zoé", "&#122;&#111;&#233;"],
    ["in HTML, in hexadecimal digits", "Zoé", "&#x7a;&#x6f;&#xe9;"],
    ["in HTML, of a character beyond the first plane", "😀x", "&#x1f600;&#x78;"],
    ["quoted-printable", "Zoë v. Q-7", "zo=c3=ab v. q=2d7"],
    ["quoted-printable that escapes all", "Zoé", "=7a=6f=c3=a9"],
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
    expect(encodingsOf("zoequ").some(({ bytes }) => bytes.length < 5)).toBe(false);
  });

  it("is searched for in UTF-16, in either order of bytes", () => {
    expect(textsOf("Zoe")).toContain("z\0o\0e\0");
    expect(textsOf("Zoe")).toContain("\0z\0o\0e");
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
    for (const { bytes } of encodingsOf("Zoë ".repeat(50))) expect(bytes.length).toBeLessThanOrEqual(640);
    expect(textsOf("\0@[`{zZaA")).toContain("\0@[`{zzaa");
  });

  it("counts only where no letter touches it when it is short: hashes have it by chance", () => {
    const edges = (value: string, written: string) =>
      encodingsOf(value).find(({ bytes }) => Buffer.from(bytes).equals(Buffer.from(written)))?.needsEdges;
    expect(edges("zoe-quill", "zoe-quill")).toBe(true);
    expect(edges("zoe-quills", "zoe-quills")).toBe(false);
    expect(edges("zoe-quill-f", Buffer.from("zoe-quill-f").toString("hex"))).toBe(true);
    expect(edges("zoe-quill-fi", Buffer.from("zoe-quill-fi").toString("hex"))).toBe(false);
    expect(edges("zoe-quill", Buffer.from("zoe-quill", "utf16le").toString())).toBe(true);
    expect(edges("zoe-quills", Buffer.from("zoe-quills", "utf16le").toString())).toBe(false);
  });
});
