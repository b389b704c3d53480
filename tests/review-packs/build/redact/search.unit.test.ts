import { describe, expect, it } from "vitest";
import { searchesFor, ValueSearch } from "@/lib/review-packs/build/redact/search";
import { canaries, encodings } from "./canaries";

const all = canaries();
const search = new ValueSearch(all.map(({ value }) => value));
const around = (text: string | Buffer) => [
  Buffer.concat([Buffer.from('{"x":"some text, '), Buffer.from(text), Buffer.from(' and more"}')]),
];

describe("the search of a finished pack", () => {
  it("finds each of 240 values in every encoding", async () => {
    const missed: string[] = [];
    for (const { value } of all)
      for (const encode of encodings) if (!(await search.isIn(around(encode(value))))) missed.push(encode(value));
    expect(missed).toEqual([]);
  }, 30_000);

  it("finds a value inside base64 wherever it begins, and in UTF-16", async () => {
    const { value } = all[1] ?? { value: "" };
    for (const before of ["", "x", "xy", "xyz"])
      expect(await search.isIn(around(Buffer.from(`${before}${value} and more`).toString("base64")))).toBe(true);
    expect(await search.isIn(around(Buffer.from(value, "utf16le")))).toBe(true);
    expect(await search.isIn(around(Buffer.from(value, "utf16le").swap16()))).toBe(true);
  });

  it("finds a value that two pieces share", async () => {
    const bytes = Buffer.from(`before ${all[4]?.value} behind`);
    for (let at = 1; at < bytes.length; at++)
      expect(await search.isIn([bytes.subarray(0, at), bytes.subarray(at)])).toBe(true);
  });

  it("is made in as many parts as memory asks for, and in none for no values", async () => {
    async function* someOf(values: readonly string[]) {
      for (let at = 0; at < values.length; at += 10) yield values.slice(at, at + 10);
    }
    const values = Array.from({ length: 100 }, (_, at) => `quentin xavier ${at} the one`);
    const found: string[][] = [];
    for await (const part of searchesFor(someOf(values), 200)) {
      const inPart = [];
      for (const value of values) if (await part.isIn(around(value))) inPart.push(value);
      found.push(inPart);
    }
    expect(found.length).toBeGreaterThan(2);
    expect(found.flat()).toEqual(values);
    for await (const _ of searchesFor(someOf([]))) expect.fail("there is nothing to search for");
  });

  it("finds nothing where there is nothing, and no short value inside a hash", async () => {
    expect(await search.isIn(around("Administrators sign in with a second factor. person-8c2d4k7m1qx0"))).toBe(false);
    expect(await new ValueSearch(["bexqu"]).isIn(around("person-abexquf12345"))).toBe(false);
    expect(await new ValueSearch(["bexqu"]).isIn(around("of Bexqu, who"))).toBe(true);
  });
});
