import { describe, expect, it } from "vitest";
import { listAuditEvents } from "@/lib/audit/queries";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { listReports } from "@/lib/reports/queries";
import { collectPack } from "@/lib/review-packs/build/collect";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";
import { previewPack } from "@/lib/review-packs/preview-pack";
import type { Expectations } from "@/lib/sources/expectations";
import { getExpectedSources, setExpectations } from "@/lib/sources/manage-expectations";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildFinding, buildReport, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { bringScan, scanOf } from "@/tests/imports/scan";
import { buildClaim, quiet } from "@/tests/review-packs/build/pack-claim";

const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000 - 1000);

async function tenantWithSources() {
  const tenant = await buildTenant();
  const owner = await buildUser({ role: "owner", tenant });
  await bringScan(tenant.slug, scanOf(daysAgo(12), [{}]));
  await buildFinding({ tenant, source: "maester", lastSeenAt: daysAgo(31) });
  await buildReport({ tenant, type: "entra_admin_roles", capturedAt: daysAgo(30) });
  await buildReport({ tenant, type: "secure_score", capturedAt: daysAgo(9) });
  return { tenant, owner };
}

async function coverage(tenant: TenantRef) {
  const collected = await collectPack(await buildClaim({ tenant }), quiet);
  return { rows: coverageOf(collected).filter(({ source }) => source !== "operations"), collected };
}

/** What each of the readers says of each source: they have to be the same. */
async function statesEverywhere(tenant: TenantRef, owner: UserActor) {
  const { rows } = await coverage(tenant);
  const covered = Object.fromEntries(rows.map(({ source, state }) => [source, state]));
  const preview = await previewPack(owner, tenant.slug, now);
  expect(Object.fromEntries(preview.sources.map(({ source, state }) => [source, state]))).toEqual(covered);
  expect(preview.sources.map(({ source, rows }) => [source, rows]).filter(([, rows]) => rows !== null)).toEqual(
    rows.filter(({ state }) => state !== "not_collected").map(({ source, rows }) => [source, rows]),
  );
  const overview = await getTenantOverview(owner, tenant.slug, now);
  const shown = [...overview.sources, ...overview.missing].map(({ source, state }) => [source, state]);
  expect(Object.fromEntries(shown)).toEqual(covered);
  const [summary] = await listTenantSummaries(owner, now);
  expect(summary?.sources).toEqual(
    rows.map(({ label, state, captured_at }) => ({ label, state, capturedAt: captured_at })),
  );
  for (const { type, state } of await listReports(owner, tenant.slug, now)) expect(state, type).toBe(covered[type]);
  return covered;
}

const standard = { staleAfterDays: 30, sources: {} } satisfies Expectations;

describe("one judgement of each source", () => {
  it("coverage, preview, overview, reports and the list of tenants agree on the defaults", async () => {
    const { tenant, owner } = await tenantWithSources();
    expect(await statesEverywhere(tenant, owner)).toEqual({
      "assessment.prowler": "included",
      entra_admin_roles: "included",
      "findings.maester": "stale",
      "findings.prowler": "included",
      hardening: "not_collected",
      permission_posture: "not_collected",
      secure_score: "included",
    });
  });

  it("and on what a tenant's own people said", async () => {
    const { tenant, owner } = await tenantWithSources();
    const sources = {
      "findings.maester": { isExpected: false, staleAfterDays: null },
      "findings.prowler": { isExpected: true, staleAfterDays: 7 },
      "findings.scubagear": { isExpected: true, staleAfterDays: null },
      hardening: { isExpected: false, staleAfterDays: null },
      secure_score: { isExpected: true, staleAfterDays: 90 },
    };
    await setExpectations(owner, tenant.slug, { staleAfterDays: 8, sources }, now);
    expect(await statesEverywhere(tenant, owner)).toEqual({
      "assessment.prowler": "stale",
      entra_admin_roles: "stale",
      "findings.maester": "included",
      "findings.prowler": "stale",
      "findings.scubagear": "not_collected",
      permission_posture: "not_collected",
      secure_score: "included",
    });
  });

  it("a day more than allowed is stale, the last day that is allowed is not", async () => {
    const { tenant, owner } = await tenantWithSources();
    const at = (days: number) => ({
      ...standard,
      sources: { secure_score: { isExpected: true, staleAfterDays: days } },
    });
    await setExpectations(owner, tenant.slug, at(9), now);
    expect((await statesEverywhere(tenant, owner)).secure_score).toBe("included");
    await setExpectations(owner, tenant.slug, at(8), now);
    expect((await statesEverywhere(tenant, owner)).secure_score).toBe("stale");
  });
});

