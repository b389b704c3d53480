import { readFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import type { ImportOptions } from "@/lib/imports/options";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { getReportOfType, listReports } from "@/lib/reports/queries";
import { collectPack } from "@/lib/review-packs/build/collect";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";
import { previewPack } from "@/lib/review-packs/preview-pack";
import { search } from "@/lib/search/search";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildReport, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { bring, jsonOf, type RecordFields, scanOf } from "@/tests/imports/scan";
import { smallFiles } from "@/tests/imports/small-files";
import { buildClaim, quiet } from "@/tests/review-packs/build/pack-claim";
import { asOwner } from "@/tests/support/owner";

const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000 - 1000);

let tenant: TenantRef;
let owner: UserActor;
beforeEach(async () => {
  tenant = await buildTenant();
  owner = await buildUser({ role: "owner", tenant });
});

const bringNow = (value: unknown, options: ImportOptions = {}) =>
  bring(tenant.slug, value instanceof Uint8Array ? value : jsonOf(value), options, new Date());

const answer = (entity: string, ...value: object[]) => ({
  "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${entity}`,
  value,
});
const assignment = { id: "a", principalId: "p", roleDefinitionId: "r", directoryScopeId: "/" };
const assignments = answer("roleManagement/directory/roleAssignments", assignment);
const definitions = answer("roleManagement/directory/roleDefinitions", { id: "r", displayName: "R", templateId: "r" });
const eligible = answer("roleManagement/directory/roleEligibilityScheduleInstances");

const covered = async (source: string) =>
  coverageOf(await collectPack(await buildClaim({ tenant }), quiet)).find((row) => row.source === source);

/** Since when a source is so, as each page says it. */
async function sinceEverywhere(source: string) {
  const row = await covered(source);
  const preview = (await previewPack(owner, tenant.slug, now)).sources.find((one) => one.source === source);
  const overview = (await getTenantOverview(owner, tenant.slug, now)).sources.find((one) => one.source === source);
  const [summary] = await listTenantSummaries(owner, now);
  const listed = (await listReports(owner, tenant.slug, now)).find(({ type }) => type === source);
  const found = await search(owner, row?.label ?? "", now);
  const all = {
    coverage: row?.captured_at,
    preview: preview?.capturedAt,
    overview: overview?.capturedAt,
    summary: summary?.sources.find(({ label }) => label === row?.label)?.capturedAt,
    reports: listed?.capturedAt,
    report: (await getReportOfType(owner, tenant.slug, source)).report.seen.capturedAt,
    search: found.reports.find(({ type }) => type === source)?.capturedAt,
  };
  expect([preview?.state, overview?.state, listed?.state, preview?.note]).toEqual([
    row?.state,
    row?.state,
    row?.state,
    row?.note,
  ]);
  return { row, all };
}

const everywhere = (at: Date) => {
  const iso = at.toISOString();
  return { coverage: iso, preview: iso, overview: iso, summary: iso, reports: iso, report: iso, search: iso };
};

describe("a report of several answers", () => {
  it("is as old as its oldest one, on every page, however new the names beside it are", async () => {
    await bringNow(assignments, { capturedAt: daysAgo(365) });
    await bringNow(definitions);
    const { row, all } = await sinceEverywhere("entra_admin_roles");
    expect(all).toEqual(everywhere(daysAgo(365)));
    expect(row).toMatchObject({ state: "stale", age_days: 365, note: "" });
  });

  it("says which of its answers that is, where they are of different days", async () => {
    await bringNow(assignments, { capturedAt: daysAgo(9) });
    await bringNow(eligible);
    const { row, all } = await sinceEverywhere("entra_admin_roles");
    expect(all).toEqual(everywhere(daysAgo(9)));
    expect(row).toMatchObject({ state: "included", age_days: 9 });
    expect(row?.note).toBe("Its answers are of different days; its age is that of the oldest, role assignments.");
    const { report } = await getReportOfType(owner, tenant.slug, "entra_admin_roles");
    expect(report.answers.map(({ part }) => part)).toEqual(["roleAssignments", "roleEligibilityScheduleInstances"]);
  });

  it("is fresh again when the oldest is brought anew", async () => {
    await bringNow(assignments, { capturedAt: daysAgo(365) });
    await bringNow(eligible);
    await bringNow(answer("roleManagement/directory/roleAssignments", { ...assignment, id: "b" }));
    expect(await covered("entra_admin_roles")).toMatchObject({ state: "included", age_days: 0 });
  });

  it("takes in an older answer to another question, and is as old as that", async () => {
    await bringNow(assignments, { capturedAt: daysAgo(1) });
    await bringNow(eligible, { capturedAt: daysAgo(40) });
    const { row, all } = await sinceEverywhere("entra_admin_roles");
    expect(all).toEqual(everywhere(daysAgo(40)));
    expect(row).toMatchObject({ state: "stale", rows: 1 });
  });

  it("says that a time is assumed where the oldest one's is, and not where another's is", async () => {
    await bringNow(eligible);
    await bringNow(assignments, { capturedAt: daysAgo(9) });
    expect((await covered("entra_admin_roles"))?.note).not.toContain("the time is that of its import");
    await bringNow(answer("roleManagement/directory/roleAssignments", assignment, { ...assignment, id: "b" }));
    expect((await covered("entra_admin_roles"))?.note).toContain("the time is that of its import");
  });

  it("of an earlier version gets the times of its answers out of its payload", async () => {
    const part = (days: number) => ({
      answer: { value: [] },
      capturedAt: daysAgo(days).toISOString(),
      isComplete: true,
      rows: 0,
    });
    const composed = await buildReport({
      tenant,
      payload: { parts: { roleAssignments: part(50), roleDefinitions: part(0) } },
    });
    const others = [
      { value: [] },
      [1, 2],
      { parts: {} },
      { parts: { a: 1, b: [] } },
      { parts: { a: part(3) }, value: [] },
    ];
    for (const payload of others) await buildReport({ tenant, type: "intune_roles", payload });
    const migration = await readFile("prisma/migrations/20261130210000_age_of_answers/migration.sql", "utf8");
    await asOwner(async (client) => {
      await client.query("SELECT set_config('app.scope', 'system', false)");
      await client.query(migration.slice(migration.indexOf("UPDATE stored_reports")));
    });
    const stored = await inSystem((tx) =>
      tx.storedReport.findMany({ where: { tenantId: tenant.id, NOT: { id: composed.id } } }),
    );
    expect(stored.map(({ parts }) => parts)).toEqual(others.map(() => null));
    expect(await covered("entra_admin_roles")).toMatchObject({
      state: "stale",
      captured_at: daysAgo(50).toISOString(),
    });
  });
});

