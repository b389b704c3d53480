import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");
const scan = "prowler/fixture_m365_entra_scan1.ocsf.json";
const compliance = "prowler/fixture_m365_entra_scan1_cmmc_2.0.ocsf.json";

interface OcsfRecord {
  metadata: { event_code: string };
  compliance: { requirements: string[] };
  resources?: { uid: string; name: string }[];
}

describeRealFiles("real OCSF Compliance Findings", () => {
  const bring = (slug: string, file: string) =>
    importFile(operator, { tenant: slug, fileName: file, source: sample(file) }, now);
  const findingsOf = (tenantId: bigint) =>
    inSystem((tx) =>
      tx.finding.findMany({
        where: { tenantId },
        orderBy: { fingerprint: "asc" },
        omit: { contentHash: true, id: true, tenantId: true, workspaceId: true },
      }),
    );
  const refs = (list: { compliance: unknown }[]) =>
    list.flatMap((one) => (one.compliance as string[]).filter((ref) => ref.startsWith("CMMC-2.0: "))).sort();

  async function facts() {
    const records = await readSample<OcsfRecord[]>(compliance);
    const checks = records.filter((record) => record.metadata.event_code !== "manual");
    const keys = new Set(
      checks.map((one) => `${one.metadata.event_code} ${one.resources?.[0]?.uid} ${one.resources?.[0]?.name}`),
    );
    const requirements = checks.flatMap((one) => one.compliance.requirements.map((id) => `CMMC-2.0: ${id}`)).sort();
    return { rows: records.length, checks: checks.length, findings: keys.size, requirements };
  }

  it("they add their requirements to the findings of the scan, and nothing else", async () => {
    const { rows, checks, findings, requirements } = await facts();
    expect([rows, checks]).toEqual([125, 12]);
    const tenant = await buildTenant();
    await bring(tenant.slug, scan);
    const before = await findingsOf(tenant.id);
    expect(await bring(tenant.slug, compliance)).toMatchObject({
      format: "ocsf-compliance",
      tool: "prowler",
      rows,
      created: 0,
      changed: findings,
      resolved: 0,
      reopened: 0,
      unchanged: rows - findings,
    });
    const after = await findingsOf(tenant.id);
    const plain = (list: typeof before) => list.map(({ compliance: _, ...rest }) => rest);
    expect(plain(after)).toEqual(plain(before));
    expect(refs(before)).toEqual([]);
    expect(refs(after)).toEqual(requirements);
  });

  it("without the scan they open the findings, and the scan then gives them the rest: the same in either order", async () => {
    const { findings, requirements } = await facts();
    const [first, second] = [await buildTenant(), await buildTenant()];
    expect(await bring(first.slug, compliance)).toMatchObject({ created: findings, changed: 0, resolved: 0 });
    const opened = await findingsOf(first.id);
    expect(opened).toHaveLength(findings);
    expect(opened.every((finding) => finding.source === "prowler" && finding.status === "open")).toBe(true);
    expect(refs(opened)).toEqual(requirements);
    expect(await bring(first.slug, scan)).toMatchObject({ resolved: 0, reopened: 0 });
    for (const file of [scan, compliance]) await bring(second.slug, file);
    expect(await findingsOf(first.id)).toEqual(await findingsOf(second.id));
  });

  it("requirements that people have to look at are counted as not assessed, beside the checks of the scan", async () => {
    const tenant = await buildTenant();
    await bring(tenant.slug, scan);
    await bring(tenant.slug, compliance);
    const report = await inSystem((tx) =>
      tx.storedReport.findFirstOrThrow({
        where: { tenantId: tenant.id, type: "assessment.prowler" },
        orderBy: [{ capturedAt: "desc" }, { id: "desc" }],
      }),
    );
    expect(report.payload).toMatchObject({ totals: { passed: 4, failed: 82, accepted: 2, notAssessed: 113 } });
  });
});
