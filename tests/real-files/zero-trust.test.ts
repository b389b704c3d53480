import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");

interface Report {
  TenantId: string;
  CurrentVersion: string;
  Tests: { TestId: string | number; TestStatus: string; TestRisk: string; TestDescription: string }[];
}

describeRealFiles("real output of the Zero Trust Assessment", () => {
  it.each([
    ["SampleReport-v2.1.8.json", 295, 97, true],
    ["report-data-v0.11.0-2025-08-07.json", 136, 29, false],
  ] as const)(
    "%s: failures are open, with ids as text whether they are texts or numbers",
    async (name, rows, open, isDemo) => {
      const tenant = await buildTenant();
      const file = `zero-trust-assessment/${name}`;
      const { Tests, TenantId } = await readSample<Report>(file);
      const bad = Tests.filter((test) => ["Failed", "Investigate"].includes(test.TestStatus));
      expect([Tests.length, bad.length]).toEqual([rows, open]);
      const result = await importFile(operator, { tenant: tenant.slug, fileName: name, source: sample(file) }, now);
      expect(result).toMatchObject({
        tool: "zero_trust_assessment",
        rows,
        created: open,
        unchanged: rows - open,
        entraTenantId: TenantId,
        reports: ["assessment.zero_trust_assessment"],
      });
      const findings = await inSystem((tx) => tx.finding.findMany({ where: { tenantId: tenant.id } }));
      expect(new Set(findings.map((finding) => finding.checkId))).toEqual(
        new Set(bad.map((test) => String(test.TestId))),
      );
      for (const risk of ["High", "Medium", "Low"])
        expect(findings.filter((finding) => finding.severity === risk.toLowerCase())).toHaveLength(
          bad.filter((test) => test.TestRisk === risk).length,
        );
      const advised = bad.filter((test) => test.TestDescription.split(/\*\*Remediation actions?\*\*/)[1]?.trim());
      expect(findings.filter((finding) => finding.remediation !== "")).toHaveLength(advised.length);
      expect(findings.every((finding) => "demo" in (finding.evidence as object) === isDemo)).toBe(true);
      const report = await inSystem((tx) => tx.storedReport.findFirstOrThrow({ where: { tenantId: tenant.id } }));
      const passed = Tests.filter((test) => test.TestStatus === "Passed").length;
      expect(report.payload).toMatchObject({
        totals: { checks: rows, passed, failed: open, notAssessed: rows - passed - open },
      });
    },
  );
});
