import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { buildPack, buildReport, buildTenant, sha256 } from "@/tests/factories";
import { bringScan, hoursAgo, scanOf } from "@/tests/imports/scan";
import { changesNow, recordPack } from "./staged-changes";

describe("the first pack, and packs that say too little", () => {
  it("the first pack says that it is the first, and lists nothing", async () => {
    const tenant = await buildTenant();
    await bringScan(tenant.slug, scanOf(hoursAgo(2), [{}]));
    const { changes } = await changesNow(tenant);
    expect(changes).toMatchObject({ previous: null, findings: { state: "first_pack", new: [] }, sources: [] });
    expect(changes.note).toBe("This is the first review pack of this tenant: there is nothing to compare with.");
  });

  it("after the earlier ones were deleted it does not call itself the first", async () => {
    const tenant = await buildTenant();
    const pack = await buildPack({ tenant, status: "expired" });
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: pack.id } }));
    const { changes } = await changesNow(tenant);
    expect(changes.note).toContain("were deleted");
  });

  it("a previous pack that recorded nothing is named, and nothing is made up", async () => {
    const tenant = await buildTenant();
    const pack = await buildPack({ tenant });
    await bringScan(tenant.slug, scanOf(hoursAgo(2), [{}]));
    const { changes } = await changesNow(tenant);
    expect(changes.previous?.pack_id).toBe(String(pack.id));
    expect(changes.findings).toMatchObject({ state: "not_known", new: [] });
    expect(changes.hardening.state).toBe("not_known");
    expect(changes.role_assignments.state).toBe("not_known");
  });

  it("a previous pack of before hardening fields were recorded still says whether they are as they were", async () => {
    const tenant = await buildTenant({ rbacStatus: "partial" });
    const { collected } = await changesNow(tenant);
    const { hardeningFields: _, ...inputs } = collected.inputs;
    await recordPack(tenant, collected, { inputs });
    expect((await changesNow(tenant)).changes.hardening).toEqual({ state: "compared", note: "", changes: [] });
    await inSystem((tx) => tx.tenant.update({ where: { id: tenant.id }, data: { rbacStatus: "configured" } }));
    const { hardening } = (await changesNow(tenant)).changes;
    expect(hardening).toMatchObject({ state: "not_known", changes: [] });
    expect(hardening.note).toContain("not as it was");
  });
});

describe("the previous pack", () => {
  it("is the newest that was finished, also when it has expired, its file is gone, and a newer one failed", async () => {
    const tenant = await buildTenant();
    const { collected } = await changesNow(tenant);
    const past = new Date(Date.now() - 86_400_000);
    await recordPack(tenant, collected, {
      fingerprint: sha256("older"),
      generatedAt: new Date(past.getTime() - 86_400_000),
    });
    const expired = await recordPack(tenant, collected, {
      status: "expired",
      generatedAt: past,
      expiresAt: new Date(past.getTime() + 1000),
      fileDeletedAt: new Date(),
    });
    await buildPack({ tenant, status: "failed" });
    await bringScan(tenant.slug, scanOf(hoursAgo(2), [{}]));
    const { changes, collected: now } = await changesNow(tenant);
    expect(changes.previous?.pack_id).toBe(String(expired.id));
    expect(changes.findings.new).toHaveLength(1);
    expect(now.changes.previous?.fingerprint).toBe(collected.fingerprint);
  });
});

describe("hardening", () => {
  it("names each field that flipped, from what to what, and not that it was looked at again", async () => {
    const tenant = await buildTenant({
      rbacStatus: "partial",
      rbacGroupName: "Operators",
      rbacLastCheckedAt: new Date("2026-11-01T00:00:00Z"),
      rbacLastWarnings: ["No scope"],
    });
    await recordPack(tenant, (await changesNow(tenant)).collected);
    await inSystem((tx) =>
      tx.tenant.update({
        where: { id: tenant.id },
        data: {
          rbacStatus: "configured",
          rbacLastSetupAt: new Date("2026-11-02T10:00:00.5Z"),
          rbacLastCheckedAt: new Date("2026-11-03T00:00:00Z"),
          rbacLastWarnings: [],
        },
      }),
    );
    const { changes } = await changesNow(tenant);
    expect(changes.hardening).toEqual({
      state: "compared",
      note: "",
      changes: [
        { field: "rbac_status", from: "partial", to: "configured" },
        { field: "rbac_last_setup_at", from: null, to: "2026-11-02T10:00:00.500Z" },
        { field: "rbac_last_warnings", from: ["No scope"], to: [] },
      ],
    });
    expect(changes.sources).toEqual([
      {
        source: "hardening",
        state: "newer",
        from: { captured_at: "2026-11-01T00:00:00.000Z", content_hash: null },
        to: { captured_at: "2026-11-03T00:00:00.000Z", content_hash: null },
      },
    ]);
  });
});

