import { describe, expect, it } from "vitest";
import { listZip, readEntryBytes } from "@/lib/archive/read-zip";
import { exportsStorage } from "@/lib/storage/exports";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant } from "@/tests/factories";
import { bring, bringScan, findingsOf, historyOf, hoursAgo, jsonOf, scanOf, stateOf } from "@/tests/imports/scan";
import { buildClaim, makePack } from "@/tests/review-packs/build/pack-claim";

type Entry = "findings.json" | "findings.ocsf.json";

/** An entry of a pack of the tenant as it is now. */
async function entryOf(tenant: TenantRef, name: Entry, includePii = true): Promise<Buffer> {
  const claim = await buildClaim({ tenant, options: { includePii, includeOperations: true } });
  await makePack(claim);
  const file = await exportsStorage().open(claim.filePath);
  try {
    const entry = (await listZip(file)).entries.find((one) => one.name === name);
    if (!entry) throw new Error(`there is no ${name}`);
    return await readEntryBytes(file, entry, 1 << 24);
  } finally {
    await file.close();
  }
}

/** A tenant with findings of two tools, of each status, severity and kind of text. */
async function buildRich(): Promise<TenantRef> {
  const tenant = await buildTenant();
  await bringScan(
    tenant.slug,
    scanOf(hoursAgo(72), [
      { check: "entra_a", severityId: 5 },
      { check: "entra_b", isMuted: true, severityId: 2 },
      { check: "entra_c", detail: 'é "quoted" =1+1 \n\t\u0001 \\ <b>', severityId: 1 },
      { check: "entra_d" },
    ]),
  );
  await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_d", status: "PASS" }, { check: "entra_a" }]), {
    isPartial: true,
  });
  const control = {
    "Control ID": "MS.AAD.1.1v1",
    Requirement: "Blocked.",
    Result: "Fail",
    Criticality: "Shall",
    Details: "x",
  };
  const scuba = {
    MetaData: { Tool: "ScubaGear", ToolVersion: "1.8.0", TimestampZulu: hoursAgo(24).toISOString() },
    Results: { AAD: [{ GroupName: "g", Controls: [control] }] },
  };
  await bring(tenant.slug, jsonOf(scuba));
  return tenant;
}

describe.each<Entry>(["findings.json", "findings.ocsf.json"])("%s of a pack, imported again", (name) => {
  it("out of a pseudonymised pack is refused in words, and changes nothing", async () => {
    const tenant = await buildRich();
    const before = await findingsOf(tenant.id);
    await expect(bring(tenant.slug, await entryOf(tenant, name, false))).rejects.toThrow(
      /pseudonymised review pack.*over real names/,
    );
    expect(await findingsOf(tenant.id)).toEqual(before);
  });

  it("into another tenant gives the same findings: nothing is lost", async () => {
    const [from, to] = [await buildRich(), await buildTenant()];
    const result = await bring(to.slug, await entryOf(from, name));
    expect(result).toMatchObject({ rows: 5, created: 5, reports: [] });
    const withoutIds = async (tenant: TenantRef) =>
      (JSON.parse((await entryOf(tenant, "findings.json")).toString()) as { id: string }[]).map(
        ({ id: _, ...rest }) => rest,
      );
    expect(await withoutIds(to)).toEqual(await withoutIds(from));
    const statuses = (await findingsOf(to.id)).map((finding) => finding.status);
    expect(new Set(statuses)).toEqual(new Set(["open", "accepted", "resolved"]));
    expect((await historyOf(to.id)).filter((line) => line.startsWith("entra_d"))).toEqual([
      "entra_d created",
      "entra_d resolved",
    ]);
  });

  it("into the same tenant changes nothing", async () => {
    const tenant = await buildRich();
    const before = await stateOf(tenant.id);
    expect(await bring(tenant.slug, await entryOf(tenant, name))).toMatchObject({ rows: 5, created: 0, unchanged: 5 });
    expect(await stateOf(tenant.id)).toBe(before);
  });

  it("of an older pack overrules nothing that was seen since, and resolves nothing that is not in it", async () => {
    const tenant = await buildTenant();
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [{ check: "entra_a" }, { check: "entra_b" }]));
    const old = await entryOf(tenant, name);
    await bringScan(
      tenant.slug,
      scanOf(hoursAgo(48), [
        { check: "entra_a", status: "PASS" },
        { check: "entra_b", severityId: 5 },
        { check: "entra_c" },
      ]),
    );
    const before = await stateOf(tenant.id);
    expect(await bring(tenant.slug, old)).toMatchObject({ created: 0, changed: 0, resolved: 0, reopened: 0 });
    expect(await stateOf(tenant.id)).toBe(before);
  });

  it("what is wrong in it is named with its place", async () => {
    const records = JSON.parse((await entryOf(await buildRich(), name)).toString()) as Record<string, unknown>[];
    const [at, field] = name === "findings.json" ? ["", "fingerprint"] : ["finding_info", "uid"];
    const bad = structuredClone(records);
    Object.assign(at === "" ? (bad[2] ?? {}) : ((bad[2]?.[at] as object) ?? {}), { [field]: "short" });
    const tenant = await buildTenant();
    await expect(bring(tenant.slug, jsonOf(bad))).rejects.toThrow(/Finding 3 \(\$\[2\]\) has the fingerprint "short"/);
    expect(await stateOf(tenant.id)).toBe("");
  });
});

it("a pack's findings.csv is refused, with what to import instead", async () => {
  const tenant = await buildTenant();
  const csv = '"id","fingerprint","source","check_id","title","severity","status","first_seen_at"\n';
  await expect(bring(tenant.slug, Buffer.from(csv))).rejects.toMatchObject({
    next: expect.stringContaining("findings.json"),
  });
});
