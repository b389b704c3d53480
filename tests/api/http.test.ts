import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "@/lib/api/operations";
import { revokeTokensOfLeaver } from "@/lib/auth/api-tokens";
import { tokenCapabilities } from "@/lib/auth/capabilities";
import { inSystem } from "@/lib/db";
import { redeemLink } from "@/lib/download-links/redeem";
import { setEnvironment } from "@/lib/env";
import type { TenantRef } from "@/lib/tenants/tenants";
import {
  buildFinding,
  buildPack,
  buildSession,
  buildTenant,
  buildToken,
  buildUser,
  type UserActor,
} from "@/tests/factories";
import { apiClient } from "@/tests/support/api-client";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { type IssuedPack, issuePack } from "@/tests/support/issued-pack";
import { prowlerFile } from "../e2e/support/prowler";

let server: ApiServer;
let api: ReturnType<typeof apiClient>;
let issued: IssuedPack;
let tenant: TenantRef;
let owner: UserActor;
let token: string;

beforeAll(async () => {
  server = await startApiServer();
  api = apiClient(server.origin);
  issued = await issuePack();
  tenant = issued.tenant;
  owner = await buildUser({ role: "owner", tenant });
  token = await buildToken(owner);
});

afterAll(async () => {
  await server.stop();
});

const scan = (rows: number) => prowlerFile(rows, new Date("2026-01-05T08:00:00Z"));
describe("who may ask", () => {
  it("nobody without a token that counts: 401, in the same bytes whatever was wrong", async () => {
    const { json, headers, text } = await api.call("GET", "/tenants");
    expect(json.code).toBe("unauthenticated");
    expect(headers.get("www-authenticate")).toBe('Bearer realm="TenantPilot"');
    const leaver = await buildUser({ role: "owner", tenant });
    const ended = await buildToken(leaver);
    await inSystem(async (tx) => {
      await tx.membership.deleteMany({ where: { userId: leaver.userId } });
      await revokeTokensOfLeaver(tx, owner, { workspaceId: tenant.workspaceId, userId: leaver.userId }, new Date());
    });
    for (const wrong of ["x", ended, `${token}x`, `${token.slice(0, -1)}_`])
      expect((await api.call("GET", "/tenants", { token: wrong })).text).toBe(text);
  });

  it("no session: a cookie is not looked at", async () => {
    const cookie = `next-auth.session-token=${await buildSession(owner)}`;
    expect((await api.call("GET", "/tenants", { headers: { cookie } })).status).toBe(401);
  });

  it("no token that is for something else: each operation asks for its own capability", async () => {
    for (const { method, path, capability, id } of operations) {
      if (capability === null) continue;
      const others = tokenCapabilities.filter((other) => other !== capability);
      const lesser = await buildToken(owner, { capabilities: others });
      const place = path.replace("{slug}", tenant.slug).replace("{id}", String(issued.id)).replace("{linkId}", "x");
      const { status, json } = await api.call(method, place, { token: lesser });
      expect([status, json.detail], id).toEqual([403, `This token is not for ${capability}.`]);
    }
  });

  it("what is of others is not there, in the bytes of what does not exist", async () => {
    const [foreign, sibling] = [await buildTenant(), await buildTenant({ workspaceId: tenant.workspaceId })];
    const narrow = await buildToken(owner, { tenants: [tenant.slug] });
    for (const place of [foreign, sibling]) {
      const pack = await buildPack({ tenant: place });
      for (const [method, path] of [
        ["GET", "/tenants/PLACE/packs"],
        ["POST", "/tenants/PLACE/packs"],
        ["POST", "/tenants/PLACE/imports"],
        ["GET", "/tenants/PLACE/imports/1"],
        ["GET", "/packs/PACK"],
        ["POST", "/packs/PACK/links"],
        ["DELETE", "/packs/PACK/links/AAAAAAAAAAAAAAAAAAAAAA"],
      ] as const) {
        const there = path.replace("PLACE", place.slug).replace("PACK", String(pack.id));
        const nowhere = path.replace("PLACE", "nowhere").replace("PACK", "999999999");
        const [one, other] = [
          await api.call(method, there, { token: narrow }),
          await api.call(method, nowhere, { token: narrow }),
        ];
        expect(one.status, there).toBe(404);
        expect(one.text.replace(place.slug, "nowhere").replace(String(pack.id), "999999999")).toBe(other.text);
      }
    }
    expect((await api.call("GET", "/tenants", { token: narrow })).json.tenants).toHaveLength(1);
  });

  it("an address that is none gets a problem too", async () => {
    expect((await api.call("GET", "/nothing")).status).toBe(401);
    expect((await api.call("GET", "/nothing", { token })).json.code).toBe("not_found");
  });
});

