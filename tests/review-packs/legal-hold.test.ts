import { describe, expect, it } from "vitest";
import { listCustody } from "@/lib/audit/queries";
import { inSystem } from "@/lib/db";
import { mintLink } from "@/lib/download-links/links";
import { redeemLink } from "@/lib/download-links/redeem";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { findIssued } from "@/lib/review-packs/issued";
import { setLegalHold } from "@/lib/review-packs/legal-hold";
import { expireOverdue, expirePack } from "@/lib/review-packs/lifecycle";
import { getPack } from "@/lib/review-packs/queries";
import { prune } from "@/lib/review-packs/retention";
import { buildPack, buildTenant, buildUser } from "../factories";

const from = { ip: null, userAgent: null };
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

async function readyPack(overrides: object = {}) {
  const tenant = await buildTenant();
  const manager = await buildUser({ role: "manager", tenant });
  const pack = await buildPack({ tenant, ...overrides });
  return { tenant, manager, pack, id: String(pack.id) };
}

describe("a pack on legal hold", () => {
  it("outlives its date: no sweep, no person ends it, and it can be downloaded", async () => {
    const { tenant, manager, pack } = await readyPack({ generatedAt: days(-100), expiresAt: days(-10) });
    await inSystem((tx) => tx.reviewPack.update({ where: { id: pack.id }, data: { isLegalHold: true } }));
    await prune(new Date());
    expect((await getPack(manager, tenant.slug, String(pack.id))).status).toBe("ready");
    await expect(expirePack(manager, tenant.slug, pack.id, new Date())).rejects.toMatchObject({ code: "conflict" });
    await expect(deletePack(manager, tenant.slug, pack.id)).rejects.toMatchObject({ code: "conflict" });
    const { url } = await mintLink(manager, { tenant: tenant.slug, packId: String(pack.id) }, from, new Date());
    expect(await redeemLink(url, new Date())).toMatchObject({ outcome: "accepted" });
    const issued = await findIssued({ sha256: pack.sha256 ?? "", pack: null }, new Date());
    expect(issued?.verdict).toBe("valid");
  });

  it("ends with its date once the hold is lifted", async () => {
    const { tenant, manager, pack } = await readyPack({ generatedAt: days(-100), expiresAt: days(-10) });
    await setLegalHold(manager, tenant.slug, pack.id, true, days(-11));
    const target = { tenant: tenant.slug, packId: String(pack.id) };
    const { url } = await mintLink(manager, target, from, new Date());
    await setLegalHold(manager, tenant.slug, pack.id, false, new Date());
    expect(await redeemLink(url, new Date())).toMatchObject({ outcome: "refused", reason: "pack_expired" });
    await expect(mintLink(manager, target, from, new Date())).rejects.toMatchObject({ code: "gone" });
    expect(await inSystem((tx) => expireOverdue(tx, { tenantId: tenant.id, limit: 10 }, new Date()))).toEqual([
      pack.id,
    ]);
  });

  it("has who held it in its custody, once however often it is said", async () => {
    const { tenant, manager, pack, id } = await readyPack();
    await setLegalHold(manager, tenant.slug, pack.id, true, new Date());
    await setLegalHold(manager, tenant.slug, pack.id, true, new Date());
    await setLegalHold(manager, tenant.slug, pack.id, false, new Date());
    const { events } = await listCustody(manager, tenant.slug, id);
    expect(events.map(({ action, actor }) => [action, actor.name])).toEqual([
      ["review_pack.hold_lifted", manager.name],
      ["review_pack.held", manager.name],
    ]);
  });

  it("is for who may make packs", async () => {
    const { tenant, pack } = await readyPack();
    const hold = (actor: Awaited<ReturnType<typeof buildUser>>) =>
      setLegalHold(actor, tenant.slug, pack.id, true, new Date());
    await expect(hold(await buildUser({ role: "readonly", tenant }))).rejects.toMatchObject({ code: "forbidden" });
    await expect(hold(await buildUser({ role: "operator", tenant }))).rejects.toMatchObject({ code: "forbidden" });
    await expect(hold(await buildUser())).rejects.toMatchObject({ code: "not_found" });
  });

  it.each(["queued", "generating", "failed", "expired"] as const)("cannot be a %s one", async (status) => {
    const { tenant, manager, pack } = await readyPack({ status });
    await expect(setLegalHold(manager, tenant.slug, pack.id, true, new Date())).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("cannot be one whose time is over, also before a sweep has come by: an expired pack never comes back", async () => {
    const { tenant, manager, pack, id } = await readyPack({ generatedAt: days(-100), expiresAt: days(-1) });
    await expect(setLegalHold(manager, tenant.slug, pack.id, true, new Date())).rejects.toMatchObject({
      code: "conflict",
      message: `Review pack #${id} is expired, so it cannot be put on legal hold.`,
      next: "An expired pack never comes back. Generate a new one.",
    });
    expect(await getPack(manager, tenant.slug, id)).toMatchObject({ status: "expired", isLegalHold: false });
    await expect(mintLink(manager, { tenant: tenant.slug, packId: id }, from, new Date())).rejects.toMatchObject({
      code: "gone",
    });
  });

  it("cannot be held again after its date once the hold was lifted", async () => {
    const { tenant, manager, pack } = await readyPack({ generatedAt: days(-100), expiresAt: days(-1) });
    const hold = (isHeld: boolean, now: Date) => setLegalHold(manager, tenant.slug, pack.id, isHeld, now);
    await hold(true, days(-2));
    // Saying what is so already is no change, whatever the date.
    await hold(true, new Date());
    await hold(false, new Date());
    await expect(hold(true, new Date())).rejects.toMatchObject({ code: "conflict" });
  });

  it("and a sweep at the same moment: one of the two wins, never both", async () => {
    for (let round = 0; round < 10; round++) {
      const { tenant, manager, pack } = await readyPack({ generatedAt: days(-100), expiresAt: days(-10) });
      const [held] = await Promise.allSettled([
        setLegalHold(manager, tenant.slug, pack.id, true, days(-11)),
        inSystem((tx) => expireOverdue(tx, { tenantId: tenant.id, limit: 10 }, new Date())),
      ]);
      const { status, isLegalHold } = await inSystem((tx) =>
        tx.reviewPack.findUniqueOrThrow({ where: { id: pack.id } }),
      );
      expect([status, isLegalHold, held.status]).toEqual(
        held.status === "fulfilled" ? ["ready", true, "fulfilled"] : ["expired", false, "rejected"],
      );
    }
  });
});
