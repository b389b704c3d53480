import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { search, searchesPerMinute } from "@/lib/search/search";
import type { TenantRef } from "@/lib/tenants/tenants";
import {
  buildFinding,
  buildOperationRun,
  buildPack,
  buildReport,
  buildTenant,
  buildUser,
  buildWorkspace,
  type UserActor,
} from "@/tests/factories";

const now = new Date();
const find = (actor: Actor, text: string, options?: { limit?: number; here?: string }) =>
  search(actor, text, now, options);
/** What was found, without the tenants that may be looked into. */
const found = async (actor: Actor, text: string) => {
  const { tenants, findings, reports, operations } = await find(actor, text);
  return [...tenants.map(({ slug }) => slug), ...[...findings, ...reports, ...operations].map((row) => row.tenantId)];
};

describe("the global search", () => {
  it("finds tenants by name, findings by check, title and resource, reports by kind, and operations by number and person", async () => {
    const tenant = await buildTenant({ name: "Wide World Importers" });
    const user = await buildUser({ role: "readonly", tenant });
    const words = {
      checkId: "entra_zebra_check",
      title: "A giraffe is open",
      resourceName: "okapi.example.com",
      resourceId: "/Subscriptions/0b9e/vaults/Tapir",
    };
    await buildFinding({ tenant, ...words });
    await buildReport({ tenant, type: "entra_admin_roles" });
    const run = await buildOperationRun({ tenant, initiatedByName: "Sam Example" });
    expect((await find(user, "world imp")).tenants).toMatchObject([{ slug: tenant.slug }]);
    for (const text of ["ZEBRA", "giraffe", "okapi", "raffe is op", "example.com", "/subscriptions/0B9E/"]) {
      expect((await find(user, text)).findings, text).toMatchObject([{ title: words.title, tenantId: tenant.id }]);
    }
    for (const text of ["Privileged", "wide roles", "entra_admin"]) {
      expect((await find(user, text)).reports, text).toMatchObject([{ type: "entra_admin_roles" }]);
    }
    for (const text of [`#${run.id}`, String(run.id), "sam", "wide import"]) {
      expect((await find(user, text)).operations, text).toContainEqual(expect.objectContaining({ id: String(run.id) }));
    }
  });

  it("finds a finding by what an import has changed in it, and no more by what it was called before", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const { id } = await buildFinding({ tenant, title: "Called wolverine" });
    await inSystem((tx) => tx.finding.updateMany({ where: { id }, data: { title: "Called capybara" } }));
    expect((await find(user, "capybara")).findings).toHaveLength(1);
    expect((await find(user, "wolverine")).findings).toEqual([]);
  });

  it("puts open findings before the others, and the worst of them first", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "readonly", tenant });
    const kinds = [
      ["low", "open"],
      ["critical", "resolved"],
      ["high", "open"],
      ["critical", "open"],
    ] as const;
    for (const [severity, status] of kinds) await buildFinding({ tenant, title: "Quokka", severity, status });
    const { findings } = await find(user, "quokka");
    expect(findings.map(({ severity, status }) => `${severity} ${status}`)).toEqual([
      "critical open",
      "high open",
      "low open",
      "critical resolved",
    ]);
  });

  it("shows one finding of each check before more of the same, and those of the tenant at hand first", async () => {
    const tenant = await buildTenant();
    const beside = await buildTenant({ workspaceId: tenant.workspaceId });
    const user = await buildUser({ role: "readonly", tenant });
    for (let at = 0; at < 5; at += 1) await buildFinding({ tenant: beside, title: "Numbat", severity: "critical" });
    await buildFinding({ tenant: beside, title: "Numbat too", checkId: "another", severity: "low" });
    await buildFinding({ tenant, title: "Numbat here", severity: "low" });
    const titles = async (here?: string) =>
      (await find(user, "numbat", { limit: 3, here: here ?? "" })).findings.map(({ title }) => title);
    expect(await titles()).toEqual(["Numbat", "Numbat here", "Numbat too"]);
    expect((await titles(tenant.slug))[0]).toBe("Numbat here");
  });

  it("never gives a review pack: not by number, hash, file, status or who asked for it", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    const pack = await buildPack({ tenant, id: 987_654n, initiatedByName: "Pack Maker" });
    const texts = [
      String(pack.id),
      `#${pack.id}`,
      pack.sha256,
      pack.sha256?.slice(0, 12),
      pack.fingerprint,
      pack.filePath,
      "ready",
      "Pack Maker",
      "packs/",
    ];
    for (const text of texts) expect(await found(user, text ?? ""), String(text)).toEqual([]);
  });

  it("takes %, _ and a backslash for what they are", async () => {
    const tenant = await buildTenant({ name: "Hundred Percent" });
    const user = await buildUser({ role: "owner", tenant });
    await buildFinding({ tenant, title: "50% of all", checkId: "plain", resourceId: "a_b\\c%d" });
    await buildFinding({ tenant, title: "50 of all", checkId: "plain", resourceId: "axb-c-d" });
    expect((await find(user, "50%")).findings).toHaveLength(1);
    expect((await find(user, "a_b\\C%")).findings).toHaveLength(1);
    for (const text of ["%%", "__", "\\\\", "a%", "a_b\\\\"]) expect(await found(user, text), text).toEqual([]);
  });

  it("answers hostile texts as any other that finds nothing", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    await buildFinding({ tenant });
    const texts = [
      "'; DROP TABLE findings; --",
      "nul\0nul",
      "\0\0\0",
      "\ud800\udfff\ud800",
      "‮ evil",
      "((((((((((a",
      "[a-",
      "💥".repeat(500),
      "a".repeat(100_000),
      "$1",
      '{"a":1}',
    ];
    for (const text of texts) expect(await found(user, text), JSON.stringify(text.slice(0, 30))).toEqual([]);
    expect((await find(user, "Administrators\0 sign")).findings).toHaveLength(1);
  });

  it("gives no more rows than asked for, and nothing for a text too short", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "owner", tenant });
    for (let at = 0; at < 4; at += 1) await buildFinding({ tenant, title: "repeated" });
    expect((await find(user, "repeated", { limit: 3 })).findings).toHaveLength(3);
    expect((await find(user, " r ")).findings).toEqual([]);
  });

  it("tells somebody who asks without pause to wait, and nobody else", async () => {
    const tenant = await buildTenant();
    const eager = await buildUser({ role: "owner", tenant });
    await find(eager, "contoso");
    await inSystem((tx) =>
      tx.rateLimit.updateMany({ where: { key: `search:${eager.userId}` }, data: { count: searchesPerMinute } }),
    );
    await expect(find(eager, "contoso")).rejects.toMatchObject({ code: "rate_limited", status: 429 });
    await find(await buildUser({ role: "owner", tenant }), "contoso");
    await search(eager, "contoso", new Date(now.getTime() + 60_000));
  });
});

