import { afterEach, describe, expect, it } from "vitest";
import { GET as download } from "@/app/d/[link]/route";
import { listCustody } from "@/lib/audit/queries";
import { verifyAuditChain } from "@/lib/audit/verify-chain";
import { inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { revokeLink } from "@/lib/download-links/links";
import { env, setEnvironment } from "@/lib/env";
import { listShareLinks } from "@/lib/share-links/list";
import { passphraseLimit } from "@/lib/share-links/press";
import { revokeShareLink } from "@/lib/share-links/revoke";
import { exportsStorage } from "@/lib/storage/exports";
import { buildTenant, buildUser } from "@/tests/factories";
import { buildStoredPack } from "@/tests/support/stored-pack";
import { from, open, operator, pathOf, press, pressKey, share, statusOf } from "./shared";

const usesOf = (id: string) =>
  inSystem(async (tx) => (await tx.packLink.findUnique({ where: { id }, select: { uses: true } }))?.uses);

afterEach(settleLedger);

describe("a share link", () => {
  it("says what the pack is, as often as it is opened, and counts that as no use", async () => {
    const pack = await buildStoredPack();
    const { id, token } = await share(pack, { usesMax: 1 });
    for (let i = 0; i < 5; i++) {
      expect(await open(token)).toMatchObject({
        outcome: "open",
        pack: { sha256: pack.sha256, tenantName: pack.tenant.name, label: "Example Audit", usesLeft: 1, bytes: 5000 },
      });
    }
    expect(await usesOf(id)).toBe(0);
  });

  it("does not name the tenant of a pack without people's data", async () => {
    const pack = await buildStoredPack();
    const { token } = await share(pack);
    const options = { include_pii: false, include_operations: true };
    await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { options } }));
    const opening = await open(token);
    expect(opening).toMatchObject({ pack: { tenantName: null } });
    expect(JSON.stringify(opening)).not.toContain(pack.tenant.slug);
  });

  it("gives the file, and the custody says by which link, how often and from where", async () => {
    const pack = await buildStoredPack();
    const { id, token } = await share(pack);
    const response = await download(new Request(`http://localhost:3000${await pathOf(token)}`));
    expect(Buffer.from(await response.arrayBuffer()).equals(pack.content)).toBe(true);
    await settleLedger();
    const { events } = await listCustody(operator, pack.tenant.slug, pack.id);
    const link = { kind: "link", name: "Example Audit" };
    expect(events.reverse()).toMatchObject([
      { action: "review_pack.share_link_created", actor: { kind: "operator" }, details: { linkId: id } },
      { action: "review_pack.share_link_used", actor: { ...link, id }, details: { use: 1 }, ...from },
      { action: "review_pack.download_started", actor: link, details: { shareLinkId: id } },
      { action: "review_pack.download_completed", actor: link, details: { shareLinkId: id, bytes: 5000 } },
    ]);
    expect((await verifyAuditChain(pack.tenant.workspaceId))[0]?.problem).toBeNull();
  });

  it("is used as often as it may be and no more, when 50 press at once", async () => {
    const limit = env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE;
    setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: "1000" });
    try {
      const { id, token } = await share(await buildStoredPack(), { usesMax: 3 });
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => press(token)));
      expect(outcomes.filter(({ outcome }) => outcome === "made")).toHaveLength(3);
      expect(outcomes.filter((one) => "reason" in one && one.reason === "link_used_up")).toHaveLength(47);
      expect(await usesOf(id)).toBe(3);
      expect(await inSystem((tx) => tx.packLink.count({ where: { shareLinkId: id } }))).toBe(3);
      expect(await open(token)).toMatchObject({ outcome: "refused", reason: "link_used_up" });
    } finally {
      setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: String(limit) });
    }
  });

  it("counts a form that is sent twice once, and leads to the same place, also after its last use", async () => {
    const { id, token } = await share(await buildStoredPack(), { usesMax: 1 });
    const key = pressKey();
    const paths = await Promise.all([pathOf(token, { key }), pathOf(token, { key }), pathOf(token, { key })]);
    expect(new Set(paths).size).toBe(1);
    expect(await usesOf(id)).toBe(1);
    expect(await press(token)).toMatchObject({ reason: "link_used_up" });
  });

  it("leads to a link that works, and counts it, when the one that the same form has made was withdrawn", async () => {
    const pack = await buildStoredPack();
    const { id, token } = await share(pack);
    const key = pressKey();
    const first = await pathOf(token, { key });
    const [, , linkId = ""] = new URL(first, "http://localhost:3000").pathname.split("/");
    await revokeLink(operator, { packId: pack.id, linkId }, from, new Date());
    expect(await statusOf(first)).toBe(410);
    const second = await pathOf(token, { key });
    expect([second === first, await statusOf(second), await usesOf(id)]).toEqual([false, 200, 2]);
    expect(await pathOf(token, { key })).toBe(second);
  });

  it("gives nothing for a wrong passphrase, and after ten tries not for the right one either until time has passed", async () => {
    const passphrase = "correct horse battery";
    const { id, token } = await share(await buildStoredPack(), { passphrase });
    const now = new Date("2026-12-01T00:00:01Z");
    await inSystem((tx) => tx.packLink.update({ where: { id }, data: { expiresAt: new Date("2030-01-01") } }));
    expect(await statusOf(await pathOf(token, { passphrase }))).toBe(200);
    for (const wrong of ["", "correct horse batter", "Correct horse battery"]) {
      expect(await press(token, { passphrase: wrong, now })).toMatchObject({ outcome: "wrong_passphrase" });
    }
    const rest = passphraseLimit.presses - 3;
    for (let i = 0; i < rest; i++) await press(token, { passphrase: "wrong", now });
    expect(await press(token, { passphrase, now })).toMatchObject({ outcome: "too_often", retryAfterSeconds: 899 });
    const later = new Date(now.getTime() + passphraseLimit.windowSeconds * 1000);
    expect(await press(token, { passphrase, now: later })).toMatchObject({ outcome: "made" });
    expect(await usesOf(id)).toBe(2);
  });

  it("once revoked gives nothing, and neither does a download link that was made by it", async () => {
    const pack = await buildStoredPack();
    const manager = await buildUser({ role: "manager", tenant: pack.tenant });
    const reader = await buildUser({ role: "readonly", tenant: pack.tenant });
    const { id, token } = await share(pack);
    const path = await pathOf(token);
    expect(await statusOf(path)).toBe(200);
    const target = { tenant: pack.tenant.slug, packId: BigInt(pack.id), linkId: id };
    await expect(revokeShareLink(reader, target, from, new Date())).rejects.toMatchObject({ status: 403 });
    const elsewhere = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(revokeShareLink(elsewhere, target, from, new Date())).rejects.toMatchObject({ status: 404 });
    for (let i = 0; i < 2; i++) await revokeShareLink(manager, target, from, new Date());
    expect(await statusOf(path)).toBe(410);
    expect(await open(token)).toMatchObject({ reason: "link_revoked" });
    expect(await press(token)).toMatchObject({ reason: "link_revoked" });
    await settleLedger();
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({
        where: { subjectId: pack.id, action: { contains: "share_link" } },
        orderBy: { id: "asc" },
      }),
    );
    expect(events.map(({ action }) => action.split("share_link_")[1])).toEqual([
      "created",
      "used",
      "revoked",
      "refused",
      "refused",
    ]);
  });

  it("revokes no link of another pack", async () => {
    const [pack, other] = [await buildStoredPack(), await buildStoredPack()];
    const { id, token } = await share(pack);
    const target = { tenant: other.tenant.slug, packId: BigInt(other.id), linkId: id };
    await expect(revokeShareLink(operator, target, from, new Date())).rejects.toMatchObject({ status: 404 });
    expect(await open(token)).toMatchObject({ outcome: "open" });
  });

  it("works in its last second and not in the next", async () => {
    const { token, expiresAt } = await share(await buildStoredPack());
    expect(await open(token, new Date(Date.parse(expiresAt) - 1))).toMatchObject({ outcome: "open" });
    expect(await open(token, new Date(expiresAt))).toMatchObject({ reason: "link_expired" });
  });

  it("is worth what its maker may do now: a demoted manager's link stops, with what was made by it", async () => {
    const pack = await buildStoredPack();
    const manager = await buildUser({ role: "manager", tenant: pack.tenant });
    const { token } = await share(pack, {}, manager);
    const path = await pathOf(token);
    await inSystem((tx) => tx.membership.updateMany({ where: { userId: manager.userId }, data: { role: "operator" } }));
    expect(await open(token)).toMatchObject({ reason: "creator_lost_access" });
    expect(await statusOf(path)).toBe(410);
    const [link] = await listShareLinks(operator, pack.tenant.slug, pack.id, new Date());
    expect(link?.state).toBe("stopped");
  });

  it("dies with the key that it was made under, like every link, and not with the secret of the sessions", async () => {
    const old = env().TENANTPILOT_DOWNLOAD_LINK_KEYS;
    const pack = await buildStoredPack();
    const { token } = await share(pack);
    try {
      setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: `k2:${"B".repeat(43)},${old}` });
      const newer = await share(pack);
      expect([await open(token), await open(newer.token)]).toMatchObject([{ outcome: "open" }, { outcome: "open" }]);
      setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: `k2:${"B".repeat(43)}` });
      expect([await open(token), await open(newer.token)]).toMatchObject([{ outcome: "unknown" }, { outcome: "open" }]);
      const states = await listShareLinks(operator, pack.tenant.slug, pack.id, new Date());
      expect(states.map(({ state }) => state).sort()).toEqual(["active", "stopped"]);
    } finally {
      setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: old });
    }
  });

  it("uses nothing up for a file that is not there, or a pack that is gone", async () => {
    const pack = await buildStoredPack();
    const { id, token } = await share(pack, { usesMax: 1 });
    await exportsStorage().remove(pack.filePath);
    expect(await press(token)).toMatchObject({ outcome: "refused", reason: "file_missing" });
    await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { status: "expired" } }));
    expect(await press(token)).toMatchObject({ reason: "pack_expired" });
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: BigInt(pack.id) } }));
    expect(await open(token)).toMatchObject({ reason: "pack_deleted" });
    expect(await usesOf(id)).toBe(0);
  });
});

