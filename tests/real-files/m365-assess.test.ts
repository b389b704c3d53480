import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");

async function rowsOf(file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(sample(`m365-assess/${file}`)), { columns: true, bom: true }) as Record<string, string>[];
}

describeRealFiles("real output of M365-Assess", () => {
  const bring = (slug: string, file: string, capturedAt?: Date) => {
    const request = { tenant: slug, fileName: file, source: sample(`m365-assess/${file}`) };
    return importFile(operator, capturedAt ? { ...request, options: { capturedAt } } : request, now);
  };

  it.each([
    ["07b-Entra-Security-Config.csv", 37],
    ["20b-SharePoint-Security-Config.csv", 13],
  ])("%s: failures, warnings and reviews are open, with a severity for each", async (file, rows) => {
    const tenant = await buildTenant();
    const checks = await rowsOf(file);
    const severities = { Fail: "medium", Warning: "low", Review: "informational" };
    const bad = checks.filter(({ Status }) => Status !== undefined && Status in severities);
    expect(checks).toHaveLength(rows);
    expect(await bring(tenant.slug, file)).toMatchObject({
      tool: "m365_assess",
      rows,
      created: bad.length,
      unchanged: rows - bad.length,
      isScannedAtAssumed: true,
      scannedAt: now.toISOString(),
      entraTenantId: null,
    });
    const findings = await inSystem((tx) => tx.finding.findMany({ where: { tenantId: tenant.id } }));
    const told = findings.map(({ checkId, severity }) => `${checkId} ${severity}`).sort();
    expect(told).toEqual(
      bad.map(({ CheckId, Status }) => `${CheckId} ${severities[Status as keyof typeof severities]}`).sort(),
    );
  });

  it("a date that a person gives is the date of the evidence", async () => {
    const tenant = await buildTenant();
    const capturedAt = new Date("2026-11-20T08:00:00Z");
    const result = await bring(tenant.slug, "20b-SharePoint-Security-Config.csv", capturedAt);
    expect(result).toMatchObject({ scannedAt: capturedAt.toISOString(), isScannedAtAssumed: false });
  });

  it.each([
    ["04-Admin-Roles.csv", "entra_admin_roles", "adminRoles", now.toISOString()],
    ["16-Secure-Score.csv", "secure_score", "secureScore", "2026-03-14T00:00:00.000Z"],
    ["17-Improvement-Actions.csv", "secure_score", "improvementActions", now.toISOString()],
  ])("%s is a stored report, its cells as they came", async (file, type, part, capturedAt) => {
    const tenant = await buildTenant();
    const rows = await rowsOf(file);
    const result = await bring(tenant.slug, file);
    expect(result).toMatchObject({ rows: rows.length, created: rows.length, reports: [type], scannedAt: capturedAt });
    const report = await inSystem((tx) => tx.storedReport.findFirstOrThrow({ where: { tenantId: tenant.id } }));
    expect(report).toMatchObject({ type, source: `m365_assess/${part}`, rowCount: rows.length, payload: rows });
    expect(report.isCapturedAtAssumed).toBe(capturedAt === now.toISOString());
  });

  it.each([
    ["03-MFA-Report.csv", /sign-in methods/],
    ["_Assessment-Summary.csv", /own log/],
  ])("%s is no evidence that is kept, and the refusal says what to import", async (file, words) => {
    const tenant = await buildTenant();
    const error = await bring(tenant.slug, file).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringMatching(words),
      next: expect.stringContaining("Admin-Roles.csv"),
    });
  });
});
