import { describe, expect, it } from "vitest";
import { type FindingValues, findingValues } from "@/lib/review-packs/build/finding-rows";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import { RiskTally } from "@/lib/review-packs/build/report/risk-tally";

const at = "2026-11-20 10:00:00+00";
const base = findingValues([
  "1", "f", "prowler", "", "check", "Title", "high", "open", "user", "id", "name", at, at, "{}", "", "[]", "h",
]); // biome-ignore format: a row
const finding = (overrides: Partial<FindingValues>): FindingValues => ({ ...base, ...overrides });

function tallied(findings: Iterable<FindingValues>) {
  const tally = new RiskTally();
  for (const one of findings) tally.add(one);
  return tally.material();
}

describe("the findings as the report ranks them", () => {
  it("come by check, the worst severity first, then the most open ones", () => {
    const { risks, checks } = tallied([
      finding({ checkId: "low", severity: "low" }),
      finding({ checkId: "rare", severity: "high" }),
      finding({ checkId: "often", severity: "high", resourceName: "a" }),
      finding({ checkId: "often", severity: "high", resourceName: "b" }),
      finding({ checkId: "worst", severity: "medium" }),
      finding({ checkId: "worst", severity: "critical" }),
    ]);
    expect(risks.map(({ checkId, severity, open }) => [checkId, severity, open])).toEqual([
      ["worst", "critical", 2],
      ["often", "high", 2],
      ["rare", "high", 1],
      ["low", "low", 1],
    ]);
    expect(checks).toBe(4);
  });

  it("leave out what is resolved or accepted, and name the first few resources once each", () => {
    const names = ["a", "b", "a", "c", "d", "e", "f"];
    const { risks } = tallied([
      finding({ status: "resolved", resourceName: "gone" }),
      finding({ status: "accepted", resourceName: "fine" }),
      ...names.map((resourceName) => finding({ resourceName })),
      finding({ checkId: "unnamed", resourceName: "", resourceId: "by its id" }),
    ]);
    expect(risks[0]).toMatchObject({ open: names.length, resources: ["a", "b", "c", "d"] });
    expect(risks[1]?.resources).toEqual(["by its id"]);
  });

  it("are counted by tool, whatever their status", () => {
    const { tools } = tallied([
      finding({}),
      finding({ severity: "low" }),
      finding({ status: "resolved" }),
      finding({ source: "maester", severity: "critical" }),
    ]);
    expect(tools).toEqual([
      { tool: "maester", all: 1, open: 1, openSevere: 1 },
      { tool: "prowler", all: 3, open: 2, openSevere: 1 },
    ]);
  });

  it("take no more room than the limits, and say that the ranking is not complete", () => {
    function* many() {
      for (let i = 0; i < 3 * reportLimits.checksRanked; i++) {
        yield finding({ checkId: `check ${i}`, source: `tool ${i % 30}`, severity: i === 0 ? "critical" : "low" });
      }
    }
    const { risks, checks, isRankingComplete, tools } = tallied(many());
    expect(risks).toHaveLength(reportLimits.risks);
    expect(risks[0]?.checkId).toBe("check 0");
    expect({ checks, isRankingComplete }).toEqual({ checks: 2 * reportLimits.checksRanked, isRankingComplete: false });
    expect(tools).toHaveLength(reportLimits.tools + 1);
    expect(tools.at(-1)?.tool).toBe("");
    expect(tools.reduce((sum, { all }) => sum + all, 0)).toBe(3 * reportLimits.checksRanked);
  });

  it("cut a text of 10 MB and say how much is gone", () => {
    const long = "x".repeat(10_000_000);
    const { risks } = tallied([finding({ title: long, checkId: long, resourceName: long })]);
    expect(JSON.stringify(risks).length).toBeLessThan(2000);
    expect(risks[0]?.title).toContain("(9,999,760 more characters)");
  });
});
