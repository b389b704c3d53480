import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");

interface OcsfRecord {
  status_code: string;
  status: string;
  severity: string;
  time: number;
  metadata: { event_code: string };
}

const scan = "prowler/fixture_m365_entra_scan1.ocsf.json";
const scanCsv = "prowler/fixture_m365_entra_scan1.csv";

describeRealFiles("real output of Prowler", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(file) }, now);
  const findingsOf = (tenantId: bigint) =>
    inSystem((tx) => tx.finding.findMany({ where: { tenantId }, orderBy: { fingerprint: "asc" } }));

  it("a Microsoft 365 scan as OCSF becomes one finding for each failure, muted ones accepted", async () => {
    const tenant = await buildTenant();
    const records = await readSample<OcsfRecord[]>(scan);
    const fails = records.filter((record) => record.status_code === "FAIL");
    const muted = fails.filter((record) => record.status === "Suppressed");
    expect(records).toHaveLength(88);
    expect(muted).toHaveLength(2);

    const result = await bring(tenant.slug, scan);
    expect(result).toMatchObject({
      format: "prowler-ocsf",
      tool: "prowler",
      rows: 88,
      created: fails.length,
      changed: 0,
      resolved: 0,
      reopened: 0,
    });
    expect(result.unchanged).toBe(records.length - fails.length);

    const findings = await findingsOf(tenant.id);
    expect(findings).toHaveLength(fails.length);
    expect(findings.filter((finding) => finding.status === "accepted")).toHaveLength(muted.length);
    expect(new Set(findings.map((finding) => finding.lastSeenAt.getTime()))).toEqual(
      new Set([(records[0]?.time ?? 0) * 1000]),
    );
    const critical = (list: { severity: string }[]) =>
      list.filter((item) => item.severity.toLowerCase() === "critical").length;
    expect(critical(findings)).toBe(critical(fails));
  });

  it("CSV and OCSF of the same scan are the same findings, 88 of 88, whichever comes first", async () => {
    for (const [first, second] of [
      [scan, scanCsv],
      [scanCsv, scan],
    ] as const) {
      const tenant = await buildTenant();
      await bring(tenant.slug, first);
      const before = await findingsOf(tenant.id);
      const result = await bring(tenant.slug, second);
      const after = await findingsOf(tenant.id);
      expect(result).toMatchObject({ rows: 88, created: 0, resolved: 0, reopened: 0 });
      const withoutEvidence = (list: typeof before) => list.map(({ evidence: _, contentHash: __, ...rest }) => rest);
      expect(withoutEvidence(after)).toEqual(withoutEvidence(before));
      for (const [i, finding] of before.entries()) expect(after[i]?.evidence).toMatchObject(finding.evidence as object);
      expect(await bring(tenant.slug, first)).toMatchObject({ isKnown: true, unchanged: 88 });
    }
  });

  it("what passed is stored as the report assessment.prowler", async () => {
    const tenant = await buildTenant();
    const records = await readSample<OcsfRecord[]>(scan);
    await bring(tenant.slug, scan);
    const report = await inSystem((tx) =>
      tx.storedReport.findFirstOrThrow({ where: { tenantId: tenant.id, type: "assessment.prowler" } }),
    );
    const passed = records.filter((record) => record.status_code === "PASS").length;
    expect(report.payload).toMatchObject({
      totals: {
        checks: new Set(records.map((record) => record.metadata.event_code)).size,
        passed,
        failed: 82,
        accepted: 2,
        notAssessed: 0,
      },
    });
  });

  it("a resolved finding is one that passes later: the same scan with one status turned", async () => {
    const tenant = await buildTenant();
    await bring(tenant.slug, scan);
    const records = await readSample<Record<string, unknown>[]>(scan);
    const turned = records.map((record, i) => ({
      ...record,
      time: Number(record.time) + 86_400,
      ...(i === 0 ? { status_code: "PASS" } : {}),
    }));
    const source = [Buffer.from(JSON.stringify(turned))];
    const result = await importFile(
      operator,
      { tenant: tenant.slug, fileName: "later.json", source: stream(source) },
      now,
    );
    expect(result).toMatchObject({ created: 0, changed: 0, resolved: 1, reopened: 0 });
  });

  it("the authors' examples of other clouds are read", async () => {
    for (const [file, rows] of [
      ["prowler/example_output_aws.csv", 4],
      ["prowler/example_output_azure.csv", 4],
      ["prowler/example_output_aws.ocsf.json", 5],
      ["prowler/example_output_azure.ocsf.json", 5],
    ] as const) {
      const tenant = await buildTenant();
      expect(await bring(tenant.slug, file)).toMatchObject({ rows });
    }
  });

  it("1,500 rows of CSV: failures open, passes and manual checks are counted only", async () => {
    const tenant = await buildTenant();
    const text = await readFile(sample("prowler/generated_1500.csv"), "utf8");
    const fails = text.split("\n").filter((line) => line.includes(";FAIL;")).length;
    const result = await bring(tenant.slug, "prowler/generated_1500.csv");
    expect(result).toMatchObject({ rows: 1500, created: fails, unchanged: 1500 - fails });
  });
});

async function* stream(pieces: Buffer[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
