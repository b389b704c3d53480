import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { JsonLimits, JsonShape } from "@/lib/imports/json-limits";
import { slicePath } from "@/lib/imports/json-slice";
import { JsonSplitter } from "@/lib/imports/json-splitter";

/** Splits a text that arrives in pieces of this many bytes. */
function split(
  text: string,
  shape: JsonShape,
  pieceBytes = 7,
  limits: JsonLimits = {},
): { path: string; value: unknown }[] {
  const splitter = new JsonSplitter(shape, limits);
  const bytes = Buffer.from(text);
  const found: { path: string; value: unknown }[] = [];
  const take = (slices: ReturnType<JsonSplitter["push"]>) => {
    for (const slice of slices)
      found.push({
        path: slicePath(slice),
        value: slice.isPassedOver ? "passed over" : JSON.parse(slice.bytes.toString()),
      });
  };
  for (let start = 0; start < bytes.length; start += pieceBytes)
    take(splitter.push(bytes.subarray(start, start + pieceBytes)));
  take(splitter.end());
  return found;
}

const json = fc.jsonValue({ maxDepth: 5 });
const pieces = fc.integer({ min: 1, max: 40 });
const values = (found: { value: unknown }[]) => found.map(({ value }) => value);
// JSON has no -0 of its own.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a JSON text in pieces", () => {
  it("a list gives its elements, as JSON.parse has them, however it is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(json), pieces, fc.constantFrom(0, 1, 2), (list, pieceBytes, indent) => {
        expect(values(split(JSON.stringify(list, null, indent), "array", pieceBytes))).toEqual(plain(list));
      }),
    );
  });

  it("an object gives its members, lists by element", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }),
          fc.oneof(
            json.filter((value) => !Array.isArray(value)),
            fc.array(json, { minLength: 1 }),
          ),
        ),
        pieces,
        (object, pieceBytes) => {
          const expected = Object.values(object).flatMap((value) => (Array.isArray(value) ? value : [value]));
          expect(values(split(JSON.stringify(object), "members", pieceBytes))).toEqual(plain(expected));
        },
      ),
    );
  });

  it("one value a line gives each value", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), json), { minLength: 1 }), pieces, (list, pieceBytes) => {
        expect(
          values(split(`${list.map((value) => JSON.stringify(value)).join("\n")}\n`, "lines", pieceBytes)),
        ).toEqual(plain(list));
      }),
    );
  });

  it("a text that is cut is always refused", () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (list, share) => {
        const bytes = Buffer.from(JSON.stringify(list));
        const cut = bytes.subarray(0, Math.floor(bytes.length * share)).toString("latin1");
        expect(() => split(cut, "array")).toThrow();
      }),
    );
  });

  it("places are named as JSON paths", () => {
    const paths = split('{"@odata.context":"x","value":[1,{"a":2}],"Meta":{}}', "members").map(({ path }) => path);
    expect(paths).toEqual(['$["@odata.context"]', "$.value[0]", "$.value[1]", "$.Meta"]);
  });

  it("the members of one member are given by themselves, and lists that are one value stay whole", () => {
    const text = '{"a":1,"Raw":{"users":{"x":[1]},"roles":[1,2],"none":[],"empty":{}},"Raw2":{"y":3},"b":[[4],5]}';
    const limits = { into: "Raw", whole: (name: string) => name !== "b" };
    const paths = [1, 3, 200].map((pieceBytes) => split(text, "members", pieceBytes, limits));
    expect(paths[0]).toEqual([
      { path: "$.a", value: 1 },
      { path: "$.Raw.users", value: { x: [1] } },
      { path: "$.Raw.roles", value: [1, 2] },
      { path: "$.Raw.none", value: [] },
      { path: "$.Raw.empty", value: {} },
      { path: "$.Raw2", value: { y: 3 } },
      { path: "$.b[0]", value: [4] },
      { path: "$.b[1]", value: 5 },
    ]);
    expect(paths[1]).toEqual(paths[0]);
    expect(paths[2]).toEqual(paths[0]);
    expect(split('{"Raw":{}}', "members", 4, limits)).toEqual([]);
    expect(split('{"Raw":[1]}', "members", 4, { into: "Raw" })).toEqual([{ path: "$.Raw[0]", value: 1 }]);
    for (const bad of ['{"Raw":{"a":1]}', '{"Raw":{"a":1}', '{"Raw":{"a":1,}}', '{"Raw":{,}}'])
      expect(() => split(bad, "members", 4, limits)).toThrow(AppError);
  });

  it("what is too large can be passed over, and what follows is still read", () => {
    const text = `{"a":"${"y".repeat(300)}","b":[{"c":"${"y".repeat(300)}"},2],"d":3}`;
    const limits = { bytesMax: 100, passesLarge: true };
    expect(split(text, "members", 50, limits)).toEqual([
      { path: "$.a", value: "passed over" },
      { path: "$.b[0]", value: "passed over" },
      { path: "$.b[1]", value: 2 },
      { path: "$.d", value: 3 },
    ]);
    expect(() => split(`{"${"k".repeat(200)}":1}`, "members", 50, limits)).toThrow(/larger/);
  });

  it.each([
    ["[1 2]", "array"],
    ["[1,,2]", "array"],
    ["[,1]", "array"],
    ["[1}", "array"],
    ["[1]]", "array"],
    ['{"a" 1}', "members"],
    ['{"a":1,}', "members"],
    ["{1:2}", "members"],
    ['{"a":[1,]}', "members"],
    ["[", "array"],
    ["[#]", "array"],
    ["", "array"],
  ] as const)("%s is refused", (text, shape) => {
    expect(() => split(text, shape)).toThrow(AppError);
  });

  it("100 levels are read, 101 are not", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(split(nested(100), "array")).toHaveLength(1);
    expect(() => split(nested(101), "array")).toThrow(/deeper than 100 levels/);
  });

  it("what is skipped may be as large as it likes and is not kept", () => {
    const splitter = new JsonSplitter("members", { skip: (name) => name === "Raw", bytesMax: 100 });
    const found = [
      ...splitter.push(Buffer.from(`{"a":1,"Raw":{"x":"${"y".repeat(10_000)}"},"b":[2]}`)),
      ...splitter.end(),
    ];
    expect(found.map(slicePath)).toEqual(["$.a", "$.b[0]"]);
    const strict = new JsonSplitter("members", { bytesMax: 100 });
    expect(() => [...strict.push(Buffer.from(`{"a":"${"y".repeat(200)}"}`))]).toThrow(/\$\.a is larger/);
  });
});
