import { beforeAll, describe, expect, it } from "vitest";
import type { TokenActor, UserActor } from "@/lib/auth/actor";
import { type Capability, capabilities, type Role, roles } from "@/lib/auth/capabilities";
import { authorize, can, findRights } from "@/lib/auth/policy";
import { inSystem } from "@/lib/db";
import { getTenant, type TenantRef } from "@/lib/tenants/tenants";
import { createApiToken } from "@/lib/workspaces/api-tokens";
import { buildTenant, buildUser, buildWorkspace } from "@/tests/factories";

// Written out once more, on purpose: the registry may not change without this table.
const everyone: Role[] = ["owner", "manager", "operator", "readonly"];
const expected: Record<Capability, Role[]> = {
  "tenant.view": everyone,
  "tenant.manage": ["owner", "manager"],
  "finding.view": everyone,
  "report.view": everyone,
  "import.view": everyone,
  "import.manage": ["owner", "manager", "operator"],
  "operation.view": everyone,
  "review_pack.view": everyone,
  "review_pack.manage": ["owner", "manager"],
  "member.view": ["owner", "manager"],
  "member.manage": ["owner"],
  "audit.view": ["owner", "manager"],
  "workspace.manage": ["owner"],
};

describe("each role × each capability", () => {
  const cases = roles.flatMap((role) =>
    capabilities.map((capability) => ({
      role,
      capability,
      verb: expected[capability].includes(role) ? "has" : "lacks",
    })),
  );
  let tenant: TenantRef;
  const actors = new Map<Role, UserActor>();

  beforeAll(async () => {
    tenant = await buildTenant();
    for (const role of roles) actors.set(role, await buildUser({ role, tenant }));
  });

  it.each(cases)("$role $verb $capability", async ({ role, capability, verb }) => {
    const actor = actors.get(role) ?? expect.fail("no actor");
    const asked = getTenant(actor, tenant.slug, capability);
    if (verb === "has") expect((await asked).id).toBe(tenant.id);
    else await expect(asked).rejects.toMatchObject({ code: "forbidden", status: 403 });
  });
});

describe("membership", () => {
  it("on the tenant wins over the one on its workspace, upwards and downwards", async () => {
    const tenant = await buildTenant();
    const other = await buildTenant({ workspaceId: tenant.workspaceId });
    const raised = await buildUser({ role: "readonly", tenant });
    const lowered = await buildUser({ role: "owner", tenant });
    await inSystem(async (tx) => {
      const place = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
      await tx.membership.create({ data: { ...place, userId: raised.userId, role: "manager" } });
      await tx.membership.create({ data: { ...place, userId: lowered.userId, role: "readonly" } });
    });
    await expect(getTenant(raised, tenant.slug, "review_pack.manage")).resolves.toMatchObject({ id: tenant.id });
    await expect(getTenant(raised, other.slug, "review_pack.manage")).rejects.toMatchObject({ code: "forbidden" });
    await expect(getTenant(lowered, tenant.slug, "review_pack.manage")).rejects.toMatchObject({ code: "forbidden" });
    await expect(getTenant(lowered, other.slug, "review_pack.manage")).resolves.toMatchObject({ id: other.id });
  });

  it("of one tenant says nothing about its neighbours", async () => {
    const tenant = await buildTenant();
    const neighbour = await buildTenant({ workspaceId: tenant.workspaceId });
    const guest = await buildUser({ role: "owner", tenant, on: "tenant" });
    await expect(getTenant(guest, tenant.slug, "tenant.manage")).resolves.toMatchObject({ id: tenant.id });
    await expect(getTenant(guest, neighbour.slug, "tenant.view")).rejects.toMatchObject({ code: "not_found" });
  });

  it("of one tenant says nothing about its workspace", async () => {
    const tenant = await buildTenant();
    const guest = await buildUser({ role: "owner", tenant, on: "tenant" });
    expect(await inSystem((tx) => findRights(tx, guest, { workspaceId: tenant.workspaceId }))).toBeNull();
  });

  it("that was removed is refused at the very next question", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    await expect(getTenant(actor, tenant.slug, "review_pack.manage")).resolves.toMatchObject({ id: tenant.id });
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: actor.userId } }));
    await expect(getTenant(actor, tenant.slug, "review_pack.manage")).rejects.toMatchObject({ code: "not_found" });
  });

  it("of another workspace is refused in the words for what does not exist", async () => {
    const mine = await buildTenant();
    const theirs = await buildTenant();
    const actor = await buildUser({ role: "owner", tenant: mine });
    const stranger = await getTenant(actor, theirs.slug, "tenant.view").catch((error: Error) => error.message);
    const missing = await getTenant(actor, "no-such-tenant", "tenant.view").catch((error: Error) => error.message);
    expect(String(stranger).replace(theirs.slug, "?")).toBe(String(missing).replace("no-such-tenant", "?"));
  });
});

