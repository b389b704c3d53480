import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { listFindings } from "@/lib/findings/queries";
import { hardeningChecklist } from "@/lib/overview/hardening";
import { getTenantOverview, latelyFrom } from "@/lib/overview/tenant-overview";
import { buildFinding, buildReport, buildTenant, buildUser } from "@/tests/factories";
import { bringScan, hoursAgo, now, scanOf } from "@/tests/imports/scan";

it("counts, trend and the number resolved lately agree with the findings that they link to", async () => {
  const tenant = await buildTenant();
  const reader = await buildUser({ role: "readonly", tenant });
  const open = (...checks: string[]) => checks.map((check) => ({ check }));
  await bringScan(tenant.slug, scanOf(hoursAgo(72), open("a", "b", "c")));
  await bringScan(
    tenant.slug,
    scanOf(hoursAgo(48), [...open("a"), { check: "b", status: "PASS" }, { check: "c", isMuted: true }, { check: "d" }]),
  );
  await bringScan(tenant.slug, scanOf(hoursAgo(24), [...open("a", "b", "d"), { check: "c", isMuted: true }]));
  const overview = await getTenantOverview(reader, tenant.slug, now);
  expect(overview.trend.map(({ open: left, opened, closed }) => [left, opened, closed])).toEqual([
    [3, 3, 0],
    [2, 1, 2],
    [3, 1, 0],
  ]);
  expect(overview.trend.every(({ operationRunId }) => operationRunId !== null)).toBe(true);
  const listed = async (filter: Parameters<typeof listFindings>[2]) =>
    (await listFindings(reader, tenant.slug, { ...filter, limit: 200 })).findings.length;
  expect(overview.resolvedLately).toBe(1);
  expect(await listed({ resolvedSince: latelyFrom(now) })).toBe(1);
  expect(overview.openHigh).toBe(await listed({ severity: "high", status: "open" }));
  expect(overview.openHigh + overview.openCritical).toBe(
    await listed({ severity: ["critical", "high"], status: "open" }),
  );
});

it("says which sources are stale and which are missing", async () => {
  const tenant = await buildTenant();
  const reader = await buildUser({ role: "readonly", tenant });
  await buildReport({ tenant, type: "entra_admin_roles", capturedAt: hoursAgo(31 * 24) });
  await buildReport({ tenant, type: "assessment.prowler", capturedAt: hoursAgo(29 * 24) });
  const { sources, missing } = await getTenantOverview(reader, tenant.slug, now);
  expect(sources.map(({ label, state }) => [label, state])).toEqual([
    ["Privileged roles", "stale"],
    ["Prowler assessment", "included"],
  ]);
  expect(missing.map(({ source }) => source)).toEqual(["findings", "hardening", "permission_posture"]);
});

it("holds nothing of another tenant, and does not exist for strangers", async () => {
  const tenant = await buildTenant();
  const beside = await buildTenant({ workspaceId: tenant.workspaceId });
  await buildFinding({ tenant: beside, severity: "critical" });
  await bringScan(beside.slug, scanOf(hoursAgo(24), [{ check: "a" }]));
  const reader = await buildUser({ role: "readonly", tenant });
  const { openCritical, trend, sources } = await getTenantOverview(reader, tenant.slug, now);
  expect([openCritical, trend, sources]).toEqual([0, [], []]);
  const guest = await buildUser({ role: "owner", tenant: beside, on: "tenant" });
  await expect(getTenantOverview(guest, tenant.slug, now)).rejects.toMatchObject({ code: "not_found" });
});

it("reads the hardening of the tenant, warnings of any shape included", async () => {
  const tenant = await buildTenant({
    rbacStatus: "partial",
    rbacLastCheckedAt: hoursAgo(2),
    rbacGroupId: "g",
    rbacLastWarnings: ["No owner.", 7, null],
  });
  const reader = await buildUser({ role: "readonly", tenant });
  const { hardening } = await getTenantOverview(reader, tenant.slug, now);
  expect(hardening).toMatchObject({ status: "partial", warnings: ["No owner.", "7"] });
  const items = hardeningChecklist(hardening, now);
  expect(items.map(({ state }) => state)).toEqual(["done", "open", "open", "open", "open", "done"]);
  await inSystem((tx) =>
    tx.tenant.update({ where: { id: tenant.id }, data: { rbacStatus: "unknown", rbacLastCheckedAt: null } }),
  );
  const unknown = hardeningChecklist((await getTenantOverview(reader, tenant.slug, now)).hardening, now);
  expect(new Set(unknown.map(({ state }) => state))).toEqual(new Set(["unknown"]));
});
