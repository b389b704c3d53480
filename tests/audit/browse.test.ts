import { beforeAll, describe, expect, it } from "vitest";
import { type AuditQuery, browseAudit, getAuditPlace, listAuditChoices } from "@/lib/audit/browse";
import { checkWorkspaceChain } from "@/lib/audit/check-workspace-chain";
import { auditColumns, exportAudit } from "@/lib/audit/export-csv";
import { recordAudit } from "@/lib/audit/record";
import { roles } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack, buildTenant, buildUser, buildWorkspace, type UserActor } from "@/tests/factories";
import { asOwner } from "../support/owner";

const now = new Date();
const nowhere = { ip: null, userAgent: null };

async function buildPlace() {
  const tenant = await buildTenant();
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  return { tenant, workspace: slug, owner: await buildUser({ role: "owner", tenant }) };
}

async function record(tenant: TenantRef, action: string, more: Partial<Parameters<typeof recordAudit>[1]> = {}) {
  const entry = { workspaceId: tenant.workspaceId, action, actor: { kind: "operator", name: "operator" } as const };
  await inSystem((tx) => recordAudit(tx, { ...entry, ...more }));
}

async function textOf(actor: UserActor, query: AuditQuery): Promise<string> {
  let text = "";
  for await (const line of (await exportAudit(actor, query, nowhere, now)).lines) text += line;
  return text;
}

describe("who sees the audit of a workspace", () => {
  it.each(roles)("a member who is %s sees, exports and checks it, or is refused", async (role) => {
    const { tenant, workspace } = await buildPlace();
    await record(tenant, "test.one");
    const actor = await buildUser({ role, tenant });
    const asked = [
      () => browseAudit(actor, { workspace }),
      () => listAuditChoices(actor, workspace),
      () => exportAudit(actor, { workspace }, nowhere, now),
      () => checkWorkspaceChain(actor, workspace, now),
    ];
    for (const ask of asked) {
      if (role === "owner" || role === "manager") await ask();
      else await expect(ask()).rejects.toMatchObject({ code: "forbidden", status: 403 });
    }
  });

  it("to a stranger it does not exist, and without a name they see their own", async () => {
    const { tenant, workspace } = await buildPlace();
    await record(tenant, "test.secret");
    const stranger = await buildPlace();
    const missing = { code: "not_found", status: 404 };
    await expect(browseAudit(stranger.owner, { workspace })).rejects.toMatchObject(missing);
    await expect(exportAudit(stranger.owner, { workspace }, nowhere, now)).rejects.toMatchObject(missing);
    await expect(checkWorkspaceChain(stranger.owner, workspace, now)).rejects.toMatchObject(missing);
    const own = await browseAudit(stranger.owner, {});
    expect(own.place.slug).toBe(stranger.workspace);
    expect(own.events).toEqual([]);
    await expect(getAuditPlace(await buildUser(), undefined)).rejects.toMatchObject(missing);
  });

  it("a manager of one tenant sees that tenant's events, and neither the others nor who else there is", async () => {
    const { tenant, workspace } = await buildPlace();
    const other = await buildTenant({ workspaceId: tenant.workspaceId });
    const guest = await buildUser({ role: "manager", tenant, on: "tenant" });
    await record(tenant, "test.mine", { tenantId: tenant.id });
    await record(other, "test.other", { tenantId: other.id });
    await record(tenant, "test.workspace");
    const { events, place } = await browseAudit(guest, { workspace });
    expect(events.map(({ action }) => action)).toEqual(["test.mine"]);
    expect(place.isWhole).toBe(false);
    expect(await listAuditChoices(guest, workspace)).toEqual({
      actions: [],
      people: [],
      tenants: [{ slug: tenant.slug, name: tenant.name }],
    });
    await expect(checkWorkspaceChain(guest, workspace, now)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("who may not see the audit of one tenant does not find it in the workspace's", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const place = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
    await inSystem((tx) => tx.membership.create({ data: { ...place, userId: owner.userId, role: "readonly" } }));
    await record(tenant, "test.hidden", { tenantId: tenant.id });
    await record(tenant, "test.shown");
    expect((await browseAudit(owner, { workspace })).events.map(({ action }) => action)).toEqual(["test.shown"]);
  });
});

describe("the filters of the audit", () => {
  let place: Awaited<ReturnType<typeof buildPlace>>;
  beforeAll(async () => {
    place = await buildPlace();
    const { tenant, owner } = place;
    await record(tenant, "review_pack.published", { tenantId: tenant.id, subject: { type: "review_pack", id: "209" } });
    await record(tenant, "review_pack.expired", { tenantId: tenant.id, subject: { type: "review_pack", id: "20" } });
    await record(tenant, "member.added", { actor: owner, subject: { type: "user", id: "209" } });
    await record(await buildTenant(), "review_pack.published");
  });
  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

  it.each<[string, (p: typeof place) => AuditQuery, string[]]>([
    ["nothing", () => ({}), ["member.added", "review_pack.expired", "review_pack.published"]],
    ["an action", () => ({ action: "review_pack.expired" }), ["review_pack.expired"]],
    ["a kind of action", () => ({ action: "review_pack" }), ["review_pack.expired", "review_pack.published"]],
    ["a tenant", ({ tenant }) => ({ tenant: tenant.slug }), ["review_pack.expired", "review_pack.published"]],
    ["a tenant that is none", () => ({ tenant: "no-such" }), []],
    ["a person", ({ owner }) => ({ person: String(owner.userId) }), ["member.added"]],
    ["what is no person", () => ({ person: "operator" }), ["review_pack.expired", "review_pack.published"]],
    ["a subject", () => ({ subject: "review_pack:209" }), ["review_pack.published"]],
    ["a kind of subject", () => ({ subject: "user" }), ["member.added"]],
    ["today", () => ({ from: today, to: today }), ["member.added", "review_pack.expired", "review_pack.published"]],
    ["until yesterday", () => ({ to: yesterday }), []],
  ])("by %s", async (_what, query, actions) => {
    const { events } = await browseAudit(place.owner, { ...query(place), workspace: place.workspace });
    expect(events.map(({ action }) => action)).toEqual(actions);
  });

  it("offer what has happened here, and who is here", async () => {
    const { actions, people, tenants } = await listAuditChoices(place.owner, place.workspace);
    expect(actions).toEqual(["member.added", "review_pack.expired", "review_pack.published"]);
    expect(people).toEqual([{ id: String(place.owner.userId), name: place.owner.name }]);
    expect(tenants.map(({ slug }) => slug)).toEqual([place.tenant.slug]);
  });

  it("pages show each event once, newest first", async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await browseAudit(place.owner, { workspace: place.workspace }, { cursor, limit: 2 });
      seen.push(...page.events.map(({ seq }) => seq));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen).toEqual(["3", "2", "1"]);
  });
});

