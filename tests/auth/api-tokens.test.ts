import { describe, expect, it } from "vitest";
import { verifyAuditChain } from "@/lib/audit/verify-chain";
import type { TokenActor } from "@/lib/auth/actor";
import { authenticateToken } from "@/lib/auth/api-tokens";
import { type TokenCapability, tokenCapabilities } from "@/lib/auth/capabilities";
import { can } from "@/lib/auth/policy";
import { hashToken, isTokenText, makeToken } from "@/lib/auth/token-text";
import { addUser, removeMember, setRole } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import { mintLinkById } from "@/lib/download-links/links";
import { redeemLink } from "@/lib/download-links/redeem";
import { listFleets } from "@/lib/fleet/queries";
import { listNotifications } from "@/lib/notifications/queries";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { getPackById, listPacks } from "@/lib/review-packs/queries";
import { requestPack } from "@/lib/review-packs/request-pack";
import { getTenant, listTenants, type TenantRef } from "@/lib/tenants/tenants";
import { createApiToken, listApiTokens, revokeApiToken } from "@/lib/workspaces/api-tokens";
import { getWorkspaceAccess } from "@/lib/workspaces/workspaces";
import { buildPack, buildTenant, buildUser, buildWorkspace, type UserActor } from "@/tests/factories";

const now = new Date("2026-11-25T10:00:00Z");
const dayMs = 86_400_000;
const from = { ip: null, userAgent: null };
const later = (days: number) => new Date(now.getTime() + days * dayMs);

interface Place {
  workspace: string;
  tenant: TenantRef;
  other: TenantRef;
  owner: UserActor;
}

async function place(): Promise<Place> {
  const { id, slug: workspace } = await buildWorkspace();
  const tenant = await buildTenant({ workspaceId: id });
  const other = await buildTenant({ workspaceId: id });
  return { workspace, tenant, other, owner: await buildUser({ role: "owner", tenant }) };
}

async function tokenIn(
  { workspace, owner }: Place,
  more: { capabilities?: TokenCapability[]; tenants?: string[]; days?: number | null } = {},
) {
  const { capabilities = [...tokenCapabilities], tenants = "all" as const, days = null } = more;
  return createApiToken(owner, { workspace, name: "Nightly scan", capabilities, tenants, days }, now);
}

async function actorOf(token: string, at = now): Promise<TokenActor> {
  return (await authenticateToken(token, at)) ?? expect.fail("the token is refused");
}

const asOwner = async (where: Place, more?: Parameters<typeof tokenIn>[1]) =>
  actorOf((await tokenIn(where, more)).token);

