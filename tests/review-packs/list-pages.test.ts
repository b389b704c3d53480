import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { countPacks, getPack, hashPrefix, listPacks, packCountMax } from "@/lib/review-packs/queries";
import type { PackStatus } from "@/lib/review-packs/status";
import { buildPack, buildTenant, buildUser, sha256 } from "@/tests/factories";

async function tenantWithPacks(count: number) {
  const tenant = await buildTenant();
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.unshift(String((await buildPack({ tenant, status: "failed" })).id));
  return { tenant, ids, actor: await buildUser({ tenant, role: "readonly" }) };
}

const idsOf = (page: { packs: { id: string }[] }) => page.packs.map(({ id }) => id);

describe("the pages of a list of packs", () => {
  it("lead from the newest to the oldest and back over the same packs", async () => {
    const { tenant, ids, actor } = await tenantWithPacks(5);
    const first = await listPacks(actor, tenant.slug, { limit: 2 });
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    const second = await listPacks(actor, tenant.slug, { limit: 2, cursor: first.next ?? "" });
    const third = await listPacks(actor, tenant.slug, { limit: 2, cursor: second.next ?? "" });
    expect(idsOf(third)).toEqual(ids.slice(4));
    expect(third.next).toBeNull();

    const back = await listPacks(actor, tenant.slug, { limit: 2, before: idsOf(third)[0] });
    expect(idsOf(back)).toEqual(idsOf(second));
    expect(back.next).toBe(idsOf(second)[1]);
  });

  it("lead from the oldest to the newest the same way", async () => {
    const { tenant, ids, actor } = await tenantWithPacks(5);
    const rising = [...ids].reverse();
    const order = "oldest";
    const first = await listPacks(actor, tenant.slug, { order, limit: 2 });
    expect(idsOf(first)).toEqual(rising.slice(0, 2));
    const second = await listPacks(actor, tenant.slug, { order, limit: 2, cursor: first.next ?? "" });
    const third = await listPacks(actor, tenant.slug, { order, limit: 2, cursor: second.next ?? "" });
    expect([...idsOf(second), ...idsOf(third)]).toEqual(rising.slice(2));
    expect(third.next).toBeNull();

    const back = await listPacks(actor, tenant.slug, { order, limit: 2, before: idsOf(third)[0] });
    expect(idsOf(back)).toEqual(idsOf(second));
    expect(back.next).toBe(idsOf(second)[1]);
  });

  it("show several statuses under one filter", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ tenant, role: "readonly" });
    const queued = await buildPack({ tenant, status: "queued" });
    const generating = await buildPack({ tenant, status: "generating" });
    await buildPack({ tenant, status: "ready" });
    const page = await listPacks(actor, tenant.slug, { status: ["queued", "generating"] });
    expect(idsOf(page)).toEqual([String(generating.id), String(queued.id)]);
  });
});

describe("the search by hash", () => {
  it("finds a tenant's packs by the beginning of their SHA-256 or their fingerprint, and no other tenant's", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ tenant, role: "readonly" });
    const hash = sha256(tenant.slug);
    const byFile = await buildPack({ tenant, sha256: hash });
    const byContent = await buildPack({ tenant, status: "queued", fingerprint: hash });
    await buildPack({ tenant });
    await buildPack({ sha256: hash });
    for (const prefix of [hash, hash.slice(0, 12)]) {
      expect(idsOf(await listPacks(actor, tenant.slug, { hash: prefix }))).toEqual([
        String(byContent.id),
        String(byFile.id),
      ]);
    }
    expect(idsOf(await listPacks(actor, tenant.slug, { hash, status: "ready" }))).toEqual([String(byFile.id)]);
    expect(idsOf(await listPacks(actor, tenant.slug, { hash: sha256("another") }))).toEqual([]);
  });

  it.each([
    ["AB12CD34", "ab12cd34"],
    [" sha256:ab12cd34ef ", "ab12cd34ef"],
    ["SHA-256: ab12cd34ef", "ab12cd34ef"],
    [`${"a1".repeat(32)}  findings.csv`, "a1".repeat(32)],
    ["ab12cd34ef56…", "ab12cd34ef56"],
    ["ab1", null],
    ["a1".repeat(33), null],
    ["%", null],
    ["review-pack-209.zip", null],
    ["", null],
  ])("reads %j as %j", (text, prefix) => {
    expect(hashPrefix(text)).toBe(prefix);
  });
});

describe("a pack whose time is over before any sweep", () => {
  it("counts as expired in the list, its filters, its counts and its own page; one on legal hold stays ready", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ tenant, role: "readonly" });
    const over = { tenant, generatedAt: new Date("2026-01-01"), expiresAt: new Date("2026-04-01") };
    const pack = await buildPack(over);
    const held = await buildPack({ ...over, isLegalHold: true });
    const swept = await buildPack({ tenant, status: "expired" });
    const now = new Date("2026-04-01");
    const idsIn = async (status: PackStatus) => idsOf(await listPacks(actor, tenant.slug, { status }, now));
    expect(await idsIn("ready")).toEqual([String(held.id)]);
    expect(await idsIn("expired")).toEqual([String(swept.id), String(pack.id)]);
    expect((await getPack(actor, tenant.slug, String(pack.id), now)).status).toBe("expired");
    expect(await countPacks(actor, tenant.slug, now)).toMatchObject({ ready: 1, expired: 2 });
    const justBefore = new Date(now.getTime() - 1);
    expect((await getPack(actor, tenant.slug, String(pack.id), justBefore)).status).toBe("ready");
    expect(await countPacks(actor, tenant.slug, justBefore)).toMatchObject({ ready: 2, expired: 1 });
  });
});

describe("how many packs there are", () => {
  it("is counted by status, and no further than the list says", async () => {
    const { tenant, actor } = await tenantWithPacks(2);
    await buildPack({ tenant });
    expect(await countPacks(actor, tenant.slug)).toEqual({ queued: 0, generating: 0, ready: 1, failed: 2, expired: 0 });
    await inSystem(
      (tx) => tx.$executeRaw`
        INSERT INTO review_packs (workspace_id, tenant_id, fingerprint, options, initiated_by_name)
        SELECT ${tenant.workspaceId}, ${tenant.id}, encode(sha256(n::text::bytea), 'hex'), '{}', 'test' FROM generate_series(1, ${packCountMax + 5}) n`,
    );
    expect((await countPacks(actor, tenant.slug)).queued).toBe(packCountMax + 1);
  });
});
