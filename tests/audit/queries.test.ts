import { describe, expect, it } from "vitest";
import { listAuditEvents, listCustody } from "@/lib/audit/queries";
import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, buildUser } from "@/tests/factories";

const operator: Actor = { kind: "operator", name: "operator" };

async function record(tenant: TenantRef, action: string, subjectId = "1") {
  await inSystem((tx) =>
    recordAudit(tx, {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      action,
      subject: { type: "review_pack", id: subjectId },
      actor: operator,
      ip: "192.0.2.1",
      userAgent: "x".repeat(1000),
      details: { bytes: 3 },
    }),
  );
}

describe("the audit of a tenant", () => {
  it.each(["owner", "manager"] as const)("is shown to a member who is %s", async (role) => {
    const tenant = await buildTenant();
    await record(tenant, "review_pack.link_minted");
    const { events } = await listAuditEvents(await buildUser({ role, tenant }), { tenant: tenant.slug });
    expect(events).toMatchObject([
      {
        action: "review_pack.link_minted",
        subject: { type: "review_pack", id: "1" },
        actor: { kind: "operator", id: null, name: "operator" },
        ip: "192.0.2.1",
        userAgent: "x".repeat(400),
        details: { bytes: 3 },
        seq: "1",
      },
    ]);
  });

  it.each(["operator", "readonly"] as const)("is refused to a member who is %s", async (role) => {
    const tenant = await buildTenant();
    const member = await buildUser({ role, tenant });
    await expect(listAuditEvents(member, { tenant: tenant.slug })).rejects.toMatchObject({ status: 403 });
    await expect(listAuditEvents(member, {})).rejects.toMatchObject({ status: 403 });
  });

  it("does not exist for a stranger", async () => {
    const tenant = await buildTenant();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(listAuditEvents(stranger, { tenant: tenant.slug })).rejects.toMatchObject({ status: 404 });
    await expect(listAuditEvents(await buildUser(), {})).rejects.toMatchObject({ status: 404 });
  });

  it("is read page by page, newest first, without a gap or a row twice", async () => {
    const tenant = await buildTenant();
    const member = await buildUser({ role: "owner", tenant });
    for (let i = 0; i < 7; i++) await record(tenant, "review_pack.published");
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAuditEvents(member, { tenant: tenant.slug, limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...page.events.map((event) => event.seq));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
    await expect(listAuditEvents(member, { cursor: "x" })).rejects.toMatchObject({ status: 422 });
  });

  it("can be narrowed to one subject", async () => {
    const tenant = await buildTenant();
    await record(tenant, "review_pack.published", "1");
    await record(tenant, "review_pack.published", "2");
    const filter = { tenant: tenant.slug, subject: { type: "review_pack", id: "2" } };
    expect((await listAuditEvents(operator, filter)).events.map((event) => event.subject?.id)).toEqual(["2"]);
  });
});

describe("the audit of everything", () => {
  it("holds the actor's own workspaces and no other", async () => {
    const [mine, other] = [await buildTenant(), await buildTenant()];
    await record(mine, "review_pack.published");
    await record(other, "review_pack.published");
    const { events } = await listAuditEvents(await buildUser({ role: "manager", tenant: mine }), {});
    expect(events.map((event) => event.workspaceId)).toEqual([String(mine.workspaceId)]);
  });

  it("follows a role on a tenant, which wins there over the one on the workspace", async () => {
    const [a, b] = [await buildTenant(), await buildTenant()];
    const sibling = await buildTenant({ workspaceId: a.workspaceId });
    for (const tenant of [a, sibling, b]) await record(tenant, "review_pack.published");
    await inSystem((tx) => recordAudit(tx, { workspaceId: a.workspaceId, action: "member.added", actor: operator }));
    const member = await buildUser({ role: "manager", tenant: a });
    await inSystem(async (tx) => {
      await tx.membership.create({
        data: { workspaceId: a.workspaceId, tenantId: a.id, userId: member.userId, role: "readonly" },
      });
      await tx.membership.create({
        data: { workspaceId: b.workspaceId, tenantId: b.id, userId: member.userId, role: "owner" },
      });
    });
    const { events } = await listAuditEvents(member, {});
    expect(events.map((event) => event.tenantId).toSorted()).toEqual(
      [String(sibling.id), String(b.id), null].toSorted(),
    );
  });
});

describe("the custody of a pack", () => {
  it("is shown to everybody who may see the pack, and tells of its file only", async () => {
    const tenant = await buildTenant();
    await record(tenant, "review_pack.published", "9");
    await record(tenant, "review_pack.link_minted", "9");
    await record(tenant, "review_pack.download_started", "9");
    await record(tenant, "review_pack.download_started", "10");
    const { events } = await listCustody(await buildUser({ role: "readonly", tenant }), tenant.slug, "9");
    expect(events.map((event) => event.action)).toEqual(["review_pack.download_started", "review_pack.link_minted"]);
  });

  it("does not exist for a stranger, nor under another tenant", async () => {
    const [tenant, other] = [await buildTenant(), await buildTenant()];
    await record(tenant, "review_pack.link_minted", "9");
    const stranger = await buildUser({ role: "owner", tenant: other });
    await expect(listCustody(stranger, tenant.slug, "9")).rejects.toMatchObject({ status: 404 });
    expect((await listCustody(stranger, other.slug, "9")).events).toEqual([]);
  });
});
