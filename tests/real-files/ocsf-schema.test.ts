import { expect, it } from "vitest";
import { listZip, readEntryBytes } from "@/lib/archive/read-zip";
import { importFile } from "@/lib/imports/import-file";
import { exportsStorage } from "@/lib/storage/exports";
import { buildFinding, buildTenant } from "@/tests/factories";
import { describeRealFiles, readSample, sample } from "@/tests/real-files/sample-data";
import { buildClaim, makePack } from "@/tests/review-packs/build/pack-claim";

const operator = { kind: "operator", name: "tests" } as const;

interface OcsfSchema {
  attributes: Record<string, { requirement?: string; enum?: Record<string, { caption: string }> }>;
}
type Attributes = OcsfSchema["attributes"];

describeRealFiles("findings.ocsf.json against OCSF's own schema", () => {
  it("each record has every required attribute, none that the class does not know, and labels that are the captions", async () => {
    const tenant = await buildTenant();
    const file = "prowler/fixture_m365_entra_scan1.ocsf.json";
    await importFile(
      operator,
      { tenant: tenant.slug, fileName: file, source: sample(file) },
      new Date("2026-11-23T12:00:00Z"),
    );
    for (const severity of ["critical", "high", "medium", "low", "informational"])
      for (const status of ["open", "accepted", "resolved"]) await buildFinding({ tenant, severity, status });
    const event = await attributesOf("base_event", "finding", "detection_finding");
    const info = await attributesOf("finding_info");

    const records = await ocsfOf(await buildClaim({ tenant }));
    expect(records.length).toBeGreaterThan(50);
    for (const record of records) {
      expect(missing(event, record)).toEqual([]);
      expect(missing(info, record.finding_info as Record<string, unknown>)).toEqual([]);
      expect(Object.keys(record).filter((name) => !Object.hasOwn(event, name))).toEqual([]);
      expect(Object.keys(record.finding_info as object).filter((name) => !Object.hasOwn(info, name))).toEqual([]);
      expect(record.status).toBe(event.status_id?.enum?.[String(record.status_id)]?.caption);
      expect(event.activity_id?.enum).toHaveProperty(String(record.activity_id));
      expect(record.type_uid).toBe(2004 * 100 + Number(record.activity_id));
    }
    const seen = new Set(records.map((record) => `${record.severity_id} ${record.status_id}`));
    expect(seen.size).toBe(15);
  });
});

/** The attributes of a class and of those that it extends. A later definition adds to an earlier one. */
async function attributesOf(...names: string[]): Promise<Attributes> {
  const all: Attributes = {};
  for (const name of names) {
    const { attributes } = await readSample<OcsfSchema>(`ocsf/schema-${name}.json`);
    for (const [key, attribute] of Object.entries(attributes))
      if (key !== "$include") all[key] = { ...all[key], ...attribute };
  }
  return all;
}

function missing(attributes: Attributes, record: Record<string, unknown>): string[] {
  return Object.entries(attributes)
    .filter(([name, { requirement }]) => requirement === "required" && record[name] === undefined)
    .map(([name]) => name);
}

async function ocsfOf(claim: Awaited<ReturnType<typeof buildClaim>>): Promise<Record<string, unknown>[]> {
  await makePack(claim);
  const file = await exportsStorage().open(claim.filePath);
  try {
    const entry = (await listZip(file)).entries.find(({ name }) => name === "findings.ocsf.json");
    if (!entry) throw new Error("there is no findings.ocsf.json");
    return JSON.parse((await readEntryBytes(file, entry, 1 << 24)).toString("utf8")) as Record<string, unknown>[];
  } finally {
    await file.close();
  }
}
