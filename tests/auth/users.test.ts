import { describe, expect, it } from "vitest";
import { verifyPassword } from "@/lib/auth/passwords";
import { setPassword } from "@/lib/auth/set-password";
import { addLimit, addUser, removeMember, setRole } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import { getTenant } from "@/lib/tenants/tenants";
import { buildTenant, buildUser } from "@/tests/factories";

const operator = { kind: "operator", name: "operator" } as const;
const now = new Date();

async function buildPlace() {
  const tenant = await buildTenant();
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  return { tenant, workspace: slug, owner: await buildUser({ role: "owner", tenant }) };
}

describe("people of a workspace", () => {
  it("an owner adds a person, who is a member at once and signs in with the password", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const email = `New.Person.${tenant.slug}@Example.com`;
    const added = await addUser(
      owner,
      {
        email,
        name: "New",
        workspace,
        role: "operator",
        password: "twelve characters",
      },
      now,
    );
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
    await expect(addUser(actor, { ...member, name: "X", role: "owner" }, now)).rejects.toMatchObject(refused);
    await expect(setRole(actor, { ...member, role: "readonly" }, new Date())).rejects.toMatchObject(refused);
    await expect(removeMember(actor, member, new Date())).rejects.toMatchObject(refused);
    await expect(setPassword(actor, owner.email, "taken over by me", new Date())).rejects.toMatchObject(refused);
  });

  it("an owner of another workspace is told that this one does not exist", async () => {
    const { workspace } = await buildPlace();
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const asked = addUser(stranger, { email: "x@example.com", name: "X", workspace, role: "owner" }, now);
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

  it("an account of another workspace is added by nobody but the operator: who made it may know its password", async () => {
    const [mine, theirs] = [await buildPlace(), await buildPlace()];
    const boss = { email: `boss.${theirs.tenant.slug}@example.com`, name: "Boss" };
    const password = "noted by who made it";
    await addUser(mine.owner, { ...boss, workspace: mine.workspace, role: "readonly", password }, now);
    for (const tenant of [undefined, theirs.tenant.slug]) {
      const asked = addUser(theirs.owner, { ...boss, workspace: theirs.workspace, tenant, role: "owner" }, now);
      const refusal = await asked.catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: "conflict",
        message: `${boss.email} cannot be added, but can be invited.`,
      });
      expect(JSON.stringify(refusal)).not.toMatch(new RegExp(`${mine.workspace}|${mine.tenant.slug}|${boss.name}`));
    }
    const memberships = () =>
      inSystem((tx) =>
        tx.membership.findMany({ where: { user: { email: boss.email }, workspaceId: theirs.tenant.workspaceId } }),
      );
    expect(await memberships()).toEqual([]);
    await addUser(operator, { ...boss, workspace: theirs.workspace, role: "readonly" }, now);
    expect(await memberships()).toMatchObject([{ role: "readonly" }]);
  });

  it("an account of nowhere is invited too", async () => {
    const { workspace, owner } = await buildPlace();
    const { email } = await buildUser();
    const asked = addUser(owner, { email, name: "X", workspace, role: "readonly" }, now);
    await expect(asked).rejects.toMatchObject({ code: "conflict", next: expect.stringContaining("Invite them") });
  });

  it("whoever is in the workspace already keeps name and password, and can be given another role on one tenant", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const known = await buildUser({ passwordHash: "kept", role: "readonly", tenant });
    const place = { workspace, tenant: tenant.slug };
    const asked = {
      email: known.email,
      name: "Other",
      ...place,
      role: "operator",
      password: "twelve characters",
    } as const;
    expect(await addUser(owner, asked, now)).toMatchObject({ isNew: false, name: known.name, tenant: tenant.slug });
    const user = await inSystem((tx) =>
      tx.user.findUniqueOrThrow({ where: { id: known.userId }, include: { memberships: { orderBy: { id: "asc" } } } }),
    );
    expect(user.passwordHash).toBe("kept");
    expect(user.memberships).toMatchObject([{ tenantId: null }, { tenantId: tenant.id, role: "operator" }]);
  });

  it("nobody finds out by adding which of many addresses have an account", async () => {
    const { workspace, owner } = await buildPlace();
    const ask = (email: string) => addUser(owner, { email, name: "X", workspace, role: "readonly" }, now);
    const { email } = await buildUser();
    for (let i = 0; i < addLimit.limit; i++) await expect(ask(email)).rejects.toMatchObject({ code: "conflict" });
    for (const address of [email, "nobody.has.this@example.com"])
      await expect(ask(address)).rejects.toMatchObject({ code: "rate_limited" });
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
