import { describe, expect, it } from "vitest";
import { listPacks } from "@/lib/review-packs/queries";
import { buildPack, buildTenant, buildUser } from "@/tests/factories";

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

    const back = await listPacks(actor, tenant.slug, { limit: 2, newerThan: idsOf(third)[0] });
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
