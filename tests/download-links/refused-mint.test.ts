import { describe, expect, it } from "vitest";
import { answerApi } from "@/lib/api/answer";
import { createLinkOperation } from "@/lib/api/operations/links";
import { listCustody } from "@/lib/audit/queries";
import { inSystem } from "@/lib/db";
import { mintLink, mintLinkById } from "@/lib/download-links/links";
import { env, setEnvironment } from "@/lib/env";
import { createShareLink } from "@/lib/share-links/create";
import { buildPack, buildTenant, buildToken, buildUser, type UserActor } from "@/tests/factories";

const from = { ip: "192.0.2.7", userAgent: "Test browser" };
const operator = { kind: "operator", name: "operator" } as const;
const now = new Date();
const seconds = (n: number) => new Date(now.getTime() + n * 1000);

async function place(overrides: Parameters<typeof buildPack>[0] = {}) {
  const tenant = await buildTenant();
  const pack = await buildPack({ tenant, expiresAt: seconds(86_400), ...overrides });
  return { tenant, pack, target: { tenant: tenant.slug, packId: String(pack.id) } };
}
type Target = Awaited<ReturnType<typeof place>>["target"];

/** The refused links in a pack's custody, oldest first. */
async function refusedOf({ tenant, packId }: Target) {
  const { events } = await listCustody(operator, tenant, packId, { actions: ["review_pack.link_refused"] });
  return events.reverse();
}
const eventsOf = (workspaceId: bigint) => inSystem((tx) => tx.auditEvent.count({ where: { workspaceId } }));
const shareIt = (actor: UserActor, target: Target, at = now) =>
  createShareLink(actor, target, { label: "Auditor", days: 1, passphrase: null, usesMax: null }, from, at);

describe("a link that is refused is in the custody of its pack", () => {
  it("with who asked, from where and why: a pack that has run out, and one that is not ready", async () => {
    const { tenant, target } = await place({ status: "expired" });
    const member = await buildUser({ role: "readonly", tenant, name: "auditor-three" });
    await expect(mintLink(member, target, from, now)).rejects.toMatchObject({ status: 410 });
    expect(await refusedOf(target)).toMatchObject([
      {
        outcome: "refused",
        actor: { kind: "user", name: "auditor-three" },
        details: { purpose: "download", reason: "gone" },
        ...from,
      },
    ]);
    const { target: early } = await place({ status: "generating" });
    await expect(mintLinkById(operator, early.packId, from, now)).rejects.toMatchObject({ status: 409 });
    expect(await refusedOf(early)).toMatchObject([{ actor: operator, details: { reason: "conflict" } }]);
  });

  it("one event a minute of one person who asks too often, however often that is, and one for somebody else", async () => {
    const limit = env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE;
    setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: "1" });
    try {
      const { tenant, target } = await place();
      const people = await Promise.all(["one", "two"].map(() => buildUser({ role: "readonly", tenant })));
      for (const person of people) {
        await mintLink(person, target, from, now);
        for (let i = 0; i < 5; i++)
          await expect(mintLinkById(person, target.packId, from, now)).rejects.toMatchObject({ status: 429 });
      }
      const refused = await refusedOf(target);
      expect(refused.map(({ actor, details }) => [actor.name, details.reason])).toEqual(
        people.map(({ name }) => [name, "rate_limited"]),
      );
    } finally {
      setEnvironment({ TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: String(limit) });
    }
  });

  it("again after a minute", async () => {
    const { tenant, target } = await place({ status: "failed" });
    const member = await buildUser({ role: "readonly", tenant });
    for (const at of [now, seconds(59), seconds(61)])
      await expect(mintLink(member, target, from, at)).rejects.toMatchObject({ status: 410 });
    expect(await refusedOf(target)).toHaveLength(2);
  });

  it("also of a share link, for who may not share", async () => {
    const { tenant, target } = await place();
    const reader = await buildUser({ role: "readonly", tenant });
    await expect(shareIt(reader, target)).rejects.toMatchObject({ status: 403 });
    expect(await refusedOf(target)).toMatchObject([{ details: { purpose: "share", reason: "forbidden" } }]);
  });

  it("also of a program whose token is not for that", async () => {
    const { tenant, target } = await place();
    const owner = await buildUser({ role: "owner", tenant });
    const token = await buildToken(owner, { capabilities: ["tenant.view"] });
    const request = new Request("http://localhost:3000/api/v1/packs/1/links", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
    });
    const around = { params: { id: target.packId }, relay: () => {} };
    expect((await answerApi(createLinkOperation, request, around)).status).toBe(403);
    expect(await refusedOf(target)).toMatchObject([{ actor: { kind: "token" }, details: { reason: "forbidden" } }]);
  });

  it("and a stranger writes nothing into it, nor into the audit of any workspace", async () => {
    const { tenant, target, pack } = await place({ status: "expired" });
    const elsewhere = await buildTenant();
    const stranger = await buildUser({ role: "owner", tenant: elsewhere });
    const counts = () => Promise.all([eventsOf(tenant.workspaceId), eventsOf(elsewhere.workspaceId)]);
    const before = await counts();
    const refused = { status: 404 };
    await expect(mintLink(stranger, target, from, now)).rejects.toMatchObject(refused);
    await expect(mintLinkById(stranger, target.packId, from, now)).rejects.toMatchObject(refused);
    await expect(shareIt(stranger, target)).rejects.toMatchObject(refused);
    await expect(
      mintLink(stranger, { tenant: elsewhere.slug, packId: String(pack.id) }, from, now),
    ).rejects.toMatchObject(refused);
    expect(await counts()).toEqual(before);
  });
});
