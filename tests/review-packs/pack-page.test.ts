import { beforeAll, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { type ChangesSummary, changesSummaryFrom } from "@/lib/review-packs/changes-summary";
import { getLineage } from "@/lib/review-packs/lineage";
import { listChangedFindings, listChangedPermissions, listChangedRoles } from "@/lib/review-packs/pack-changes";
import { previewPack } from "@/lib/review-packs/preview-pack";
import { getPack } from "@/lib/review-packs/queries";
import { makeAgain } from "@/lib/review-packs/replay";
import { requestPack } from "@/lib/review-packs/request-pack";
import { getPace, timeLeft } from "@/lib/review-packs/time-left";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack, buildReport, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { bringScan, hoursAgo, scanOf } from "@/tests/imports/scan";
import { finishPack } from "./finished-pack";

const options = { includePii: true, includeOperations: true };
const holding = (holder: string) => ({ principalId: holder, roleDefinitionId: "r1", directoryScopeId: "/" });

let tenant: TenantRef;
let manager: UserActor;
let first: string;
let second: string;

/** Two packs, one scan and one report apart. After the second one the findings change again. */
beforeAll(async () => {
  tenant = await buildTenant();
  manager = await buildUser({ role: "manager", tenant });
  const scan = (hours: number, checks: object[]) => bringScan(tenant.slug, scanOf(hoursAgo(hours), checks));
  const roles = (hours: number, ...holders: string[]) =>
    buildReport({
      tenant,
      capturedAt: hoursAgo(hours),
      payload: { value: holders.map(holding) },
      source: "graph/roleAssignments",
    });
  await scan(60, [{ check: "a" }, { check: "b" }, { check: "c" }]);
  await roles(60, "p1");
  first = await finishPack(manager, tenant);
  await scan(40, [{ check: "a", status: "PASS" }, { check: "b", severityId: 5 }, { check: "c" }, { check: "d" }]);
  await roles(40, "p2");
  second = await finishPack(manager, tenant);
  await scan(20, [{ check: "a" }, { check: "b", severityId: 2 }, { check: "c" }, { check: "d", status: "PASS" }]);
}, 120_000);

const changesOf = async (packId: string) =>
  changesSummaryFrom((await getPack(manager, tenant.slug, packId)).summary) as ChangesSummary;

describe("since the previous pack", () => {
  it("the pack's row has the numbers, and which pack they are against", async () => {
    expect(await changesOf(first)).toMatchObject({ previous: null });
    const { previous, totals } = await changesOf(second);
    expect(previous?.pack_id).toBe(first);
    expect(totals).toMatchObject({
      findings: { new: 1, resolved: 1, severity_changed: 1, reopened: 0, accepted: 0 },
      role_assignments: { added: 1, removed: 1 },
    });
  });

  it("the lists behind them say how it was in that pack, whatever has become of it since", async () => {
    const list = (kind: "new" | "resolved" | "severity_changed" | "reopened") =>
      listChangedFindings(manager, tenant.slug, second, { kind, page: 1 });
    const words = async (kind: Parameters<typeof list>[0]) =>
      (await list(kind)).findings.map((f) => [f.title, f.fromStatus, f.status, f.fromSeverity, f.severity]);
    expect(await words("new")).toEqual([["Title of d", null, "open", null, "high"]]);
    expect(await words("resolved")).toEqual([["Title of a", "open", "resolved", "high", "high"]]);
    expect(await words("severity_changed")).toEqual([["Title of b", "open", "open", "high", "critical"]]);
    expect(await list("reopened")).toEqual({ findings: [], hasMore: false, isCut: false });
  });

  it("the lists are still there when the previous pack has been deleted, as far as its row is not needed", async () => {
    const roles = await listChangedRoles(manager, tenant.slug, second);
    expect(roles).toMatchObject({ state: "compared", added: [{ holder_id: "p2" }], removed: [{ holder_id: "p1" }] });
    expect(await listChangedPermissions(manager, tenant.slug, second)).toMatchObject({ state: "not_collected" });
    const { tenant: own, manager: person, packs } = await twoPacks();
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: BigInt(packs[0]) } }));
    expect((await listChangedRoles(person, own.slug, packs[1])).note).toContain("was deleted since");
    const page = await listChangedFindings(person, own.slug, packs[1], { kind: "new", page: 1 });
    expect(page.findings).toHaveLength(1);
    expect((await getLineage(person, own.slug, packs[1])).previous).toMatchObject({ id: packs[0], status: null });
  });

  it("are for who may see findings and reports of the tenant, and end in pages", async () => {
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const ask = (page: number) => listChangedFindings(stranger, tenant.slug, second, { kind: "new", page });
    await expect(ask(1)).rejects.toMatchObject({ code: "not_found" });
    const own = await buildTenant();
    const person = await buildUser({ role: "manager", tenant: own });
    await finishPack(person, own);
    const many = Array.from({ length: 51 }, (_, i) => ({ check: `check_${i}`, severityId: i === 50 ? 5 : 2 }));
    await bringScan(own.slug, scanOf(hoursAgo(2), many));
    const pack = await finishPack(person, own);
    const one = await listChangedFindings(person, own.slug, pack, { kind: "new", page: 1 });
    expect([one.findings.length, one.hasMore, one.findings[0]?.severity]).toEqual([50, true, "critical"]);
    const two = await listChangedFindings(person, own.slug, pack, { kind: "new", page: 2 });
    expect([two.findings.length, two.hasMore]).toEqual([1, false]);
    expect(new Set([...one.findings, ...two.findings].map(({ id }) => id)).size).toBe(51);
  });
});

