import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { streamOf } from "@/tests/imports/scan";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";

const operator = { kind: "operator", name: "tests" } as const;
const now = new Date("2026-11-23T12:00:00Z");
const file = "oscal/ifa_assessment-results-example.json";

interface Finding {
  title: string;
  target: { "target-id": string; status: { state: string } };
}
interface Results {
  "assessment-results": { results: { start: string; findings: Finding[] }[] };
}

describeRealFiles("a real OSCAL file", () => {
  it("what is not satisfied is open, with what was observed and the risk; satisfied later, it is resolved", async () => {
    const tenant = await buildTenant();
    const document = await readSample<Results>(file);
    const [result] = document["assessment-results"].results;
    const [finding] = result?.findings ?? [];
    const bring = (source: string | AsyncIterable<Uint8Array>) =>
      importFile(operator, { tenant: tenant.slug, fileName: "ar.json", source }, now);
    expect(await bring(sample(file))).toMatchObject({
      tool: "oscal",
      rows: result?.findings.length,
      created: 1,
      reports: ["assessment.oscal"],
    });
    const found = () => inSystem((tx) => tx.finding.findFirstOrThrow({ where: { tenantId: tenant.id } }));
    expect(await found()).toMatchObject({
      checkId: finding?.target["target-id"],
      title: finding?.title,
      status: "open",
      severity: "informational",
      lastSeenAt: new Date(result?.start ?? ""),
      evidence: {
        observations: [{ title: "AwesomeCloud IAM Roles Test - GoodRead System Engineer Role" }],
        risks: [{ status: "investigating" }],
      },
    });

    const later = structuredClone(document);
    const again = later["assessment-results"].results[0];
    if (!again?.findings[0]) throw new Error("the sample has no finding");
    again.start = "2023-07-02T08:31:20-04:00";
    again.findings[0].target.status.state = "satisfied";
    later["assessment-results"].results.unshift(...structuredClone(document["assessment-results"].results));
    expect(await bring(streamOf(Buffer.from(JSON.stringify(later))))).toMatchObject({
      rows: 2,
      resolved: 1,
      created: 0,
    });
    expect((await found()).status).toBe("resolved");
  });

  it("a plan is not results", async () => {
    const tenant = await buildTenant();
    const text = (await readFile(sample(file), "utf8")).replace('"assessment-results"', '"assessment-plan"');
    const source = streamOf(Buffer.from(text));
    await expect(importFile(operator, { tenant: tenant.slug, fileName: "ap.json", source }, now)).rejects.toThrow(
      /not assessment results: its content is an assessment-plan/,
    );
  });
});
