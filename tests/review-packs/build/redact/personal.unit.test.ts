import { describe, expect, it } from "vitest";
import { Personal } from "@/lib/review-packs/build/redact/personal";

function remembered(values: readonly string[], isPerson: boolean, isPublic: readonly string[] = []): string[] {
  const met: string[] = [];
  const personal = new Personal(isPublic, (value) => met.push(value));
  for (const value of values) personal.add(value, isPerson);
  return met;
}

describe("the values that a finished pack is searched for", () => {
  it("are those that were met, each once, as it was met first", () => {
    expect(remembered([" Zoe Quill ", "zoe  quill", "ZOE QUILL", "zoe@example.com"], true)).toEqual([
      "Zoe Quill",
      "zoe@example.com",
    ]);
    expect(remembered(["SRV-Fabrikam", "srv-fabrikam"], false)).toEqual(["SRV-Fabrikam"]);
  });

  it("are those of a person too when something else was called so before, of words on the list", () => {
    const met: string[] = [];
    const personal = new Personal([], (value) => met.push(value));
    personal.add("Art King", false);
    personal.add("Art King", true);
    expect(met).toEqual(["Art King"]);
  });

  it("are none of four characters, which stand in other words by chance", () => {
    expect(remembered(["zoeq", " zoeq  "], true)).toEqual([]);
    expect(remembered(["zoequ"], true)).toEqual(["zoequ"]);
  });

  it("are no words on the list, which texts use without meaning anybody; but a person's full name is", () => {
    expect(remembered(["sales", "summer group", "policy"], false)).toEqual([]);
    expect(remembered(["sales"], true)).toEqual([]);
    expect(remembered(["art king"], true)).toEqual(["art king"]);
    expect(remembered(["fabrikam group", "summer 2"], false)).toEqual(["fabrikam group", "summer 2"]);
    expect(remembered(["summer2"], true)).toEqual(["summer2"]);
  });

  it("are no short numbers and no digits of a hash, which stand in other numbers by chance; but addresses are", () => {
    expect(remembered(["12345", "deadbeef", "2026-11-25", "abcdef01234"], false)).toEqual([]);
    const others = ["10.1.2.3", "1.23.456.7", "abcdef012345", "deadbeez", "x10.1.2.3"];
    expect(remembered(others, false)).toEqual(others);
    expect(remembered(["1.2.3.4-5"], false)).toEqual([]);
    expect(remembered(["-1.2.3.4"], false)).toEqual([]);
  });

  it("are not what the pack says openly, such as the tenant's name or a part of it", () => {
    expect(remembered(["Fabrikam", "Fabrikam  Blue", "Fabrikam Green"], false, ["Fabrikam Blue", "fab-2"])).toEqual([
      "Fabrikam Green",
    ]);
    expect(remembered(["bluefab"], false, ["Fabrikam Blue", "fab-2"])).toEqual(["bluefab"]);
  });

  it("are searched for by their first 200 characters, when they are longer", () => {
    const long = "zoe".repeat(100);
    expect(remembered([long, `${long}x`], false)).toEqual([long.slice(0, 200)]);
  });

  it("are not cut within a character: half a one can be written in no file", () => {
    expect(remembered([`${"z".repeat(199)}😀x`], true)).toEqual(["z".repeat(199)]);
    expect(remembered([`${"z".repeat(198)}😀x`], true)).toEqual([`${"z".repeat(198)}😀`]);
  });

  it("are all of them, however many there are", () => {
    const many = Array.from({ length: 150_000 }, (_, at) => `zoe-${at}`);
    expect(remembered([...many, ...many], true)).toHaveLength(150_000);
    expect(remembered([...many, ...many], false)).toHaveLength(150_000);
  });
});