describe("a walk through the API", () => {
  it("imports a file once, and says so when it comes again", async () => {
    const path = `/tenants/${tenant.slug}/imports?file=../scan.ocsf.json&partial=true`;
    const first = await api.call("POST", path, { token, body: scan(3) });
    expect([first.status, first.json.outcome, first.json.import.file]).toEqual([202, "queued", "scan.ocsf.json"]);
    expect(server.relays()).toBeGreaterThan(0);
    const again = await api.call("POST", path, { token, body: scan(3) });
    expect([again.status, again.json.outcome]).toEqual([200, "already_in_progress"]);
    expect(again.json.import).toEqual(first.json.import);
    const asked = await fetch(`${server.origin}${first.headers.get("location")}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(await asked.json()).toEqual(first.json.import);
    await api.call("GET", `/tenants/${tenant.slug}/imports/${first.json.import.id}`, { token });
  });

  it("generates a pack, finds it again in the list page by page, and refuses a link while it is made", async () => {
    const place = await buildTenant({ workspaceId: tenant.workspaceId });
    const path = `/tenants/${place.slug}/packs`;
    const { status, json, headers } = await api.call("POST", path, { token, body: { includePii: false } });
    expect([status, json.outcome, json.pack.options.includePii]).toEqual([202, "queued", false]);
    expect(headers.get("location")).toBe(`/api/v1/packs/${json.pack.id}`);
    const again = await api.call("POST", path, { token, body: { includePii: false } });
    expect([again.status, again.json.outcome, again.json.pack.id]).toEqual([200, "already_in_progress", json.pack.id]);
    const other = (await api.call("POST", path, { token })).json.pack;
    const page = await api.call("GET", `${path}?limit=1&status=queued`, { token });
    expect(page.json.packs).toEqual([other]);
    const last = await api.call("GET", `${path}?limit=1&cursor=${page.json.next}`, { token });
    expect([last.json.packs[0].id, last.json.next]).toEqual([json.pack.id, null]);
    const link = await api.call("POST", `/packs/${json.pack.id}/links`, { token });
    expect([link.status, link.json.code]).toEqual([409, "conflict"]);
    const expired = await buildPack({ tenant: place, status: "expired" });
    expect((await api.call("POST", `/packs/${expired.id}/links`, { token })).json.code).toBe("gone");
  });

  it("makes a link that works until it is withdrawn", async () => {
    const id = String(issued.id);
    expect((await api.call("GET", `/packs/${id}`, { token })).json.sha256).toBe(issued.sha256);
    const { status, json: link } = await api.call("POST", `/packs/${id}/links`, { token });
    expect(status).toBe(201);
    const { pathname, search } = new URL(link.url);
    const redeemed = async () => redeemLink(`${pathname}${search}`, new Date());
    expect(await redeemed()).toMatchObject({ outcome: "accepted" });
    for (let time = 0; time < 2; time++)
      expect((await api.call("DELETE", `/packs/${id}/links/${link.id}`, { token })).status).toBe(204);
    expect(await redeemed()).toMatchObject({ outcome: "refused", reason: "link_revoked" });
    const revoked = { action: "review_pack.link_revoked", subjectId: id };
    expect(await inSystem((tx) => tx.auditEvent.count({ where: revoked }))).toBe(1);
    const viewer = await buildToken(owner, { capabilities: ["review_pack.view"] });
    const reader = await buildUser({ role: "manager", tenant });
    const foreign = await inSystem((tx) => tx.packLink.findUniqueOrThrow({ where: { id: link.id } }));
    await inSystem((tx) =>
      tx.packLink.create({ data: { ...foreign, id: "B".repeat(22), createdByUserId: reader.userId, revokedAt: null } }),
    );
    expect((await api.call("DELETE", `/packs/${id}/links/${"B".repeat(22)}`, { token: viewer })).status).toBe(403);
  });

  it("verifies a file by its bytes and by its hash, whoever's token asks", async () => {
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const any = await buildToken(stranger, { capabilities: ["tenant.view"] });
    const zip = await readFile(issued.zip);
    const headers = { "Content-Type": "application/zip" };
    const whole = await api.call("POST", "/verify", { token: any, body: zip, headers });
    expect(whole.json).toMatchObject({ verdict: "valid", sha256: issued.sha256, signature: { state: "good" } });
    const altered = Buffer.from(zip);
    altered[200] = (altered[200] ?? 0) ^ 1;
    expect((await api.call("POST", "/verify", { token: any, body: altered, headers })).json.verdict).toBe("altered");
    const byHash = await api.call("POST", "/verify", { token: any, body: { sha256: issued.sha256 } });
    expect(byHash.json).toMatchObject({ verdict: "valid", pack: { id: String(issued.id), tenant: null } });
    const unknown = await api.call("POST", "/verify", { token: any, body: { sha256: "0".repeat(64) } });
    expect([unknown.json.verdict, unknown.json.pack]).toEqual(["unknown", null]);
  });
});

describe("what is not right", () => {
  it.each([
    ["a body that is no JSON", "POST", "packs", { body: "{", headers: { "Content-Type": "application/json" } }, []],
    ["a body that is no object", "POST", "packs", { body: "[]" }, ["body"]],
    ["a field that is not known", "POST", "packs", { body: { tenant: "x" } }, ["tenant"]],
    ["a field of another kind", "POST", "packs", { body: { includePii: "no" } }, ["includePii"]],
    ["a body that is too large", "POST", "packs", { body: `{"a":"${"x".repeat(70_000)}"}` }, []],
    ["a limit beyond the limit", "GET", "packs?limit=1000", {}, ["limit"]],
    ["a question that is not known", "GET", "packs?order=asc", {}, ["order"]],
    ["a flag that is none", "POST", "imports?partial=yes", { body: "x" }, ["partial"]],
    ["a time that is none", "POST", "imports?capturedAt=yesterday", { body: "x" }, ["capturedAt"]],
    ["a key with spaces", "POST", "packs", { headers: { "Idempotency-Key": "a b" } }, []],
  ])("%s is refused, naming the field", async (_what, method, path, sent, fields) => {
    const { status, json, headers } = await api.call(method, `/tenants/${tenant.slug}/${path}`, { token, ...sent });
    expect([status, json.code]).toEqual([422, "invalid_input"]);
    expect((json.errors ?? []).map(({ field }: { field: string }) => field)).toEqual(fields);
    expect(json.next).not.toBe("");
    expect(json.requestId).toBe(headers.get("x-request-id"));
  });
});

describe("limits", () => {
  it("of requests per token, and of packs per person: 429 with when to come back", async () => {
    const [one, other] = [await buildToken(owner), await buildToken(owner)];
    setEnvironment({ TENANTPILOT_API_LIMIT_PER_MINUTE: "2" });
    try {
      const statuses = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(() => api.call("GET", "/tenants", { token: one }).then(({ status }) => status)),
      );
      // The minute may turn while they are asked.
      expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
      expect(statuses).toContain(429);
      expect((await api.call("GET", "/tenants", { token: other })).status).toBe(200);
    } finally {
      setEnvironment({ TENANTPILOT_API_LIMIT_PER_MINUTE: "300" });
    }
    const person = await buildUser({ role: "owner", tenant });
    const [first, second] = [await buildToken(person), await buildToken(person)];
    setEnvironment({ TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "1" });
    try {
      const replies = [];
      for (const used of [first, second, first]) {
        const place = await buildTenant({ workspaceId: tenant.workspaceId });
        replies.push(await api.call("POST", `/tenants/${place.slug}/packs`, { token: used }));
      }
      const limited = replies.find(({ status }) => status === 429) ?? expect.fail("nobody is limited");
      expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(limited.json.code).toBe("rate_limited");
    } finally {
      setEnvironment({ TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "6" });
    }
  });

  it("of packs per tenant, whoever asks: 429 with when to come back", async () => {
    const place = await buildTenant({ workspaceId: tenant.workspaceId });
    setEnvironment({ TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "1" });
    try {
      const replies = [];
      // The minute may turn once.
      for (let at = 0; at < 3; at++) {
        const person = await buildUser({ role: "owner", tenant });
        replies.push(await api.call("POST", `/tenants/${place.slug}/packs`, { token: await buildToken(person) }));
        await buildFinding({ tenant: place });
      }
      const limited = replies.find(({ status }) => status === 429) ?? expect.fail("nobody is limited");
      expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(limited.json.detail).toContain("New packs of this tenant");
    } finally {
      setEnvironment({ TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "60" });
    }
  });
});

it("every operation was called with success, and every answer was as documented", () => {
  const wanted = operations.flatMap(({ id, answers }) => Object.keys(answers).map((status) => `${id} ${status}`));
  expect(wanted.filter((one) => !api.seen.has(one))).toEqual([]);
});