describe("a token", () => {
  it("is 256 random bits behind a name that scanners find, with a checksum that tells a mistyped one", () => {
    const { token, hash, prefix } = makeToken();
    expect(token).toMatch(/^tenantpilot_[0-9A-Za-z]{49}$/);
    expect(token.startsWith(prefix)).toBe(true);
    expect(hash).toBe(hashToken(token));
    expect(isTokenText(token)).toBe(true);
    const at = 20;
    expect(isTokenText(token.slice(0, at) + (token[at] === "x" ? "y" : "x") + token.slice(at + 1))).toBe(false);
    for (const text of ["", "tenantpilot_", `${token} `, token.slice(1), `${token}A`])
      expect(isTokenText(text)).toBe(false);
  });

  it("is shown once: the database, the list and the audit have its hash or its beginning only", async () => {
    const where = await place();
    const { token, apiToken } = await tokenIn(where);
    const { tokens } = await listApiTokens(where.owner, where.workspace, now);
    expect(tokens).toEqual([apiToken]);
    const kept = await inSystem(async (tx) => [
      await tx.apiToken.findMany({ where: { id: BigInt(apiToken.id) } }),
      await tx.auditEvent.findMany({ where: { subjectType: "api_token", subjectId: apiToken.id } }),
    ]);
    const text = JSON.stringify([kept, tokens], (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).toContain(hashToken(token));
    expect(text).toContain("api_token.created");
    expect(text).not.toContain(token.slice(apiToken.prefix.length));
  });

  it("ends when it runs out and when it is revoked, and a revoked one stays revoked", async () => {
    const where = await place();
    const short = await tokenIn(where, { days: 30 });
    expect(await authenticateToken(short.token, later(29))).not.toBeNull();
    expect(await authenticateToken(short.token, later(30))).toBeNull();
    const { token, apiToken } = await tokenIn(where);
    const actor = await actorOf(token);
    await revokeApiToken(where.owner, { workspace: where.workspace, id: apiToken.id }, now);
    expect(await authenticateToken(token, now)).toBeNull();
    await expect(getTenant(actor, where.tenant.slug, "tenant.view")).rejects.toMatchObject({ code: "not_found" });
    const which = { id: BigInt(apiToken.id) };
    await expect(inSystem((tx) => tx.apiToken.update({ where: which, data: { revokedAt: null } }))).rejects.toThrow();
    await expect(
      inSystem((tx) => tx.apiToken.update({ where: which, data: { capabilities: ["workspace.manage"] } })),
    ).rejects.toThrow();
  });

  it("notes its use at most once a minute", async () => {
    const where = await place();
    const { token, apiToken } = await tokenIn(where);
    const usedAt = async () =>
      (await inSystem((tx) => tx.apiToken.findUniqueOrThrow({ where: { id: BigInt(apiToken.id) } }))).lastUsedAt;
    await authenticateToken(token, now);
    await authenticateToken(token, new Date(now.getTime() + 59_000));
    expect(await usedAt()).toEqual(now);
    const after = new Date(now.getTime() + 61_000);
    await authenticateToken(token, after);
    expect(await usedAt()).toEqual(after);
  });
});

describe("what a token may do", () => {
  it("is what it was made for, and nothing else", async () => {
    const where = await place();
    for (const capability of tokenCapabilities) {
      const actor = await asOwner(where, { capabilities: [capability] });
      const scope = { workspaceId: where.tenant.workspaceId, tenantId: where.tenant.id };
      for (const asked of [...tokenCapabilities, "member.manage", "workspace.manage", "audit.view"] as const)
        expect(await inSystem((tx) => can(tx, actor, asked, scope)), `${capability}: ${asked}`).toBe(
          asked === capability,
        );
    }
  });

  it("ends at its tenants: another of the workspace is as if it were not there", async () => {
    const where = await place();
    const foreign = await buildTenant();
    const actor = await asOwner(where, { tenants: [where.tenant.slug] });
    const pack = await buildPack({ tenant: where.other });
    expect((await listTenants(actor)).map(({ slug }) => slug)).toEqual([where.tenant.slug]);
    for (const { slug } of [where.other, foreign])
      await expect(listPacks(actor, slug)).rejects.toMatchObject({ code: "not_found" });
    await expect(getPackById(actor, String(pack.id))).rejects.toMatchObject({
      message: `Review pack #${pack.id} was not found.`,
    });
  });

  it("stays nothing when the last of its tenants is deleted", async () => {
    const where = await place();
    const { token } = await tokenIn(where, { tenants: [where.other.slug] });
    await inSystem((tx) => tx.tenant.delete({ where: { id: where.other.id } }));
    expect(await listTenants(await actorOf(token))).toEqual([]);
  });

  it("shrinks with the role of its owner, at once", async () => {
    const where = await place();
    const second = await buildUser({ role: "owner", tenant: where.tenant });
    const actor = await asOwner(where);
    await setRole(second, { email: where.owner.email, workspace: where.workspace, role: "readonly" }, new Date());
    const asked = { tenant: where.tenant.slug, options: { includePii: false, includeOperations: false } };
    await expect(requestPack(actor, asked, now)).rejects.toMatchObject({ code: "forbidden" });
    expect((await listPacks(actor, where.tenant.slug)).packs).toEqual([]);
  });

  it("ends with its owner's membership, and does not come back with it", async () => {
    const where = await place();
    const second = await buildUser({ role: "owner", tenant: where.tenant });
    const { token, apiToken } = await tokenIn(where);
    await removeMember(second, { email: where.owner.email, workspace: where.workspace }, now);
    expect(await authenticateToken(token, now)).toBeNull();
    const again = { email: where.owner.email, name: "Again", workspace: where.workspace, role: "owner" } as const;
    await addUser({ kind: "operator", name: "operator" }, again, now);
    expect(await authenticateToken(token, now)).toBeNull();
    const { tokens } = await listApiTokens(second, where.workspace, now);
    expect(tokens.find(({ id }) => id === apiToken.id)?.revokedAt).toBe(now.toISOString());
  });

  it("is refused also where a membership was taken away past our verbs", async () => {
    const where = await place();
    const { token } = await tokenIn(where);
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: where.owner.userId } }));
    expect(await authenticateToken(token, now)).toBeNull();
  });

  it("has nothing of what the pages show", async () => {
    const where = await place();
    const actor = await asOwner(where);
    expect(await listTenantSummaries(actor, now)).toEqual([]);
    expect((await listNotifications(actor)).notifications).toEqual([]);
    expect((await listFleets(actor)).runs).toEqual([]);
    await expect(getWorkspaceAccess(actor, where.workspace, "review_pack.view")).rejects.toMatchObject({
      code: "not_found",
    });
    const again = { workspace: where.workspace, name: "More", capabilities: [...tokenCapabilities], days: null };
    await expect(createApiToken(actor, { ...again, tenants: "all" }, now)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("stands in the audit as the token and its owner, in an unbroken chain", async () => {
    const where = await place();
    const actor = await asOwner(where);
    const asked = { tenant: where.tenant.slug, options: { includePii: true, includeOperations: true } };
    const { pack } = await requestPack(actor, asked, now);
    const event = await inSystem((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { action: "review_pack.requested", subjectId: pack.id } }),
    );
    expect(event).toMatchObject({
      actorKind: "token",
      actorId: String(actor.tokenId),
      actorName: `${where.owner.name} (API token Nightly scan)`,
    });
    expect(pack.initiatedByName).toBe(where.owner.name);
    expect((await verifyAuditChain(where.tenant.workspaceId))[0]?.problem).toBeNull();
  });

  it("links that were made with it end with it", async () => {
    const where = await place();
    const { token, apiToken } = await tokenIn(where);
    const pack = await buildPack({ tenant: where.tenant, expiresAt: later(90) });
    const { url } = await mintLinkById(await actorOf(token), String(pack.id), from, now);
    const target = new URL(url);
    const address = `${target.pathname}${target.search}`;
    expect((await redeemLink(address, now)).outcome).toBe("accepted");
    await revokeApiToken(where.owner, { workspace: where.workspace, id: apiToken.id }, now);
    expect(await redeemLink(address, now)).toMatchObject({ outcome: "refused", reason: "creator_lost_access" });
  });
});

