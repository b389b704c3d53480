import { beforeAll, describe, expect, it } from "vitest";
import { type Role, roles } from "@/lib/auth/capabilities";
import { closeDatabase, inSystem } from "@/lib/db";
import { claimPack, publishPack } from "@/lib/review-packs/lifecycle";
import { addTenant, changeTenant, listWorkspaceTenants, slugFrom } from "@/lib/tenants/manage-tenants";
import { getTenant, type TenantRef } from "@/lib/tenants/tenants";
import { getLogo, removeLogo, setBranding, setLogo } from "@/lib/workspaces/branding";
import { setKeptInputDays } from "@/lib/workspaces/kept-input";
import { getMember, listMembers } from "@/lib/workspaces/members";
import { setRetention } from "@/lib/workspaces/retention";
import { getWorkspaceSettings } from "@/lib/workspaces/settings";
import { addWorkspace, getWorkspaceAccess, listWorkspaces } from "@/lib/workspaces/workspaces";
import { buildPack, buildTenant, buildUser, sha256, type UserActor } from "@/tests/factories";
import { pngFile } from "./png-file";

const operator = { kind: "operator", name: "operator" } as const;
const now = new Date("2026-11-23T12:00:00Z");
let counter = 0;

interface Place {
  tenant: TenantRef;
  workspace: string;
  owner: UserActor;
}

async function buildPlace(): Promise<Place> {
  const tenant = await buildTenant();
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  return { tenant, workspace: slug, owner: await buildUser({ role: "owner", tenant }) };
}

const eventsOf = async (place: Place, prefix: string) =>
  inSystem((tx) =>
    tx.auditEvent.findMany({
      where: { workspaceId: place.tenant.workspaceId, action: { startsWith: prefix } },
      orderBy: { seq: "asc" },
    }),
  );

type Verb = (actor: UserActor, place: Place) => Promise<unknown>;

const verbs: Record<string, { may: Role[]; verb: Verb }> = {
  "see the members": { may: ["owner", "manager"], verb: (actor, { workspace }) => listMembers(actor, workspace) },
  "see what is set": {
    may: ["owner", "manager"],
    verb: (actor, { workspace }) => getWorkspaceSettings(actor, workspace),
  },
  "list the tenants for settings": {
    may: ["owner", "manager"],
    verb: (actor, { workspace }) => listWorkspaceTenants(actor, workspace),
  },
  "add a tenant": {
    may: ["owner", "manager"],
    verb: (actor, { workspace }) => addTenant(actor, workspace, { name: `New tenant ${counter++}` }),
  },
  "change a tenant": {
    may: ["owner", "manager"],
    verb: (actor, { tenant }) => changeTenant(actor, tenant.slug, { name: "Renamed" }, now),
  },
  "set the retention": { may: ["owner"], verb: (actor, { workspace }) => setRetention(actor, workspace, 30, now) },
  "set for how long imported files are kept": {
    may: ["owner"],
    verb: (actor, { workspace }) => setKeptInputDays(actor, workspace, 30, now),
  },
  "set the branding": {
    may: ["owner"],
    verb: (actor, { workspace }) => setBranding(actor, workspace, { name: "Renamed", accent: null }, now),
  },
  "set the logo": { may: ["owner"], verb: (actor, { workspace }) => setLogo(actor, workspace, pngFile(4, 4), now) },
  "remove the logo": { may: ["owner"], verb: (actor, { workspace }) => removeLogo(actor, workspace) },
};

describe("each role × each verb of the settings", () => {
  let place: Place;
  const actors = new Map<Role, UserActor>();
  let stranger: UserActor;

  beforeAll(async () => {
    place = await buildPlace();
    for (const role of roles) actors.set(role, await buildUser({ role, tenant: place.tenant }));
    stranger = (await buildPlace()).owner;
  });

  const cases = Object.entries(verbs).flatMap(([what, { may, verb }]) =>
    roles.map((role) => ({ what, role, verb, can: may.includes(role) ? "can" : "cannot" })),
  );
  it.each(cases)("a member who is $role $can $what", async ({ role, verb, can }) => {
    const asked = verb(actors.get(role) ?? expect.fail("no actor"), place);
    if (can === "can") await asked;
    else await expect(asked).rejects.toMatchObject({ code: "forbidden", status: 403 });
  });

  it.each(Object.entries(verbs))("to an owner of another workspace who wants to %s it does not exist", async (_, v) => {
    await expect(v.verb(stranger, place)).rejects.toMatchObject({ code: "not_found", status: 404 });
  });

  it("to a guest of one tenant the workspace's settings do not exist", async () => {
    const guest = await buildUser({ role: "owner", tenant: place.tenant, on: "tenant" });
    await expect(getWorkspaceSettings(guest, place.workspace)).rejects.toMatchObject({ code: "not_found" });
    await expect(addTenant(guest, place.workspace, { name: "X" })).rejects.toMatchObject({ code: "not_found" });
    expect(await listWorkspaces(guest)).toMatchObject([{ slug: place.workspace, role: null }]);
  });
});

