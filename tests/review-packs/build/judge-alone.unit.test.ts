import { describe, expect, it } from "vitest";
import { localHeader } from "@/lib/archive/zip-records";
import { isPartOfAPack, judgeAlone } from "@/lib/review-packs/build/judge-alone";

const nothing = new Uint8Array();
const header = (name: string) => localHeader({ name, date: 0x5c_79_51_40 });
const wrong = { path: "findings.csv", problem: "It was changed." };

describe("what is left of a pack", () => {
  it("is recognised by two names that are ours: in the list of entries, or in the headers at the beginning of the file", () => {
    expect(isPartOfAPack(["a.txt", "findings.csv", "coverage.json"], nothing)).toBe(true);
    const headers = [header("x.txt"), header("findings.csv"), Buffer.from("data"), header("SHA256SUMS")];
    expect(isPartOfAPack(null, Buffer.concat(headers))).toBe(true);
    expect(isPartOfAPack([], Buffer.concat(headers))).toBe(true);
  });

  it("is not recognised by one name, or by names that archives of all kinds have", () => {
    for (const names of [
      [],
      ["findings.csv"],
      ["findings.csv", "findings.csv"],
      ["README.txt", "manifest.json"],
      ["README.txt", "manifest.json", "report.pdf"],
      ["reports/a.json", "reports/b.json"],
      ["x/findings.csv", "x/coverage.json"],
    ]) {
      expect(isPartOfAPack(names, nothing), names.join()).toBe(false);
      expect(isPartOfAPack(null, Buffer.concat([Buffer.from("x"), ...names.map(header)])), names.join()).toBe(false);
    }
    expect(isPartOfAPack(null, Buffer.from("this is no archive"))).toBe(false);
    const second = header("coverage.json");
    const cut = Buffer.concat([header("findings.csv"), second.subarray(0, -1)]);
    expect(isPartOfAPack(null, cut)).toBe(false);
    expect(isPartOfAPack(null, cut.subarray(0, 50))).toBe(false);
  });

  it("is recognised by the first header of our archives alone where the list of entries is lost, as the writer makes it, whatever its date", () => {
    for (const date of [0, 0x5c795140, 0xffffffff]) {
      const first = localHeader({ name: "README.txt", date });
      expect(isPartOfAPack(null, first)).toBe(true);
      expect(isPartOfAPack(null, first.subarray(0, -1))).toBe(false);
      expect(isPartOfAPack(["README.txt"], first)).toBe(false);
      for (const at of [0, 4, 6, 8, 14, 26, 28, 30]) {
        const other = Buffer.from(first);
        other[at] = (other[at] ?? 0) ^ 1;
        expect(isPartOfAPack(null, other), String(at)).toBe(false);
      }
    }
  });
});

describe("the verdict on a file by itself", () => {
  it("is left to its signature and our records when it is whole", () => {
    expect(judgeAlone({ hasManifest: true, isPart: false, problems: [] })).toBeNull();
  });

  it("is altered when it contradicts its manifest, and when it is part of a pack without one", () => {
    expect(judgeAlone({ hasManifest: true, isPart: false, problems: [wrong] })).toMatchObject({
      verdict: "altered",
      problems: [wrong],
    });
    expect(judgeAlone({ hasManifest: false, isPart: true, problems: [wrong] })).toMatchObject({
      verdict: "altered",
      problems: [wrong, { path: "manifest.json", problem: expect.stringContaining("cut off or damaged") }],
    });
    const named = { path: "manifest.json", problem: "It is not JSON." };
    expect(judgeAlone({ hasManifest: false, isPart: true, problems: [named] })?.problems).toEqual([named]);
  });

  it("is unknown when nothing of a pack is in it", () => {
    expect(judgeAlone({ hasManifest: false, isPart: false, problems: [wrong] })).toMatchObject({
      verdict: "unknown",
      problems: [wrong],
    });
  });
});