describe("the list of a pack's share links", () => {
  it("tells how each stands, those that work first, and names no token", async () => {
    const pack = await buildStoredPack();
    const reader = await buildUser({ role: "readonly", tenant: pack.tenant });
    const used = await share(pack, { label: "used", usesMax: 1 });
    await pathOf(used.token);
    const revoked = await share(pack, { label: "revoked" });
    const target = { tenant: pack.tenant.slug, packId: BigInt(pack.id), linkId: revoked.id };
    await revokeShareLink(operator, target, from, new Date());
    await share(pack, { label: "open", passphrase: "correct horse battery" });
    const links = await listShareLinks(reader, pack.tenant.slug, pack.id, new Date());
    expect(links).toMatchObject([
      { label: "open", state: "active", uses: 0, usesMax: null, lastUsedAt: null, hasPassphrase: true },
      { label: "used", state: "used_up", uses: 1, usesMax: 1, lastUsedAt: expect.any(String) },
      { label: "revoked", state: "revoked", revokedAt: expect.any(String) },
    ]);
    expect(JSON.stringify(links)).not.toContain(used.token);
  });

  it("is closed to strangers", async () => {
    const pack = await buildStoredPack();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(listShareLinks(stranger, pack.tenant.slug, pack.id, new Date())).rejects.toMatchObject({
      status: 404,
    });
  });
});
