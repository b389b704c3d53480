import { describe, expect, it } from "vitest";
import { getTenantAccess } from "@/lib/tenants/access";
import { buildTenant, buildUser } from "@/tests/factories";

describe("what a page may offer", () => {
  it("follows the person's role on the tenant", async () => {
    const tenant = await buildTenant();
    const manager = await getTenantAccess(
      await buildUser({ tenant, role: "manager" }),
      tenant.slug,
      "review_pack.view",
    );
    const operator = await getTenantAccess(
      await buildUser({ tenant, role: "operator" }),
      tenant.slug,
      "review_pack.view",
    );
    expect([manager.can("review_pack.manage"), manager.can("import.manage")]).toEqual([true, true]);
    expect([operator.can("review_pack.manage"), operator.can("import.manage")]).toEqual([false, true]);
  });

  it("is nothing for a stranger, in the words for what does not exist", async () => {
    const tenant = await buildTenant();
    const stranger = await buildUser({ tenant: await buildTenant(), role: "owner" });
    await expect(getTenantAccess(stranger, tenant.slug, "review_pack.view")).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(getTenantAccess(stranger, "no-such-tenant", "review_pack.view")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("is refused to a member without the capability that the page needs", async () => {
    const tenant = await buildTenant();
    const reader = await buildUser({ tenant, role: "readonly" });
    await expect(getTenantAccess(reader, tenant.slug, "review_pack.manage")).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
