import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");
const result = "scubagear/ScubaResults_fa5589b7-d528-4f80.json";

interface Results {
  MetaData: { TimestampZulu: string };
  Results: Record<string, { Controls: { Result: string; Criticality: string }[] }[]>;
}

describeRealFiles("real output of ScubaGear", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(file) }, now);
  const findingsOf = (tenantId: bigint) =>
    inSystem((tx) =>
      tx.finding.findMany({ where: { tenantId }, orderBy: { fingerprint: "asc" }, omit: { contentHash: true } }),
    );

  it("failures and warnings of the 92 controls are open, Shall as high and Should as medium", async () => {
    const tenant = await buildTenant();
    const file = await readSample<Results>(result);
    const controls = Object.values(file.Results).flatMap((groups) => groups.flatMap((group) => group.Controls));
    const bad = controls.filter((control) => ["Fail", "Warning"].includes(control.Result));
    expect(controls).toHaveLength(92);
    expect(await bring(tenant.slug, result)).toMatchObject({
      format: "scubagear-json",
      rows: 92,
      created: bad.length,
      unchanged: 92 - bad.length,
    });
    const findings = await findingsOf(tenant.id);
    expect(findings.filter((finding) => finding.severity === "high")).toHaveLength(
      bad.filter((control) => control.Criticality === "Shall").length,
    );
    expect(findings.every((finding) => finding.status === "open" && !finding.title.includes("<"))).toBe(true);
    expect(new Set(findings.map((finding) => finding.lastSeenAt.toISOString()))).toEqual(
      new Set([file.MetaData.TimestampZulu]),
    );
  });

  it("the CSV of the same result changes nothing, and neither does the action plan", async () => {
    const tenant = await buildTenant();
    await bring(tenant.slug, result);
    const before = await findingsOf(tenant.id);
    for (const [file, rows] of [
      ["scubagear/ScubaResults.csv", 92],
      ["scubagear/ActionPlan.csv", 14],
    ] as const) {
      expect(await bring(tenant.slug, file)).toMatchObject({
        format: "scubagear-csv",
        rows,
        created: 0,
        changed: 0,
        resolved: 0,
        unchanged: rows,
      });
    }
    expect(await findingsOf(tenant.id)).toEqual(before);
  });

  it("a result value that nobody knows is named", async () => {
    const tenant = await buildTenant();
    expect(await bring(tenant.slug, "scubagear/diff-PairA-Before.json")).toMatchObject({ rows: 13, created: 4 });
    await expect(bring(tenant.slug, "scubagear/diff-PairA-After.json")).rejects.toThrow(
      /Control 11 .*MS\.AAD\.12\.1v1.* "Bug"/,
    );
  });

  it("raw engine output and raw settings are not taken for results", async () => {
    const tenant = await buildTenant();
    for (const file of ["TestResults.json", "ProviderSettingsExport.json", "AADReport.json"]) {
      await expect(bring(tenant.slug, `scubagear/${file}`)).rejects.toThrow(/is not known/);
    }
  });
});