describe("a workspace", () => {
  it("is made by the operator, once, with an audit row; a person is refused", async () => {
    const made = await addWorkspace(operator, { slug: "fresh-one", name: "  Fresh   one " });
    expect(made).toMatchObject({ slug: "fresh-one", name: "Fresh one" });
    const again = addWorkspace(operator, { slug: "fresh-one", name: "Again" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    const { owner } = await buildPlace();
    await expect(addWorkspace(owner, { slug: "mine", name: "Mine" })).rejects.toMatchObject({ code: "forbidden" });
    const events = await inSystem((tx) => tx.auditEvent.findMany({ where: { workspaceId: made.id } }));
    expect(events.map(({ action, actorKind }) => [action, actorKind])).toEqual([["workspace.added", "operator"]]);
  });

  it("in which the person may do it is chosen when none is named", async () => {
    const first = await buildPlace();
    const second = await buildPlace();
    const person = await buildUser({ role: "readonly", tenant: first.tenant });
    await inSystem((tx) =>
      tx.membership.create({
        data: { workspaceId: second.tenant.workspaceId, userId: person.userId, role: "owner" },
      }),
    );
    const access = await getWorkspaceAccess(person, undefined, "workspace.manage");
    expect(access.workspace.slug).toBe(second.workspace);
    await expect(getWorkspaceAccess(person, first.workspace, "workspace.manage")).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(getWorkspaceAccess(await buildUser(), undefined, "tenant.view")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a tenant", () => {
  it("that was added is there for the members, with its fields and an audit row", async () => {
    const place = await buildPlace();
    const fields = { name: "Müller & Söhne", entraTenantId: "AAAAAAAA-0000-4000-8000-000000000001" };
    const added = await addTenant(place.owner, place.workspace, { ...fields, timeZone: "Europe/Vienna" });
    expect(added).toMatchObject({ slug: "muller-sohne", timeZone: "Europe/Vienna" });
    expect(added.entraTenantId).toBe("aaaaaaaa-0000-4000-8000-000000000001");
    await expect(getTenant(place.owner, added.slug, "tenant.manage")).resolves.toEqual(added);
    expect(await eventsOf(place, "tenant.")).toMatchObject([
      { action: "tenant.added", tenantId: added.id, actorName: place.owner.name },
    ]);
  });

  it.each([
    ["a slug with capitals", { slug: "Contoso", name: "X" }, "invalid_input"],
    ["a slug that ends in a hyphen", { slug: "contoso-", name: "X" }, "invalid_input"],
    ["a name of which no slug can be made", { name: "株式会社" }, "invalid_input"],
    ["no name", { slug: "x1", name: "  " }, "invalid_input"],
    ["a name on two lines", { slug: "x2", name: "a\u0007b" }, "invalid_input"],
    ["an Entra id that is no UUID", { name: "X3", entraTenantId: "contoso.example" }, "invalid_input"],
    ["a time zone that is none", { name: "X4", timeZone: "Mars/Olympus" }, "invalid_input"],
    ["the slug of a page of ours", { slug: "new", name: "X" }, "conflict"],
  ])("with %s is refused", async (_what, fields, code) => {
    const { owner, workspace } = await buildPlace();
    await expect(addTenant(owner, workspace, fields)).rejects.toMatchObject({ code });
  });

  it("has a slug and an Entra id that no other of the workspace has, also when two add it at once", async () => {
    const { owner, workspace } = await buildPlace();
    const both = await Promise.allSettled([1, 2].map(() => addTenant(owner, workspace, { name: "Twice" })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const entraTenantId = "bbbbbbbb-0000-4000-8000-000000000001";
    await addTenant(owner, workspace, { name: "One", entraTenantId });
    await expect(addTenant(owner, workspace, { name: "Two", entraTenantId })).rejects.toMatchObject({
      code: "conflict",
    });
    // Another workspace may have the same slug; it says nothing about ours.
    const elsewhere = await buildPlace();
    await expect(addTenant(elsewhere.owner, elsewhere.workspace, { name: "Twice" })).resolves.toBeTruthy();
  });

  it("that is changed keeps its slug, and the audit says what was changed; saving it again says nothing", async () => {
    const place = await buildPlace();
    const { slug, name } = place.tenant;
    for (let times = 0; times < 2; times++) {
      await changeTenant(place.owner, slug, { name: "Other", timeZone: "Asia/Tokyo" }, now);
    }
    expect(await getTenant(place.owner, slug, "tenant.view")).toMatchObject({ name: "Other", timeZone: "Asia/Tokyo" });
    expect((await eventsOf(place, "tenant.changed")).map(({ details }) => details)).toEqual([
      { name: { from: name, to: "Other" }, timeZone: { from: "UTC", to: "Asia/Tokyo" } },
    ]);
  });

  it("gets its slug from its name", () => {
    expect(slugFrom("  Contoso (EU) – Zürich ")).toBe("contoso-eu-zurich");
    expect(slugFrom("x".repeat(80))).toHaveLength(63);
  });
});

describe("what a workspace sets", () => {
  it("is still there after the database was closed and opened again", async () => {
    const { owner, workspace } = await buildPlace();
    await setRetention(owner, workspace, 45, now);
    await setBranding(owner, workspace, { name: "Example MSP", accent: "#1D4ED8" }, now);
    await setLogo(owner, workspace, pngFile(120, 40), now);
    await closeDatabase();
    const { access, settings } = await getWorkspaceSettings(owner, workspace);
    expect(access.workspace.name).toBe("Example MSP");
    expect(settings).toMatchObject({
      retention: { ownDays: 45, limitDays: 90, days: 45 },
      accent: "#1d4ed8",
      logo: { width: 120, height: 40 },
      owners: 1,
      tenants: 1,
    });
    expect(Buffer.from(await getLogo(owner, workspace)).equals(pngFile(120, 40))).toBe(true);
    await removeLogo(owner, workspace);
    await expect(getLogo(owner, workspace)).rejects.toMatchObject({ code: "not_found" });
  });

  it("each change is in the audit with what it was before, and saving the same says nothing", async () => {
    const place = await buildPlace();
    const { owner, workspace } = place;
    for (const days of [30, 30, null]) await setRetention(owner, workspace, days, now);
    for (const accent of ["#334155", "#334155"]) await setBranding(owner, workspace, { name: workspace, accent }, now);
    await removeLogo(owner, workspace);
    expect((await eventsOf(place, "workspace.")).map(({ action, details }) => [action, details])).toEqual([
      ["workspace.retention_changed", { from: null, to: 30 }],
      ["workspace.retention_changed", { from: 30, to: null }],
      ["workspace.branding_changed", { accent: { from: null, to: "#334155" } }],
    ]);
  });

  it("keeping imported files is off at first, is changed once, and is in the audit", async () => {
    const place = await buildPlace();
    const { owner, workspace } = place;
    expect((await getWorkspaceSettings(owner, workspace)).settings.keptInputDays).toBe(0);
    for (const days of [365, 365, 0]) await setKeptInputDays(owner, workspace, days, now);
    const events = await eventsOf(place, "workspace.kept_input");
    expect(events.map(({ details }) => details)).toEqual([
      { from: 0, to: 365 },
      { from: 365, to: 0 },
    ]);
  });

  it.each([-1, 366, 1.5, Number.NaN])("keeping imported files for %d days is refused", async (days) => {
    const { owner, workspace } = await buildPlace();
    await expect(setKeptInputDays(owner, workspace, days, now)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it.each([0, -1, 91, 1.5, Number.NaN])("a retention of %d days is refused", async (days) => {
    const { owner, workspace } = await buildPlace();
    await expect(setRetention(owner, workspace, days, now)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("a logo of more than 100 kB is refused", async () => {
    const { owner, workspace } = await buildPlace();
    const file = Buffer.concat([pngFile(4, 4), Buffer.alloc(100_000)]);
    await expect(setLogo(owner, workspace, file, now)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it.each([
    ["the workspace's own retention", 7, 7],
    ["the environment's where the workspace set none", null, 90],
    ["the environment's where the workspace's is longer since the limit was lowered", 400, 90],
  ])("a pack is published with %s", async (_what, own, days) => {
    const tenant = await buildTenant();
    await inSystem((tx) => tx.workspace.update({ where: { id: tenant.workspaceId }, data: { retentionDays: own } }));
    const { id } = await buildPack({ tenant, status: "queued" });
    const claim = await claimPack(id, "run", now);
    if (claim.outcome !== "claimed") expect.fail(claim.outcome);
    await publishPack(id, claim.claimToken, { bytes: 1, sha256: sha256("x"), summary: {} }, now);
    const pack = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id } }));
    expect((Number(pack.expiresAt) - Number(now)) / 86_400_000).toBe(days);
  });
});

describe("the list of members", () => {
  it("has the roles on the workspace and those on a tenant, and nobody of elsewhere", async () => {
    const { tenant, workspace, owner } = await buildPlace();
    const guest = await buildUser({ name: "zz-guest", role: "readonly", tenant, on: "tenant" });
    await buildPlace();
    const { members } = await listMembers(owner, workspace);
    expect(members.map(({ email, role, tenant: on }) => [email, role, on?.slug ?? null])).toEqual([
      [owner.email, "owner", null],
      [guest.email, "readonly", tenant.slug],
    ]);
    const who = { userId: String(guest.userId), tenant: tenant.slug };
    expect((await getMember(owner, workspace, who)).member.email).toBe(guest.email);
    await expect(getMember(owner, workspace, { ...who, tenant: undefined })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