describe("a report that is not whole says why", () => {
  it("because further pages of the answer are missing", async () => {
    const page = { ...assignments, "@odata.nextLink": "https://graph.microsoft.com/next", "@odata.count": 40 };
    await bringNow(page);
    expect(await covered("entra_admin_roles")).toMatchObject({
      state: "truncated",
      incomplete: "pages_missing",
      rows_expected: 40,
      note: expect.stringContaining("further pages are missing"),
    });
  });

  it("because commands of ScubaGear failed", async () => {
    const file = JSON.parse(String(smallFiles["scubagear-json"]));
    file.Raw.aad_unsuccessful_commands = ["Get-PrivilegedUser"];
    await bringNow(file);
    const row = await covered("entra_admin_roles");
    expect(row).toMatchObject({ state: "truncated", incomplete: "not_all_read", rows_expected: null });
    expect(row?.note).toBe("The tool could not read all of it: some of what it asked for failed.");
    const { report } = await getReportOfType(owner, tenant.slug, "entra_admin_roles");
    expect(report.seen.gap).toBe("not_all_read");
  });
});

describe("what a tool found and assessed", () => {
  const scan = (days: number, records: Partial<RecordFields>[], options: ImportOptions = {}) =>
    bringNow(scanOf(daysAgo(days), records), options);
  const both = async () => [await covered("findings.prowler"), await covered("assessment.prowler")] as const;

  it("is as old as the last whole scan: a partial one makes nothing else younger", async () => {
    await scan(40, [{ check: "entra_a" }, { check: "entra_b" }]);
    await scan(1, [{ check: "entra_a", status: "PASS" }], { isPartial: true });
    const [findings, assessment] = await both();
    const whole = new Date(Math.floor(daysAgo(40).getTime() / 1000) * 1000).toISOString();
    expect(findings).toMatchObject({ state: "stale", age_days: 40, captured_at: whole, note: "" });
    expect(assessment).toMatchObject({ state: "stale", age_days: 40, captured_at: whole, incomplete: "scan_partial" });
    expect((await sinceEverywhere("assessment.prowler")).all).toEqual(everywhere(new Date(whole)));
    const { sources } = await previewPack(owner, tenant.slug, now);
    expect(sources.find(({ source }) => source === "findings.prowler")).toMatchObject({
      capturedAt: whole,
      state: "stale",
    });
  });

  it("stays included when a partial scan carries over what it did not look at, and says so", async () => {
    await scan(9, [{ check: "entra_a" }, { check: "entra_b" }]);
    await scan(1, [{ check: "entra_a", status: "PASS" }], { isPartial: true });
    const [findings, assessment] = await both();
    expect(findings).toMatchObject({ state: "included", incomplete: null, note: "" });
    expect(assessment).toMatchObject({ state: "included", rows: 2, incomplete: "scan_partial" });
    expect(assessment?.note).toMatch(/^The newest scan was a partial one: .* carried over/);
    await scan(0, [{ check: "entra_a" }, { check: "entra_b" }]);
    expect(await covered("assessment.prowler")).toMatchObject({ state: "included", incomplete: null, note: "" });
  });

  it("is not whole while there were partial scans only", async () => {
    await scan(3, [{ check: "entra_a" }], { isPartial: true });
    const [findings, assessment] = await both();
    expect(findings).toMatchObject({ state: "included", age_days: 3 });
    expect(findings?.note).toContain("No whole scan is known");
    expect(assessment).toMatchObject({ state: "truncated", incomplete: "scan_partial" });
    expect(assessment?.note).toBe("The scan was a partial one, and no whole one is known.");
  });

  it("is made no younger by requirements, nor by a copy out of a pack", async () => {
    await scan(40, [{ check: "entra_a" }]);
    const age = async () => (await covered("findings.prowler"))?.age_days;
    const record = {
      class_uid: 2003,
      severity_id: 3,
      time: daysAgo(1).getTime(),
      metadata: { product: { name: "Prowler" } },
    };
    const finding = { uid: "new", title: "New" };
    const compliance = { standards: ["CMMC-2.0"], requirements: ["AC.1"], status_id: 3 };
    await bringNow([{ ...record, finding_info: finding, compliance, resources: [{ uid: "r" }] }]);
    expect(await age()).toBe(40);
    const copy = JSON.parse(String(smallFiles["tenantpilot-json"]));
    await bringNow(copy);
    expect(await age()).toBe(40);
  });

  it("that came as single findings is as old as the newest, and says that it was never a scan", async () => {
    await bringNow(smallFiles["ocsf-detection"]);
    const row = await covered("findings.acme");
    expect(row).toMatchObject({ state: "included" });
    expect(row?.note).toBe("No whole scan is known, so its age is that of the newest file or finding.");
  });
});