describe("a report that was cut off", () => {
  it.each([
    ["says how many rows there are in all", { value: [1], "@odata.count": 250 }, 250],
    ["does not say", { value: [1] }, null],
    ["says something else", { value: [1], "@odata.count": "many, {}" }, null],
    [
      "is one of several answers",
      {
        parts: {
          roleAssignments: { isComplete: false, rows: 1, answer: { value: [1], "@odata.count": 40 } },
          roleDefinitions: { isComplete: true, rows: 2, answer: { value: [1, 2] } },
        },
      },
      42,
    ],
    ["has parts of a shape that nobody wrote", { parts: { a: 1, b: [], c: { isComplete: "perhaps" } } }, null],
    ["is no object", [1, 2], null],
  ])("%s", async (_what, payload, expected) => {
    const tenant = await buildTenant();
    const owner = await buildUser({ role: "owner", tenant });
    await buildReport({ tenant, payload, rowCount: 1, isComplete: false });
    const { rows } = await coverage(tenant);
    const row = rows.find(({ source }) => source === "entra_admin_roles");
    expect(row).toMatchObject({ state: "truncated", rows: 1, rows_expected: expected });
    const { sources } = await previewPack(owner, tenant.slug, now);
    expect(sources.find(({ source }) => source === "entra_admin_roles")?.rowsExpected).toBe(expected);
  });
});

describe("saying what is expected", () => {
  it("makes another pack of the same evidence, and the same again when it is taken back", async () => {
    const { tenant, owner } = await tenantWithSources();
    const fingerprint = async () => (await coverage(tenant)).collected.fingerprint;
    const before = await fingerprint();
    await setExpectations(owner, tenant.slug, { ...standard, staleAfterDays: 20 }, now);
    expect(await fingerprint()).not.toBe(before);
    await setExpectations(owner, tenant.slug, standard, now);
    expect(await fingerprint()).toBe(before);
  });

  it("is an event of the audit, and saying the same again is none", async () => {
    const { tenant, owner } = await tenantWithSources();
    const wanted = { staleAfterDays: 30, sources: { hardening: { isExpected: false, staleAfterDays: null } } };
    expect(await setExpectations(owner, tenant.slug, wanted, now)).toBe(true);
    expect(await setExpectations(owner, tenant.slug, wanted, now)).toBe(false);
    const { events } = await listAuditEvents(owner, { tenant: tenant.slug });
    const changes = events.filter(({ action }) => action === "tenant.expectations_changed");
    expect(changes).toHaveLength(1);
    expect(changes[0]?.details).toEqual({
      hardening: { from: "as the default is", to: { isExpected: false, staleAfterDays: null } },
    });
  });

  it("keeps only what differs: a source that is collected later is expected from then on", async () => {
    const { tenant, owner } = await tenantWithSources();
    const { staleAfterDays, sources } = await getExpectedSources(owner, tenant.slug);
    const asShown = Object.fromEntries(
      sources.map(({ source, isExpected, staleAfterDays: own }) => [source, { isExpected, staleAfterDays: own }]),
    );
    expect(asShown.intune_roles).toEqual({ isExpected: false, staleAfterDays: null });
    expect(await setExpectations(owner, tenant.slug, { staleAfterDays, sources: asShown }, now)).toBe(false);
    await buildReport({ tenant, type: "intune_roles", capturedAt: daysAgo(31) });
    expect((await statesEverywhere(tenant, owner)).intune_roles).toBe("stale");
  });

  it("is for who may change the tenant; others see it, strangers do not", async () => {
    const { tenant } = await tenantWithSources();
    const operator = await buildUser({ role: "operator", tenant });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(setExpectations(operator, tenant.slug, standard, now)).rejects.toMatchObject({ code: "forbidden" });
    await expect(setExpectations(stranger, tenant.slug, standard, now)).rejects.toMatchObject({ code: "not_found" });
    await expect(getExpectedSources(stranger, tenant.slug)).rejects.toMatchObject({ code: "not_found" });
    expect(await getExpectedSources(operator, tenant.slug)).toMatchObject({ canChange: false, staleAfterDays: 30 });
    const manager = await buildUser({ role: "manager", tenant, on: "tenant" });
    expect(await getExpectedSources(manager, tenant.slug)).toMatchObject({ canChange: true });
  });

  it.each([0, -1, 3651, 1.5, Number.NaN])("refuses %s days", async (staleAfterDays) => {
    const { tenant, owner } = await tenantWithSources();
    await expect(setExpectations(owner, tenant.slug, { staleAfterDays, sources: {} }, now)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
