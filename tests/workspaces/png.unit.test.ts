import { describe, expect, it } from "vitest";
import { checkAccent } from "@/lib/workspaces/accent";
import { readPng } from "@/lib/workspaces/png";
import { chunk, pngFile } from "./png-file";

describe("a logo", () => {
  it("that is a PNG keeps its pixels and loses what else it carried", () => {
    const clean = pngFile(40, 10);
    const carrying = Buffer.concat([pngFile(40, 10, [chunk("tEXt", Buffer.from("Author\0somebody"))]), clean]);
    const read = readPng(carrying);
    expect(read).toMatchObject({ width: 40, height: 10 });
    expect(Buffer.from(read.bytes).equals(clean)).toBe(true);
  });

  const broken = (change: (file: Buffer) => Buffer) => change(pngFile(20, 20));
  it.each([
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ["a JPEG", Buffer.from("ffd8ffe000104a464946", "hex")],
    ["nothing", Buffer.alloc(0)],
    ["cut off", broken((file) => file.subarray(0, file.length - 5))],
    ["a file whose bytes were changed", broken((file) => Buffer.from(file).fill(1, 45, 46))],
    ["a file that claims a chunk of 4 GB", Buffer.concat([pngFile(1, 1).subarray(0, 33), Buffer.alloc(12, 0xff)])],
    ["a picture without pixels", Buffer.concat([pngFile(1, 1).subarray(0, 33), chunk("IEND")])],
    ["a picture of 2,001 pixels", pngFile(2001, 1)],
    ["a picture of no pixels", pngFile(0, 1)],
  ])("is refused when it is %s", (_what, file) => {
    expect(() => readPng(file)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});

describe("an accent", () => {
  it.each([
    ["#1D4ED8", "#1d4ed8"],
    [" 334155 ", "#334155"],
    ["#000000", "#000000"],
  ])("%j is the colour %s", (text, hex) => expect(checkAccent(text)).toBe(hex));

  it.each(["red", "#fff", "#12345g", "url(x)", "#1d4ed8;}", "", "#ffffff", "#22d3ee"])("%j is refused", (text) => {
    expect(() => checkAccent(text)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