describe("reports", () => {
  const assignment = (holder: string, role: string) => ({
    principalId: holder,
    roleDefinitionId: role,
    directoryScopeId: "/",
  });
  const roles = (...value: object[]) => ({ payload: { value }, source: "graph/roleAssignments" });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

  it("who got a role and who lost one, also when the report of then is not the newest before this one", async () => {
    const tenant = await buildTenant();
    await buildReport({ tenant, capturedAt: daysAgo(9), ...roles(assignment("p1", "r1"), assignment("p2", "r1")) });
    await recordPack(tenant, (await changesNow(tenant)).collected);
    await buildReport({ tenant, capturedAt: daysAgo(5), ...roles(assignment("p3", "r1")) });
    await buildReport({ tenant, capturedAt: daysAgo(1), ...roles(assignment("p2", "r1"), assignment("p2", "r2")) });
    const { changes, collected } = await changesNow(tenant);
    const pairs = (rows: { holder_id: string; role_id: string }[]) => rows.map((row) => [row.holder_id, row.role_id]);
    expect(pairs(changes.role_assignments.added)).toEqual([["p2", "r2"]]);
    expect(pairs(changes.role_assignments.removed)).toEqual([["p1", "r1"]]);
    expect(collected.changes.roleAssignments).toMatchObject({ state: "compared", added: 1, removed: 1 });
    expect(changes.sources.map(({ source, state }) => [source, state])).toEqual([["entra_admin_roles", "newer"]]);
  });

  it("permissions one by one, and a report fetched again with the same content is no change", async () => {
    const tenant = await buildTenant();
    const grant = (scope: string) => ({
      type: "permission_posture",
      source: "graph/oauth2PermissionGrants",
      payload: { value: [{ clientId: "app", resourceId: "graph", consentType: "AllPrincipals", scope }] },
    });
    await buildReport({ tenant, capturedAt: daysAgo(9), ...grant("User.Read Mail.Read") });
    await recordPack(tenant, (await changesNow(tenant)).collected);
    await buildReport({ tenant, capturedAt: daysAgo(5), ...grant("User.Read Mail.Read") });
    const same = (await changesNow(tenant)).changes;
    expect(same.permissions).toMatchObject({ state: "compared", added: [], removed: [] });
    expect(same.sources[0]?.state).toBe("same_content");
    await buildReport({ tenant, capturedAt: daysAgo(1), ...grant("User.Read Directory.Read.All") });
    const { permissions } = (await changesNow(tenant)).changes;
    expect(permissions.added.map((row) => row.permission)).toEqual(["Directory.Read.All"]);
    expect(permissions.removed.map((row) => row.permission)).toEqual(["Mail.Read"]);
  });

  it("a report that one of the two packs lacks is not read as everything added or removed", async () => {
    const tenant = await buildTenant();
    await recordPack(tenant, (await changesNow(tenant)).collected);
    expect((await changesNow(tenant)).changes.role_assignments.state).toBe("not_collected");
    const report = await buildReport({ tenant, ...roles(assignment("p1", "r1")) });
    const first = await changesNow(tenant);
    expect(first.changes.role_assignments).toMatchObject({ state: "not_known", added: [] });
    expect(first.changes.sources.map(({ state }) => state)).toEqual(["new"]);
    await recordPack(tenant, first.collected, { generatedAt: new Date(Date.now() + 1000), expiresAt: daysAgo(-9) });
    await inSystem((tx) => tx.storedReport.delete({ where: { id: report.id } }));
    const gone = (await changesNow(tenant)).changes;
    expect(gone.role_assignments).toMatchObject({ state: "not_known", removed: [] });
    expect(gone.sources.map(({ state }) => state)).toEqual(["gone"]);
  });

  it("a list that was not fetched before, and one that is cut off, are said to be so", async () => {
    const tenant = await buildTenant();
    await buildReport({ tenant, capturedAt: daysAgo(9), ...roles(assignment("p1", "r1")) });
    await recordPack(tenant, (await changesNow(tenant)).collected);
    const eligible = {
      principalId: "p9",
      roleDefinitionId: "r1",
      roleEligibilityScheduleId: "s",
      memberType: "Direct",
    };
    const part = (value: object[]) => ({ answer: { value }, rows: value.length, isComplete: true, capturedAt: "" });
    await buildReport({
      tenant,
      source: "graph",
      isComplete: false,
      payload: {
        parts: {
          roleAssignments: part([assignment("p1", "r1")]),
          roleEligibilityScheduleInstances: part([eligible]),
        },
      },
    });
    const { role_assignments } = (await changesNow(tenant)).changes;
    expect(role_assignments).toMatchObject({ state: "compared", added: [], removed: [] });
    expect(role_assignments.note).toContain("not complete");
    expect(role_assignments.note).toContain("roleEligibilityScheduleInstances");
  });
});
