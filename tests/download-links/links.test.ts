import { describe, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { roles } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import { mintLink, mintLinkById } from "@/lib/download-links/links";
import { parseLinkUrl } from "@/lib/download-links/sign";
import { setEnvironment } from "@/lib/env";
import { buildPack, buildTenant, buildUser } from "@/tests/factories";

const from = { ip: "192.0.2.7", userAgent: "Test browser" };
const operator: Actor = { kind: "operator", name: "operator" };
const now = new Date();
const minute = 60_000;

async function readyPack(overrides: Parameters<typeof buildPack>[0] = {}) {
  const tenant = overrides.tenant ?? (await buildTenant());
  const pack = await buildPack({ ...overrides, tenant });
  return { tenant, target: { tenant: tenant.slug, packId: String(pack.id) } };
}

describe("minting a download link", () => {
  it.each(roles)("is open to a member who is %s", async (role) => {
    const { tenant, target } = await readyPack();
    const member = await buildUser({ role, tenant });
    const { url, expiresAt } = await mintLink(member, target, from, now);
    expect(parseLinkUrl(url)).not.toBeNull();
    expect(url).toMatch(/^http:\/\/localhost:3000\/d\/[\w-]{22}\?exp=\d{10}&kid=k1&sig=[0-9a-f]{64}$/);
    expect(expiresAt).toBe(new Date(Math.floor((now.getTime() + 60 * minute) / 1000) * 1000).toISOString());
  });

  it("tells a stranger the same about a tenant that exists and one that does not", async () => {
    const { target } = await readyPack();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(mintLink(stranger, target, from, now)).rejects.toMatchObject({
      status: 404,
      message: `The tenant ${target.tenant} was not found.`,
    });
    await expect(mintLink(stranger, { ...target, tenant: "none" }, from, now)).rejects.toMatchObject({ status: 404 });
    const message = `The review pack ${target.packId} was not found.`;
    await expect(mintLinkById(stranger, target.packId, from, now)).rejects.toMatchObject({ status: 404, message });
  });

  it("finds a pack under its own tenant only", async () => {
    const { target } = await readyPack();
    const other = await buildTenant();
    const member = await buildUser({ role: "owner", tenant: other });
    await expect(mintLink(member, { ...target, tenant: other.slug }, from, now)).rejects.toMatchObject({ status: 404 });
  });

  it.each(["0", "-1", "1.5", "abc", "", "99999999999999999999", "1 OR 1=1"])(
    "does not find a pack %j",
    async (packId) => {
      await expect(mintLinkById(operator, packId, from, now)).rejects.toMatchObject({ status: 404 });
    },
  );

  it.each([
    ["queued", 409, "is not ready yet"],
    ["generating", 409, "is not ready yet"],
    ["failed", 410, "could not be made"],
    ["expired", 410, "has expired"],
  ] as const)("refuses a pack that is %s, with the next step", async (status, code, words) => {
    const { target } = await readyPack({ status });
    await expect(mintLink(operator, target, from, now)).rejects.toMatchObject({
      status: code,
      message: expect.stringContaining(words),
      next: expect.any(String),
    });
  });

  it("refuses a ready pack whose time is over although no sweep has come by", async () => {
    const { target } = await readyPack({
      generatedAt: new Date(now.getTime() - minute),
      expiresAt: new Date(now.getTime() - 1),
    });
    await expect(mintLink(operator, target, from, now)).rejects.toMatchObject({ status: 410 });
  });

  it("never gives a link that outlives its pack", async () => {
    const { target } = await readyPack({ expiresAt: new Date("2100-01-01T00:00:30.900Z") });
    const { expiresAt } = await mintLink(operator, target, from, new Date("2100-01-01T00:00:00Z"));
    expect(expiresAt).toBe("2100-01-01T00:00:30.000Z");
  });

  it("gives each link an id of its own and keeps no signature", async () => {
    const { target } = await readyPack();
    const [one, two] = [await mintLink(operator, target, from, now), await mintLink(operator, target, from, now)];
    const tokens = [one, two].map(({ url }) => parseLinkUrl(url));
    expect(tokens[0]?.linkId).not.toBe(tokens[1]?.linkId);
    const links = await inSystem((tx) => tx.packLink.findMany({ where: { packId: BigInt(target.packId) } }));
    expect(links).toHaveLength(2);
    expect(JSON.stringify(links, (_, value) => (typeof value === "bigint" ? String(value) : value))).not.toContain(
      tokens[0]?.signature,
    );
  });

  it("is in the audit, with who, from where and which link, but not its address", async () => {
    const { tenant, target } = await readyPack();
    const member = await buildUser({ role: "readonly", tenant, name: "auditor-one" });
    const { url } = await mintLink(member, target, from, now);
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { subjectId: target.packId, subjectType: "review_pack" } }),
    );
    expect(events).toMatchObject([
      {
        action: "review_pack.link_minted",
        workspaceId: tenant.workspaceId,
        tenantId: tenant.id,
        actorKind: "user",
        actorId: String(member.userId),
        actorName: "auditor-one",
        details: { linkId: parseLinkUrl(url)?.linkId },
        ...from,
      },
    ]);
    expect(JSON.stringify(events[0]?.details)).not.toContain(parseLinkUrl(url)?.signature);
  });

  it("is limited per person and minute; the operator is not limited", async () => {
    setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: "3" });
    try {
      const { tenant, target } = await readyPack();
      const member = await buildUser({ role: "readonly", tenant });
      const colleague = await buildUser({ role: "readonly", tenant });
      const at = new Date("2100-01-01T00:00:10Z");
      const { target: later } = await readyPack({ tenant, expiresAt: new Date("2101-01-01") });
      expect(target.packId).not.toBe(later.packId);
      for (let i = 0; i < 3; i++) await mintLink(member, later, from, at);
      await expect(mintLink(member, later, from, at)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 50 });
      await mintLink(colleague, later, from, at);
      await mintLink(member, later, from, new Date(at.getTime() + minute));
      for (let i = 0; i < 5; i++) await mintLink(operator, later, from, at);
    } finally {
      setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: "30" });
    }
  });
});
