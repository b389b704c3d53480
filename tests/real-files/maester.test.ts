import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { stateOf } from "@/tests/imports/scan";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");
const file = "maester/TestResults-2025-11-27-212901.json";

interface Test {
  Id: string;
  Title: string;
  Severity: string | null;
  Tag: string[];
  Result: string;
  ScriptBlockFile: string;
  ResultDetail: { TestResult: string } | null;
}

interface Results {
  Account: string;
  TenantId: string;
  TenantLogos: { Banner: string };
  SystemInfo: { MachineName: string; UserName: string };
  MgContext: { ClientId: string };
  Tests: Test[];
}

describeRealFiles("real output of Maester", () => {
  const bring = (slug: string) => importFile(operator, { tenant: slug, fileName: "m.json", source: sample(file) }, now);

  it("what failed or is to be investigated is open, by the file's own count of its tests", async () => {
    const tenant = await buildTenant();
    const { Tests, TenantId } = await readSample<Results>(file);
    const bad = Tests.filter((test) => ["Failed", "Investigate"].includes(test.Result));
    expect([Tests.length, bad.length]).toEqual([317, 73]);
    expect(await bring(tenant.slug)).toMatchObject({
      format: "maester-json",
      tool: "maester",
      rows: Tests.length,
      created: bad.length,
      unchanged: Tests.length - bad.length,
      entraTenantId: TenantId,
      scannedAt: "2025-11-27T10:29:02.460Z",
      reports: ["assessment.maester"],
    });
    const findings = await inSystem((tx) => tx.finding.findMany({ where: { tenantId: tenant.id } }));
    expect(new Set(findings.map((finding) => finding.checkId))).toEqual(new Set(bad.map((test) => test.Id)));
    for (const word of ["High", "Medium", "Low"]) {
      const expected = bad.filter((test) => test.Severity === word).length;
      expect(findings.filter((finding) => finding.severity === word.toLowerCase())).toHaveLength(expected);
    }
    const cis = findings.find((finding) => finding.checkId === "CIS.M365.1.1.1");
    expect(cis).toMatchObject({ title: "Ensure Administrative accounts are cloud-only", status: "open" });
    expect(cis?.compliance).toContain("CIS M365 v5.0.0: 1.1.1");
    expect(cis?.remediation).toMatch(/^To created licensed, separate Administrative accounts/);
    expect(findings.find((finding) => finding.checkId === "CISA.MS.AAD.3.1")?.compliance).toContain("CISA: MS.AAD.3.1");

    const assessment = await inSystem((tx) =>
      tx.storedReport.findFirstOrThrow({ where: { tenantId: tenant.id, type: "assessment.maester" } }),
    );
    const of = (...results: string[]) => Tests.filter((test) => results.includes(test.Result)).length;
    expect(assessment.payload).toMatchObject({
      totals: {
        checks: 317,
        passed: of("Passed"),
        failed: bad.length,
        accepted: 0,
        notAssessed: of("Skipped", "NotRun", "Error"),
      },
    });
    expect(await bring(tenant.slug)).toMatchObject({ isKnown: true });
  });

  it("who ran it, on which machine and from which folder is nowhere in what is stored", async () => {
    const tenant = await buildTenant();
    const results = await readSample<Results>(file);
    await bring(tenant.slug);
    const state = await stateOf(tenant.id);
    expect(state).toContain("CIS.M365.1.1.1");
    const folders = results.Tests.map((test) => test.ScriptBlockFile.replace(/[^/\\]+$/, ""));
    const secret = [
      ...new Set(folders),
      results.SystemInfo.MachineName,
      results.MgContext.ClientId,
      results.TenantLogos.Banner.slice(0, 60),
      "Pester.psm1",
      "/Users/",
    ];
    expect(secret.length).toBeGreaterThan(10);
    for (const text of secret) expect(state).not.toContain(text);
    // The account is a person of the tenant too, and may stand in a list of people: only not as the one who ran it.
    const names = state.match(new RegExp(`"[^"]*":"${results.Account}"`, "g"));
    expect(names).toBeNull();
  });
});
