import { afterEach, describe, expect, it } from "vitest";
import { roles } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { createShareLink } from "@/lib/share-links/create";
import { buildPack, buildTenant, buildUser } from "@/tests/factories";
import { buildStoredPack } from "@/tests/support/stored-pack";
import { freely, from, open, operator, share } from "./shared";

const dayMs = 86_400_000;

afterEach(settleLedger);

describe("making a share link", () => {
  it.each(roles)("is for those who manage review packs, not for everybody: %s", async (role) => {
    const pack = await buildStoredPack();
    const member = await buildUser({ role, tenant: pack.tenant });
    const made = share(pack, {}, member);
    if (role === "owner" || role === "manager")
      expect((await made).url).toMatch(/^http:\/\/localhost:3000\/s\/[\w-]{43}$/);
    else await expect(made).rejects.toMatchObject({ status: 403 });
  });

  it("tells a stranger the same about a pack that exists, one elsewhere and none", async () => {
    const pack = await buildStoredPack();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const other = { ...pack, tenant: await buildTenant() };
    await expect(share(pack, {}, stranger)).rejects.toMatchObject({
      status: 404,
      message: `The review pack ${pack.id} was not found.`,
    });
    await expect(share(other, {})).rejects.toMatchObject({ status: 404 });
    await expect(share({ ...pack, id: "99999999" }, {}, stranger)).rejects.toMatchObject({ status: 404 });
  });

  it("keeps neither the token nor the passphrase", async () => {
    const passphrase = "correct horse battery";
    const made = await share(await buildStoredPack(), { passphrase });
    const row = await inSystem((tx) => tx.packLink.findUnique({ where: { id: made.id } }));
    const audit = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { action: "review_pack.share_link_created", subjectId: String(row?.packId) } }),
    );
    const kept = JSON.stringify([row, audit], (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(kept).toContain("$argon2id$");
    expect(kept).not.toContain(made.token);
    expect(kept).not.toContain(passphrase);
  });

  it("never gives one that outlives its pack", async () => {
    const expiresAt = new Date(Date.now() + 3 * dayMs);
    const pack = await buildStoredPack({ expiresAt });
    const whole = new Date(Math.floor(expiresAt.getTime() / 1000) * 1000).toISOString();
    expect((await share(pack, { days: 30 })).expiresAt).toBe(whole);
    expect((await share(pack, { days: null })).expiresAt).toBe(whole);
    const aDay = Date.parse((await share(pack, { days: 1 })).expiresAt) - Date.now();
    expect(Math.abs(aDay - dayMs)).toBeLessThan(60_000);
  });

  it("of a pack on legal hold asks for an end", async () => {
    const pack = await buildStoredPack();
    await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { isLegalHold: true } }));
    await expect(share(pack, { days: null })).rejects.toMatchObject({ status: 422 });
    await share(pack, { days: 90 });
  });

  it.each([
    ["queued", 409],
    ["failed", 410],
    ["expired", 410],
  ] as const)("refuses a pack that is %s", async (status, code) => {
    const tenant = await buildTenant();
    const { id } = await buildPack({ status, tenant });
    const target = { tenant: tenant.slug, packId: String(id) };
    await expect(createShareLink(operator, target, freely, from, new Date())).rejects.toMatchObject({ status: code });
  });

  it("refuses a label that says nothing, and takes what turns the writing out of the others", async () => {
    const pack = await buildStoredPack();
    await expect(share(pack, { label: " \u202e " })).rejects.toMatchObject({ status: 422 });
    const { token } = await share(pack, { label: "Example\u202e\nAudit" });
    expect(await open(token)).toMatchObject({ pack: { label: "Example Audit" } });
  });
});
