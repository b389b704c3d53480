import { describe, expect, it } from "vitest";
import { secondsOf } from "@/lib/graph/ask";
import { withChanges } from "@/lib/graph/deltas";

describe("Retry-After", () => {
  const now = new Date("2026-11-30T12:00:00Z");
  it.each([
    ["17", 17],
    ["0", 1],
    ["999999", 3_600],
    ["Mon, 30 Nov 2026 12:00:45 GMT", 45],
    ["Mon, 30 Nov 2026 11:00:00 GMT", 1],
    ["soon", 30],
    [null, 30],
  ])("%s is %d seconds", (text, seconds) => expect(secondsOf(text, now)).toBe(seconds));
});

describe("changes of a list", () => {
  it("of one row several times: the last counts", () =>
    expect(
      withChanges(
        [],
        [
          { id: "a", n: 1 },
          { id: "a", n: 2 },
        ],
      ),
    ).toEqual([{ id: "a", n: 2 }]));
  it("keep what they do not name", () =>
    expect(withChanges([{ id: "a", n: 1, m: 1 }], [{ id: "a", n: 2 }])).toEqual([{ id: "a", n: 2, m: 1 }]));
  it("remove, and bring back", () =>
    expect(
      withChanges(
        [{ id: "a" }, { id: "b" }],
        [
          { id: "a", "@removed": {} },
          { id: "b", "@removed": {} },
          { id: "b", n: 1 },
        ],
      ),
    ).toEqual([{ id: "b", n: 1 }]));
});