describe("tokens are made and revoked by an owner", () => {
  it.each(["manager", "operator", "readonly"] as const)("not by a %s", async (role) => {
    const where = await place();
    const { apiToken } = await tokenIn(where);
    const member = await buildUser({ role, tenant: where.tenant });
    await expect(tokenIn({ ...where, owner: member })).rejects.toMatchObject({ code: "forbidden" });
    const which = { workspace: where.workspace, id: apiToken.id };
    await expect(revokeApiToken(member, which, now)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("not in a workspace of others, nor for tenants of others", async () => {
    const [where, elsewhere] = [await place(), await place()];
    const { apiToken } = await tokenIn(where);
    await expect(tokenIn({ ...where, owner: elsewhere.owner })).rejects.toMatchObject({ code: "not_found" });
    await expect(tokenIn(where, { tenants: [elsewhere.tenant.slug] })).rejects.toMatchObject({ code: "not_found" });
    const which = { workspace: elsewhere.workspace, id: apiToken.id };
    await expect(revokeApiToken(elsewhere.owner, which, now)).rejects.toMatchObject({ code: "not_found" });
  });

  it.each([
    ["for nothing", { capabilities: [] }],
    ["for no tenant", { tenants: [] }],
    ["for no day", { days: 0 }],
    ["for half a day", { days: 0.5 }],
  ])("not %s", async (_what, more) => {
    await expect(tokenIn(await place(), more)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
