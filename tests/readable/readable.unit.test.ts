import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldName } from "@/lib/readable/field-name";
import { inertText } from "@/lib/readable/inert-text";
import { type TreeNode, toTree } from "@/lib/readable/tree";

const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

describe("text of a file", () => {
  it("can neither turn, hide nor move the words around it", () => {
    expect(inertText("user\u202Etxt.exe\u0000\u200B")).toBe("user⟨U+202E⟩txt.exe⟨U+0000⟩⟨U+200B⟩");
    expect(inertText("\u{e0041}\ud800")).toBe("⟨U+E0041⟩⟨U+D800⟩");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !forbidden.test(inertText(text))));
  });

  it("keeps lines, tabs, other scripts and what looks like HTML as they are", () => {
    const text = "<script>alert(1)</script>\tÄ 漢字 العربية 👩‍👧\n=cmd|' /C calc'!A0";
    expect(inertText(text)).toBe(text);
    expect(inertText("a\r\nb")).toBe("a\nb");
  });

  it("is cut when it is long, which it says", () => {
    expect(inertText("x".repeat(10_000_000), 10)).toBe("xxxxxxxxxx … (9,999,990 more characters)");
  });
});

describe("a member's name", () => {
  it("becomes words", () => {
    expect(fieldName("resourceDisplayName")).toBe("Resource display name");
    expect(fieldName("rbac_status")).toBe("Rbac status");
    expect(fieldName("MS.AAD.3.2v2")).toBe("MS.AAD.3.2v2");
    expect(fieldName("@odata.context")).toBe("@odata.context");
  });
});

describe("a value as a tree", () => {
  const size = (node: TreeNode): number =>
    1 + (node.kind === "branch" ? node.children.reduce((sum, child) => sum + size(child), 0) : 0);

  it("names what it can, and says what each branch is", () => {
    const tree = toTree("policies", [
      { displayName: "Block legacy", state: "enabled", conditions: { users: [] } },
      true,
      null,
    ]);
    expect(tree).toMatchObject({
      summary: "3 entries",
      children: [
        {
          name: "1",
          summary: "Block legacy",
          children: [{ name: "Display name" }, { text: "enabled" }, { summary: "1 member" }],
        },
        { text: "Yes" },
        { text: "–" },
      ],
    });
  });

  it("stays small however wide and deep the file is, and counts what it leaves out", () => {
    let deep: unknown = "bottom";
    for (let level = 0; level < 5_000; level++) deep = { deep };
    const wide = Array.from({ length: 100_000 }, (_, at) => ({ at, deep }));
    const tree = toTree("hostile", wide);
    expect(size(tree)).toBeLessThanOrEqual(3_000);
    expect(tree).toMatchObject({ more: 99_800 });
  });

  it("shows a member called __proto__ as any other", () => {
    expect(toTree("x", JSON.parse('{"__proto__":{"a":1},"constructor":"b"}'))).toMatchObject({
      children: [{ name: "__proto__" }, { name: "Constructor", text: "b" }],
    });
  });
});