it("an event says whether the pack that it is about is still there", async () => {
  const { tenant, workspace, owner } = await buildPlace();
  const [kept, deleted] = [await buildPack({ tenant }), await buildPack({ tenant, status: "failed" })];
  const elsewhere = await buildPack({ tenant: await buildTenant() });
  for (const { id } of [kept, deleted, elsewhere])
    await record(tenant, "test.about", { tenantId: tenant.id, subject: { type: "review_pack", id: String(id) } });
  await record(tenant, "test.odd", { subject: { type: "review_pack", id: "no number" } });
  await record(tenant, "test.other", { subject: { type: "import", id: String(deleted.id) } });
  await inSystem((tx) => tx.reviewPack.delete({ where: { id: deleted.id } }));
  const { events } = await browseAudit(owner, { workspace });
  const said = events.filter(({ action }) => action.startsWith("test."));
  expect(said.map(({ subject, isSubjectGone }) => [subject?.type, subject?.id, isSubjectGone])).toEqual([
    ["import", String(deleted.id), false],
    ["review_pack", "no number", true],
    ["review_pack", String(elsewhere.id), true],
    ["review_pack", String(deleted.id), true],
    ["review_pack", String(kept.id), false],
  ]);
});

describe("the export", () => {
  it("is inert in a spreadsheet, whatever a name, an agent or a detail begins with", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const hostile = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =1"];
    for (const name of hostile) {
      await record(tenant, "test.hostile", {
        actor: { kind: "operator", name },
        userAgent: name,
        subject: { type: "thing", id: name },
        details: { name },
      });
    }
    const text = await textOf(owner, { workspace, action: "test.hostile" });
    const [head, ...lines] = text.split("\n");
    expect(head).toBe(auditColumns.map((name) => `"${name}"`).join(","));
    expect(lines.filter(Boolean)).toHaveLength(hostile.length);
    // No cell begins with what a spreadsheet would run, with or without spaces in front.
    expect(text).not.toMatch(/(^|,)" *[=+\-@\t\r\n]/m);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });

  it("has every event of a long audit once, and says in the audit that it was made", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    await inSystem((tx) =>
      tx.auditEvent.createMany({
        data: Array.from({ length: 1203 }, () => ({
          workspaceId: tenant.workspaceId,
          action: "test.many",
          actorKind: "system",
          actorName: "x",
        })),
      }),
    );
    const lines = (await textOf(owner, { workspace })).trimEnd().split("\n").slice(1);
    const seqs = lines.map((line) => Number(line.split(",")[0]?.replaceAll('"', "")));
    expect(seqs).toEqual(Array.from({ length: 1204 }, (_, at) => 1204 - at));
    expect(lines[0]).toContain("audit.exported");
  });

  it("stops where the right to see it ends", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const actor = await buildUser({ role: "manager", tenant });
    await record(tenant, "test.one");
    const { lines } = await exportAudit(actor, { workspace }, nowhere, now);
    await lines.next();
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: actor.userId } }));
    await expect(lines.next()).rejects.toMatchObject({ code: "not_found" });
    await expect(browseAudit(owner, { workspace })).resolves.toBeTruthy();
  });

  it("may be asked for ten times a minute", async () => {
    const { workspace, owner } = await buildPlace();
    for (let times = 0; times < 10; times++) await exportAudit(owner, { workspace }, nowhere, now);
    await expect(exportAudit(owner, { workspace }, nowhere, now)).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("the chain", () => {
  it("is verified up to the newest event, and an altered one is named", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    for (const action of ["test.one", "test.two"]) await record(tenant, action);
    expect(await checkWorkspaceChain(owner, workspace, now)).toMatchObject({ headSeq: "2", events: 2, problem: null });
    await asOwner(async (client) => {
      await client.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
      await client.query("UPDATE audit_events SET actor_name = 'x' WHERE workspace_id = $1 AND seq = 1", [
        tenant.workspaceId,
      ]);
      await client.query("ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only");
    });
    expect((await checkWorkspaceChain(owner, workspace, now)).problem).toMatchObject({ fault: "changed", seq: "1" });
  });

  it("of a workspace without events is whole", async () => {
    const workspace = await buildWorkspace();
    const operator = { kind: "operator", name: "operator" } as const;
    expect(await checkWorkspaceChain(operator, workspace.slug, now)).toMatchObject({ headSeq: "0", problem: null });
  });
});
