import { beforeAll, describe, expect, it } from "vitest";
import { lineageWords } from "@/app/(app)/tenants/[slug]/review-packs/_components/packs-words";
import { inSystem } from "@/lib/db";
import { listChangedFindingsSince } from "@/lib/review-packs/pack-changes";
import { getPack } from "@/lib/review-packs/queries";
import { makeAgain } from "@/lib/review-packs/replay";
import { findSinceLastPack } from "@/lib/review-packs/since-last-pack";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildOperationRun, buildPack, buildReport, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { bringScan, hoursAgo, scanOf } from "@/tests/imports/scan";
import { finishPack } from "./finished-pack";

const now = new Date();

async function place() {
  const tenant = await buildTenant();
  return { tenant, manager: await buildUser({ role: "manager", tenant }) };
}

const scan = (tenant: TenantRef, hours: number, checks: object[]) =>
  bringScan(tenant.slug, scanOf(hoursAgo(hours), checks));

describe("a tenant whose findings changed since its last pack", () => {
  let tenant: TenantRef;
  let manager: UserActor;
  let pack: string;

  beforeAll(async () => {
    ({ tenant, manager } = await place());
    await scan(tenant, 60, [{ check: "a", status: "PASS" }, { check: "b" }, { check: "c" }, { check: "d" }]);
    await scan(tenant, 50, [{ check: "a" }, { check: "b" }, { check: "c" }, { check: "d" }]);
    pack = await finishPack(manager, tenant);
    await scan(tenant, 20, [
      { check: "a" },
      { check: "b", severityId: 5 },
      { check: "d", status: "PASS" },
      { check: "e" },
    ]);
    await buildReport({ tenant, type: "entra_admin_roles", capturedAt: hoursAgo(20) });
  });

  it("says what differs in one sentence, and of the findings how many and of what kind", async () => {
    const since = await findSinceLastPack(manager, tenant.slug, now);
    expect(since).toMatchObject({
      packId: pack,
      findingsWords: "4 findings changed",
      findings: { total: 4, byKind: { new: 1, resolved: 2, severity_changed: 1, reopened: 0 }, isCut: false },
    });
    expect(since?.sentence).toMatch(
      new RegExp(`^4 findings changed, newer reports \\(.*Privileged roles.*\\) since #${pack}\\.$`),
    );
  });

  it("has the findings behind each number, as they were in the pack and as they are now", async () => {
    const words = async (kind: "new" | "resolved" | "severity_changed" | "reopened") =>
      (await listChangedFindingsSince(manager, tenant.slug, pack, { kind, page: 1 })).findings.map((finding) => [
        finding.title,
        finding.fromStatus,
        finding.status,
        finding.fromSeverity,
        finding.severity,
      ]);
    expect(await words("new")).toEqual([["Title of e", null, "open", null, "high"]]);
    expect(await words("resolved")).toEqual([
      ["Title of c", "open", "resolved", "high", "high"],
      ["Title of d", "open", "resolved", "high", "high"],
    ]);
    expect(await words("severity_changed")).toEqual([["Title of b", "open", "open", "high", "critical"]]);
    expect(await words("reopened")).toEqual([]);
  });

  it("is nothing to strangers", async () => {
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(findSinceLastPack(stranger, tenant.slug, now)).rejects.toMatchObject({ code: "not_found" });
    await expect(listChangedFindingsSince(stranger, tenant.slug, pack, { kind: "new", page: 1 })).rejects.toMatchObject(
      { code: "not_found" },
    );
  });
});

describe("a tenant that is as it was", () => {
  it.each([
    { includePii: true, includeOperations: true },
    { includePii: false, includeOperations: false },
  ])("says so whatever the pack left out (%j), whatever was run since, and however late it is", async (options) => {
    const { tenant, manager } = await place();
    await scan(tenant, 60, [{ check: "a" }]);
    const pack = await finishPack(manager, tenant, options);
    await buildOperationRun({ tenant, status: "completed", outcome: "succeeded", completedAt: now });
    for (const later of [now, new Date(now.getTime() + 40 * 86_400_000)])
      expect(await findSinceLastPack(manager, tenant.slug, later)).toMatchObject({
        packId: pack,
        sentence: `Nothing has changed since #${pack}.`,
        findingsWords: "no finding changed",
        findings: null,
      });
  });
});

describe("the last pack", () => {
  it("is none while none was finished", async () => {
    const { tenant, manager } = await place();
    for (const status of ["queued", "generating", "failed"] as const) await buildPack({ tenant, status });
    expect(await findSinceLastPack(manager, tenant.slug, now)).toBeNull();
  });

  it("may have expired; one that does not say what it was made from leaves open what changed", async () => {
    const { tenant, manager } = await place();
    const pack = await buildPack({ tenant, status: "expired" });
    await scan(tenant, 60, [{ check: "a" }]);
    expect(await findSinceLastPack(manager, tenant.slug, now)).toMatchObject({
      packId: String(pack.id),
      sentence: `It is not known what has changed since #${pack.id}: an earlier version made it.`,
      findingsWords: null,
      findings: null,
    });
    await expect(
      listChangedFindingsSince(manager, tenant.slug, String(pack.id), { kind: "new", page: 1 }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is the one that was made last, among packs of other tenants and older ones", async () => {
    const { tenant, manager } = await place();
    const beside = await buildTenant({ workspaceId: tenant.workspaceId });
    const newest = await buildPack({ tenant, generatedAt: new Date(now.getTime() - 1000) });
    await buildPack({ tenant, generatedAt: new Date(now.getTime() - 9000) });
    await buildPack({ tenant: beside });
    expect((await findSinceLastPack(manager, tenant.slug, now))?.packId).toBe(String(newest.id));
  });
});

it("a row of the list names the pack before it, and the one that it was made again from", async () => {
  const { tenant, manager } = await place();
  const first = await finishPack(manager, tenant);
  await scan(tenant, 60, [{ check: "a" }]);
  const second = await finishPack(manager, tenant);
  const failed = await buildPack({ tenant, status: "failed" });
  await scan(tenant, 40, [{ check: "b" }]);
  const key = "c0ffee00-0000-4000-8000-000000000009";
  const { packId: again } = await makeAgain(manager, tenant.slug, failed.id, key, now);
  const words = async (id: string) => lineageWords(await getPack(manager, tenant.slug, id));
  expect([await words(first), await words(second), await words(again), await words(String(failed.id))]).toEqual([
    "",
    `after #${first}`,
    `again from #${failed.id}`,
    "",
  ]);
  const { summary } = await getPack(manager, tenant.slug, second);
  expect(lineageWords({ summary, replayOfId: "7" })).toBe(`again from #7, after #${first}`);
  await inSystem((tx) => tx.reviewPack.update({ where: { id: failed.id }, data: { summary: { changes: "odd" } } }));
  expect(await words(String(failed.id))).toBe("");
});
