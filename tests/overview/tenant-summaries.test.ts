import { describe, expect, it } from "vitest";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { reportLabel } from "@/lib/reports/report-label";
import { buildFinding, buildPack, buildReport, buildTenant, buildUser } from "@/tests/factories";

const now = new Date("2026-05-01T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("the page of all tenants", () => {
  it("says of each tenant its last pack, its open critical and high findings and its oldest source", async () => {
    const tenant = await buildTenant({ name: "B" });
    await buildTenant({ workspaceId: tenant.workspaceId, name: "A, empty" });
    const user = await buildUser({ role: "readonly", tenant });
    await buildPack({ tenant, status: "failed" });
    const pack = await buildPack({ tenant, generatedAt: daysAgo(3), expiresAt: daysAgo(-87) });
    for (const severity of ["critical", "high", "high", "low"]) await buildFinding({ tenant, severity });
    await buildFinding({ tenant, severity: "critical", status: "resolved" });
    await buildReport({ tenant, type: "permission_posture", capturedAt: daysAgo(40) });
    await buildReport({ tenant, type: "permission_posture", capturedAt: daysAgo(12) });
    await buildReport({ tenant, type: "entra_admin_roles", capturedAt: daysAgo(2) });
    expect(await listTenantSummaries(user, now)).toMatchObject([
      { name: "A, empty", lastPack: null, openCritical: 0, openHigh: 0 },
      {
        name: "B",
        lastPack: { id: String(pack.id), status: "ready", at: daysAgo(3).toISOString() },
        openCritical: 1,
        openHigh: 2,
        // The two reports, the tool of the findings, and what was never checked.
        sources: [
          { label: "Privileged roles", state: "included", capturedAt: daysAgo(2).toISOString() },
          { label: "Findings of Prowler", state: "included" },
          { label: "Hardening of TenantPilot's own access", state: "not_collected", capturedAt: null },
          { label: "Permission posture", state: "included", capturedAt: daysAgo(12).toISOString() },
        ],
      },
    ]);
  });

  it("calls a pack expired from its date on, before any sweep has come by", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    await buildPack({ tenant, generatedAt: daysAgo(91), expiresAt: daysAgo(1) });
    expect(await listTenantSummaries(user, now)).toMatchObject([{ lastPack: { status: "expired" } }]);
  });

  it("shows only tenants that one is a member of", async () => {
    const mine = await buildTenant();
    const beside = await buildTenant({ workspaceId: mine.workspaceId });
    await buildTenant();
    const guest = await buildUser({ role: "owner", tenant: mine, on: "tenant" });
    const member = await buildUser({ role: "readonly", tenant: mine });
    const slugs = async (user: typeof guest) => (await listTenantSummaries(user, now)).map(({ slug }) => slug).sort();
    expect(await slugs(guest)).toEqual([mine.slug]);
    expect(await slugs(member)).toEqual([mine.slug, beside.slug].sort());
    expect(await slugs(await buildUser())).toEqual([]);
  });
});

describe("a tenant's overview", () => {
  it("lists the newest report of each type, least fresh first, and is closed to strangers", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    await buildReport({ tenant, type: "assessment.prowler", capturedAt: daysAgo(1), rowCount: 7 });
    await buildReport({ tenant, type: "entra_admin_roles", capturedAt: daysAgo(9) });
    await buildReport({ tenant, type: "entra_admin_roles", capturedAt: daysAgo(5), rowCount: 3 });
    expect((await getTenantOverview(user, tenant.slug, now)).sources).toMatchObject([
      { label: "Privileged roles", rows: 3, capturedAt: daysAgo(5).toISOString() },
      { label: "Prowler assessment", rows: 7 },
    ]);
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(getTenantOverview(stranger, tenant.slug, now)).rejects.toMatchObject({ code: "not_found" });
  });

  it("has words for a type of report that nobody named", () => {
    expect(reportLabel("conditional_access.policies")).toBe("Conditional access policies");
  });
});
