import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapings } from "@/lib/review-packs/build/redact/escapes";
import { Reading } from "@/lib/review-packs/build/redact/reading";
import { ValueSearch } from "@/lib/review-packs/build/redact/search";

const found = (value: string, ...pieces: (string | Uint8Array)[]) =>
  new ValueSearch([value]).isIn(pieces.map((piece) => Buffer.from(piece as string)));

const lines = Buffer.from("\n".repeat(20));

/** A text with the escapes of each kind undone. */
function undone(text: string | Uint8Array): string[] {
  return escapings.map((escaping) => {
    const parts = new Reading(escaping, 10_000).next(Buffer.concat([Buffer.from(text as string), lines]));
    return Buffer.concat(parts).toString().trim();
  });
}
const [addresses, mails, html, json, wide] = [0, 1, 2, 3, 4] as const;

describe("a value is found with its characters escaped", () => {
  it.each([
    ["in JSON", 'say "zoe"\n\\ quill', 'say \\"zoe\\"\\n\\\\ quill'],
    ["in JSON that keeps to ASCII", "Zoë 王 quill", "zo\\u00eb \\u738b quill"],
    ["in JSON that escapes all", "Zoé-q", "\\u005a\\u006f\\u00e9\\u002D\\u0071"],
    ["in JSON, of two halves", "😀zoe-quill", "\\ud83d\\ude00zoe-quill"],
    ["in JSON that escapes slashes", "zoe/quill/1", "zoe\\/quill\\/1"],
    ["in an address", "Zoë Quill", "zo%c3%ab%20quill"],
    ["in a form", "Zoë Quill", "zo%C3%AB+quill"],
    ["in a form that has nothing but spaces to escape", "Zoe Quill", "zoe+quill"],
    ["in an address that escapes all", "z@x.yz", "%7a%40%78%2e%79%7A"],
    ["in HTML", `a<b>&"c'd`, "a&lt;b&gt;&amp;&quot;c&#39;d"],
    ["in XML", `zoe'quill`, "zoe&apos;quill"],
    ["in HTML that keeps letters and digits", "Zoë-7-quill", "zo&#235;&#45;7&#45;quill"],
    ["in HTML that escapes all", "Zoé-q", "&#122;&#111;&#233;&#45;&#113;"],
    ["in HTML, in hexadecimal digits", "Zoé-q", "&#x7a;&#X6f;&#xE9;&#x02d;&#x71;"],
    ["in HTML, of a character beyond the first plane", "😀zoe-quill", "&#x1f600;zoe-quill"],
    ["quoted-printable", "Zoë v. Q-7", "zo=c3=ab v. q=2d7"],
    ["quoted-printable that escapes all", "Zoé-q", "=7a=6f=C3=a9=2d=71"],
    ["in UTF-16", "zoe quill", Buffer.from("zoe quill", "utf16le")],
    ["in UTF-16 the other way round", "zoe quill", Buffer.from("zoe quill", "utf16le").swap16()],
  ])("%s", async (_how, value, written) => {
    const bytes = Buffer.concat([Buffer.from('{"x":"'), Buffer.from(written as string), Buffer.from('", more')]);
    expect(await found(value, bytes)).toBe(true);
    // Wherever the pieces are cut.
    for (let at = 1; at < bytes.length; at++)
      expect(await found(value, bytes.subarray(0, at), bytes.subarray(at)), String(at)).toBe(true);
    expect(await found(value, ...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(true);
    expect(await found(value, Buffer.from(written as string))).toBe(true);
  });

  it("in several ways at once, and beside what is none", async () => {
    expect(await found("Zoe Quill", "100% &co; \\u12 %7 =z %5aoe%20Quill")).toBe(true);
    expect(await found("Zoe Quill", "%5aoe Qui%6cl")).toBe(true);
    expect(await found("zoequ", "line\\nzoequ\\nline")).toBe(true);
    expect(await found("zoequ", "line%20zoequ%20line")).toBe(true);
    expect(await found("zoequ", "a%7aoequ b")).toBe(false);
  });
});

describe("an escape", () => {
  it("stands for one character in its own way of writing, and for itself in the others", () => {
    expect(undone("a%20b+c")[addresses]).toBe("a b c");
    expect(undone("a=20b%20")[mails]).toBe("a b%20");
    expect(undone("&lt;&#233;&#xe9;")[html]).toBe("<éé");
    expect(undone('\\"\\u00e9\\ud83d\\ude00\\/')[json]).toBe('"é😀/');
    expect(undone(Buffer.from("abc", "utf16le"))[wide]).toBe("abc");
  });

  it("that is none stays as it is", () => {
    for (const [which, text, character] of [
      [addresses, "%x0 %2 x%20", " "],
      [mails, "= =2x =g0 x=20", " "],
      [html, "&; &co; &#; &#x; &#xg; &#1114112; & lt; &#12345678901234; x&lt;", "<"],
      [json, "\\x \\u12 \\u12g4 \\ x\\/", "/"],
    ] as const) {
      const none = text.slice(0, text.lastIndexOf("x") + 1);
      expect(undone(`${text}.`)[which]).toBe(`${none}${character}.`);
    }
  });

  it("of half a character does no harm", () => {
    expect(undone("\\ud83d and \\ude00 \\ud83dx")[json]).toBe("\ufffd and \ufffd \ufffdx");
  });
});

describe("what is searched of a text with escapes", () => {
  it("is what is around them, and nothing where there are none", () => {
    const reading = new Reading(escapings[addresses] ?? null, 10);
    expect(reading.next(Buffer.from("x".repeat(100)))).toEqual([]);
    const parts = reading.next(Buffer.from(`${"a".repeat(100)}%20${"b".repeat(100)}%20%20${"c".repeat(100)}`));
    expect(parts.map(String)).toEqual([`${"a".repeat(10)} ${"b".repeat(13)}`, `${"b".repeat(10)}  ${"c".repeat(13)}`]);
    expect(reading.end()).toEqual([]);
  });

  it("is also what follows in the next pieces, however short they are", () => {
    const reading = new Reading(escapings[addresses] ?? null, 10);
    const said = ["%20", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"].map((piece) =>
      reading.next(Buffer.from(piece)).join(),
    );
    expect(said[0]).toContain(" ");
    expect(said[8]).toContain(" abcdefgh");
    expect(said[12]).toBe("");
  });

  it("finds what a search of the whole finds, however it is cut", async () => {
    const value = "zoe.quill@example.com";
    const writings = [
      value,
      encodeURIComponent(value),
      [...value].map((one) => `&#${one.charCodeAt(0)};`).join(""),
      [...value].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
      [...value].map((one) => `=${one.charCodeAt(0).toString(16)}`).join(""),
    ];
    const noise = fc.stringMatching(/^[a-z%&=\\;#+ \0]{0,60}$/);
    const search = new ValueSearch([value]);
    await fc.assert(
      fc.asyncProperty(
        noise,
        fc.constantFrom(...writings),
        noise,
        fc.array(fc.nat(), { maxLength: 4 }),
        async (before, written, behind, cuts) => {
          const bytes = Buffer.from(`${before} ${written} ${behind}`);
          const at = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((to, which) => bytes.subarray(at[which], to));
          expect(await search.isIn(pieces)).toBe(true);
          expect(await search.isIn([Buffer.from(`${before} ${behind}`)])).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