describe("nobody finds what is not theirs", () => {
  let hidden: TenantRef;
  let beside: TenantRef;
  let member: UserActor;
  let guest: UserActor;
  const texts = ["hidden", "Hidden Harbour", "entra_admin", "admin", "hidden person", "privileged", "import"];

  beforeAll(async () => {
    const workspace = await buildWorkspace({ name: "Hidden workspace" });
    hidden = await buildTenant({ name: "Hidden Harbour", workspaceId: workspace.id, entraTenantId: "0f-hidden" });
    beside = await buildTenant({ name: "Beside", workspaceId: workspace.id });
    await buildFinding({ tenant: hidden, title: "hidden finding", resourceName: "hidden", resourceId: "hidden-1" });
    await buildReport({ tenant: hidden });
    await buildOperationRun({ tenant: hidden, initiatedByName: "hidden person" });
    member = await buildUser({ role: "readonly", tenant: hidden });
    guest = await buildUser({ role: "owner", tenant: beside, on: "tenant" });
  });

  it("a member of the workspace finds all of it", async () => {
    for (const text of texts) expect(await found(member, text), text).not.toEqual([]);
  });

  it("a member of another workspace finds nothing of it", async () => {
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant({ name: "Elsewhere" }) });
    for (const text of texts) expect(await found(stranger, text), text).toEqual([]);
    expect((await find(stranger, "hidden")).places.map(({ name }) => name)).toEqual(["Elsewhere"]);
  });

  it("a member of one tenant finds nothing of the tenant beside it", async () => {
    for (const text of texts) expect(await found(guest, text), text).not.toContain(hidden.id);
    expect(await found(guest, "Harbour")).toEqual([]);
    expect((await find(guest, "hidden")).places.map(({ name }) => name)).toEqual(["Beside"]);
  });

  it("somebody who is a member of nothing finds nothing, and one who was removed no more", async () => {
    const nobody = await buildUser();
    const former = await buildUser({ role: "owner", tenant: hidden });
    expect(await found(former, "hidden")).not.toEqual([]);
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: former.userId } }));
    for (const actor of [nobody, former]) expect(await found(actor, "hidden")).toEqual([]);
  });

  it("the number of somebody else's operation leads nowhere", async () => {
    const run = await buildOperationRun({ tenant: hidden });
    expect((await find(guest, String(run.id))).operations).toEqual([]);
    expect((await find(member, `#${run.id}`)).operations).toHaveLength(1);
  });
});