async function twoPacks() {
  const own = await buildTenant();
  const person = await buildUser({ role: "manager", tenant: own });
  await buildReport({ tenant: own, payload: { value: [holding("p1")] }, capturedAt: hoursAgo(9) });
  const one = await finishPack(person, own);
  await bringScan(own.slug, scanOf(hoursAgo(2), [{}]));
  await buildReport({ tenant: own, payload: { value: [holding("p2")] }, capturedAt: hoursAgo(2) });
  return { tenant: own, manager: person, packs: [one, await finishPack(person, own)] as [string, string] };
}

describe("lineage", () => {
  it("goes both ways", async () => {
    expect(await getLineage(manager, tenant.slug, second)).toMatchObject({ previous: { id: first }, newer: null });
    expect(await getLineage(manager, tenant.slug, first)).toMatchObject({
      previous: null,
      newer: { id: second, status: "ready" },
    });
  });

  it("trying again makes one pack for whoever presses, linked to the one that failed", async () => {
    const own = await buildTenant();
    const person = await buildUser({ role: "manager", tenant: own });
    const failed = await buildPack({
      tenant: own,
      status: "failed",
      options: { include_pii: true, include_operations: false },
    });
    const press = () => makeAgain(person, own.slug, failed.id, "c0ffee00-0000-4000-8000-000000000001", new Date());
    const [one, two] = await Promise.all([press(), press()]);
    expect(one).toMatchObject({ outcome: "made" });
    expect(two.packId).toBe(one.packId);
    const made = await getPack(person, own.slug, one.packId);
    expect(made).toMatchObject({ status: "queued", initiatedByName: person.name, replayOfId: String(failed.id) });
    expect(made.options).toEqual({ includePii: true, includeOperations: false });
    const lineage = await getLineage(person, own.slug, String(failed.id));
    expect(lineage.replays.map(({ id }) => id)).toEqual([one.packId]);
  });

  it("there is nothing to make again of a ready pack, and readers may not", async () => {
    const key = "c0ffee00-0000-4000-8000-000000000002";
    const again = (actor: UserActor) => makeAgain(actor, tenant.slug, BigInt(second), key, new Date());
    await expect(again(manager)).rejects.toMatchObject({ code: "conflict" });
    await expect(again(await buildUser({ role: "readonly", tenant }))).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the preview of Generate", () => {
  it("says for each choice what a press would come to, and what has changed", async () => {
    const { decisions, bytes } = await previewPack(manager, tenant.slug, new Date());
    expect(decisions.map(({ options: chosen }) => [chosen.includePii, chosen.includeOperations])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]);
    expect(decisions[0]?.sentence).toMatch(new RegExp(`^3 findings changed, .*since #${second}\\.$`));
    expect(decisions[1]?.sentence).toContain("other options");
    expect(bytes).toBeGreaterThan(0);
  });

  it("names the pack that one would get, for the options that it has and no others", async () => {
    const own = await buildTenant();
    const person = await buildUser({ role: "manager", tenant: own });
    const pack = await finishPack(person, own);
    const { decisions, bytes } = await previewPack(person, own.slug, new Date());
    expect(decisions.map(({ identical }) => identical?.id ?? null)).toEqual([pack, null, null, null]);
    expect(decisions[0]?.sentence).toBe(`Nothing has changed since #${pack}: you will get that one.`);
    const { fileSize } = await getPack(person, own.slug, pack);
    expect(bytes).toBe(Number(fileSize));
  });
});

describe("the time left", () => {
  const now = new Date("2026-11-25T12:00:30Z");
  const startedAt = "2026-11-25T12:00:00.000Z";
  const progress = { step: "collect", rowsDone: 10_000, rowsExpected: 40_000, at: "" } as const;

  it("goes by the last pack, for what it has of findings", () => {
    const last = { ms: 60_000, findings: 40_000 };
    expect(timeLeft({ startedAt, last }, progress, now)).toEqual({ of: "whole", ms: 30_000 });
    expect(timeLeft({ startedAt, last: { ...last, ms: 20_000 } }, progress, now)).toEqual({ of: "over" });
  });

  it("without one, only of the reading, and only by what was read", () => {
    expect(timeLeft({ startedAt, last: null }, progress, now)).toEqual({ of: "reading", ms: 90_000 });
    expect(timeLeft({ startedAt, last: null }, { ...progress, step: "verify" }, now)).toBeNull();
    expect(timeLeft({ startedAt, last: null }, { ...progress, rowsDone: 0 }, now)).toBeNull();
    expect(timeLeft({ startedAt: null, last: null }, null, now)).toBeNull();
  });

  it("is read from the runs: when this one began, and what the last one took", async () => {
    const { pack } = await requestPack(manager, { tenant: tenant.slug, options }, new Date());
    const pace = await getPace(manager, tenant.slug, pack.id);
    expect(pace.startedAt).toBeNull();
    expect(pace.last?.findings).toBe(4);
    expect(pace.last?.ms).toBeGreaterThan(0);
  });
});
