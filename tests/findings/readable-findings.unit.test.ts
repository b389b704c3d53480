import { describe, expect, it } from "vitest";
import { groupByFramework } from "@/lib/findings/compliance";
import { readEvidence } from "@/lib/findings/evidence";
import { readRemediation } from "@/lib/findings/remediation";

describe("evidence", () => {
  it("is names and values, what was seen first", () => {
    expect(
      readEvidence({ region: "global", uid: "u-1", message: "It is open.", isMuted: false, categories: ["a", "b"] }),
    ).toEqual([
      { name: "Message", kind: "text", text: "It is open." },
      { name: "Region", kind: "text", text: "global" },
      { name: "UID", kind: "text", text: "u-1" },
      { name: "Is muted", kind: "text", text: "No" },
      { name: "Categories", kind: "list", items: ["a", "b"], more: 0 },
    ]);
    expect(readEvidence({ data: { metadata: { id: "m" } }, none: {}, nothing: null })).toMatchObject([
      { name: "Data", kind: "tree" },
      { name: "None", text: "empty" },
      { name: "Nothing", text: "–" },
    ]);
  });

  it("of any shape is shown, within limits", () => {
    expect(readEvidence(null)).toEqual([]);
    expect(readEvidence({})).toEqual([]);
    expect(readEvidence("text")).toEqual([{ name: "Evidence", kind: "text", text: "text" }]);
    expect(readEvidence([1, 2])).toEqual([{ name: "Evidence", kind: "list", items: ["1", "2"], more: 0 }]);
    expect(readEvidence(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, at])))).toHaveLength(
      200,
    );
    expect(readEvidence({ list: Array.from({ length: 5_000 }, String) })).toMatchObject([{ more: 4_900 }]);
    expect(JSON.stringify(readEvidence({ message: "x".repeat(10_000_000) })).length).toBeLessThan(21_000);
  });

  it("cannot disguise a name or a value", () => {
    expect(readEvidence({ "a\u202Eb": "c\u2066d" })).toEqual([
      { name: "a⟨U+202E⟩b", kind: "text", text: "c⟨U+2066⟩d" },
    ]);
  });
});

describe("a remediation", () => {
  it("links an https address on a line of its own, and nothing else", () => {
    const lines = readRemediation(
      "Do this.\n\n\nhttps://learn.example/how?a=1#b\nSee https://learn.example/x for more.",
    );
    expect(lines).toEqual([
      { text: "Do this.", href: null },
      { text: "", href: null },
      { text: "https://learn.example/how?a=1#b", href: "https://learn.example/how?a=1#b" },
      { text: "See https://learn.example/x for more.", href: null },
    ]);
  });

  it.each([
    "javascript:alert(1)",
    "http://plain.example/",
    "https://bank.example@evil.example/",
    "https://user:word@evil.example/",
    "https://\u202Eevil.example/",
    "https://münchen.example/",
    "https://",
    "//evil.example/",
    "data:text/html,<script>alert(1)</script>",
  ])("makes no link of %s", (line) => {
    expect(readRemediation(line).every(({ href }) => href === null)).toBe(true);
  });
});

it("compliance references stand together by framework, also those of no known form", () => {
  expect(
    groupByFramework(["CIS-6.0: 1.3.1", "CIS-6.0: 1.3.3", "BOD 25-01: MS.AAD.3.2", "loose", "__proto__: x"]),
  ).toEqual([
    { framework: "CIS-6.0", requirements: ["1.3.1", "1.3.3"] },
    { framework: "BOD 25-01", requirements: ["MS.AAD.3.2"] },
    { framework: "Other", requirements: ["loose"] },
    { framework: "__proto__", requirements: ["x"] },
  ]);
});