describe("actors that are no person", () => {
  it("the operator of the machine and our own jobs may do everything", async () => {
    const tenant = await buildTenant();
    const scope = { workspaceId: tenant.workspaceId, tenantId: tenant.id, what: "It" };
    for (const kind of ["operator", "system"] as const) {
      await inSystem((tx) => authorize(tx, { kind, name: kind }, "member.manage", scope));
    }
  });

  it("a signed-in person without any membership can do nothing", async () => {
    const tenant = await buildTenant();
    const nobody = await buildUser();
    const scope = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
    for (const capability of capabilities) {
      expect(await inSystem((tx) => can(tx, nobody, capability, scope))).toBe(false);
    }
  });
});

describe("a program with a token", () => {
  const now = new Date();

  async function tokenOf(role: "owner" | "readonly" = "owner", more: Partial<TokenActor> = {}) {
    const { id, slug: workspace } = await buildWorkspace();
    const tenant = await buildTenant({ workspaceId: id });
    const maker = await buildUser({ role: "owner", tenant });
    const wanted = { workspace, name: "scan", capabilities: ["review_pack.manage" as const], tenants: "all" as const };
    const { apiToken } = await createApiToken(maker, { ...wanted, days: null }, now);
    await inSystem((tx) => tx.membership.updateMany({ where: { userId: maker.userId }, data: { role } }));
    const token: TokenActor = {
      kind: "token",
      tokenId: BigInt(apiToken.id),
      tokenName: "scan",
      userId: maker.userId,
      name: maker.name,
      workspaceId: id,
      capabilities: ["review_pack.manage"],
      tenantIds: null,
      ...more,
    };
    return { token, tenant, workspace: { workspaceId: id }, place: { workspaceId: id, tenantId: tenant.id } };
  }

  it("may do what the token was made for, and nothing else that its maker may", async () => {
    const { token, place } = await tokenOf();
    const allowed = await inSystem((tx) => findRights(tx, token, place));
    expect(capabilities.filter((capability) => allowed?.(capability))).toEqual(["review_pack.manage"]);
  });

  it("may nothing that its maker may not any more", async () => {
    const { token, place } = await tokenOf("readonly");
    expect(await inSystem((tx) => can(tx, token, "review_pack.manage", place))).toBe(false);
    await expect(
      inSystem((tx) => authorize(tx, token, "review_pack.manage", { ...place, what: "It" })),
    ).rejects.toThrow(/review_pack\.manage/);
  });

  it("of some tenants is of no other tenant, and not of the workspace", async () => {
    const { token, place, workspace } = await tokenOf();
    const other = await buildTenant(workspace);
    const narrow: TokenActor = { ...token, tenantIds: [place.tenantId] };
    const asked = (actor: TokenActor, scope: { workspaceId: bigint; tenantId?: bigint }) =>
      inSystem((tx) => can(tx, actor, "review_pack.manage", scope));
    expect(await asked(narrow, place)).toBe(true);
    expect(await asked(narrow, { ...workspace, tenantId: other.id })).toBe(false);
    expect(await asked(narrow, workspace)).toBe(false);
    expect(await asked(token, { ...workspace, tenantId: other.id })).toBe(true);
    expect(await asked(token, workspace)).toBe(true);
  });

  it("of another workspace finds nothing, even where its maker is a member", async () => {
    const { token, place } = await tokenOf();
    const elsewhere = await buildTenant();
    await inSystem((tx) =>
      tx.membership.create({ data: { workspaceId: elsewhere.workspaceId, userId: token.userId, role: "owner" } }),
    );
    const there = { workspaceId: elsewhere.workspaceId, tenantId: elsewhere.id };
    expect(await inSystem((tx) => findRights(tx, token, there))).toBeNull();
    expect(await inSystem((tx) => findRights(tx, token, place))).not.toBeNull();
  });

  it("that was revoked finds nothing from then on", async () => {
    const { token, place } = await tokenOf();
    await inSystem((tx) => tx.apiToken.updateMany({ where: { id: token.tokenId }, data: { revokedAt: now } }));
    const asked = inSystem((tx) => authorize(tx, token, "review_pack.manage", { ...place, what: "The tenant" }));
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
  });
});
