import { describe, expect, it } from "vitest";
import { verifyPassword } from "@/lib/auth/passwords";
import { setPassword } from "@/lib/auth/set-password";
import { addUser, removeMember, setRole } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import { getTenant } from "@/lib/tenants/tenants";
import { buildTenant, buildUser } from "@/tests/factories";

const operator = { kind: "operator", name: "operator" } as const;

async function buildPlace() {
  const tenant = await buildTenant();
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  return { tenant, workspace: slug, owner: await buildUser({ role: "owner", tenant }) };
}

describe("people of a workspace", () => {
  it("an owner adds a person, who is a member at once and signs in with the password", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const email = `New.Person.${tenant.slug}@Example.com`;
    const added = await addUser(owner, {
      email,
      name: "New",
      workspace,
      role: "operator",
      password: "twelve characters",
    });
    expect(added).toMatchObject({ email: email.toLowerCase(), role: "operator", isNew: true });
    const user = await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { email: email.toLowerCase() } }));
    expect(user.passwordHash).toMatch(/^\$argon2id\$/);
    expect(await verifyPassword(user.passwordHash ?? "", "twelve characters")).toBe(true);
    const actor = { kind: "user", userId: user.id, name: user.name, email: user.email } as const;
    await expect(getTenant(actor, tenant.slug, "import.manage")).resolves.toMatchObject({ id: tenant.id });
  });

  it.each(["manager", "operator", "readonly"] as const)("a %s adds, changes and removes nobody", async (role) => {
    const { tenant, workspace, owner } = await buildPlace();
    const actor = await buildUser({ role, tenant });
    const member = { email: owner.email, workspace };
    const refused = { code: "forbidden" };
    await expect(addUser(actor, { ...member, name: "X", role: "owner" })).rejects.toMatchObject(refused);
    await expect(setRole(actor, { ...member, role: "readonly" }, new Date())).rejects.toMatchObject(refused);
    await expect(removeMember(actor, member, new Date())).rejects.toMatchObject(refused);
    await expect(setPassword(actor, owner.email, "taken over by me", new Date())).rejects.toMatchObject(refused);
  });

  it("an owner of another workspace is told that this one does not exist", async () => {
    const { workspace } = await buildPlace();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const asked = addUser(stranger, { email: "x@example.com", name: "X", workspace, role: "owner" });
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
  });

  it("the last owner cannot step down or be removed, not even when two step down at once", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    await expect(setRole(owner, { email: owner.email, workspace, role: "readonly" }, new Date())).rejects.toMatchObject(
      {
        code: "conflict",
      },
    );
    await expect(removeMember(owner, { email: owner.email, workspace }, new Date())).rejects.toMatchObject({
      code: "conflict",
    });
    const second = await buildUser({ role: "owner", tenant });
    const both = await Promise.allSettled(
      [owner, second].map(({ email }) => setRole(operator, { email, workspace, role: "readonly" }, new Date())),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("a changed role counts from the next question on", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const member = await buildUser({ role: "manager", tenant });
    await setRole(owner, { email: member.email, workspace, role: "readonly" }, new Date());
    await expect(getTenant(member, tenant.slug, "review_pack.manage")).rejects.toMatchObject({ code: "forbidden" });
    await removeMember(owner, { email: member.email, workspace }, new Date());
    await expect(getTenant(member, tenant.slug, "tenant.view")).rejects.toMatchObject({ code: "not_found" });
  });

  it("whoever is a user already keeps the password and becomes a member of one tenant only, if so asked", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const known = await buildUser({ passwordHash: "kept" });
    const place = { workspace, tenant: tenant.slug };
    const added = await addUser(owner, {
      email: known.email,
      name: "Other",
      ...place,
      role: "readonly",
      password: "twelve characters",
    });
    expect(added).toMatchObject({ isNew: false, name: known.name, tenant: tenant.slug });
    const user = await inSystem((tx) =>
      tx.user.findUniqueOrThrow({ where: { id: known.userId }, include: { memberships: true } }),
    );
    expect(user.passwordHash).toBe("kept");
    expect(user.memberships).toMatchObject([{ tenantId: tenant.id }]);
  });

  it("a short password is refused, and every change is in the audit by name", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const member = await buildUser({ role: "readonly", tenant });
    await expect(setPassword(member, member.email, "short", new Date())).rejects.toMatchObject({
      code: "invalid_input",
    });
    await setPassword(member, member.email, "long enough to keep", new Date());
    await setRole(owner, { email: member.email, workspace, role: "operator" }, new Date());
    await removeMember(operator, { email: member.email, workspace }, new Date());
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { workspaceId: tenant.workspaceId }, orderBy: { seq: "asc" } }),
    );
    expect(events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ["user.password_set", member.name],
      ["member.role_changed", owner.name],
      ["member.removed", "operator"],
    ]);
  });
});
