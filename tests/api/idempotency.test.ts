import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "@/lib/auth/token-text";
import { inSystem } from "@/lib/db";
import { prune } from "@/lib/review-packs/retention";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack, buildTenant, buildToken, buildUser } from "@/tests/factories";
import { apiClient } from "@/tests/support/api-client";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { prowlerFile } from "../e2e/support/prowler";

let server: ApiServer;
let api: ReturnType<typeof apiClient>;
let tenant: TenantRef;
let token: string;
let otherToken: string;
let issued: { id: bigint };

beforeAll(async () => {
  server = await startApiServer();
  api = apiClient(server.origin);
  tenant = await buildTenant();
  issued = await buildPack({ tenant });
  const owner = await buildUser({ role: "owner", tenant });
  [token, otherToken] = [await buildToken(owner), await buildToken(owner)];
});

afterAll(async () => {
  await server.stop();
});

const scan = (rows: number) => prowlerFile(rows, new Date("2026-01-05T08:00:00Z"));
const linksMade = () => inSystem((tx) => tx.packLink.count());
const importsMade = () => inSystem((tx) => tx.import.count());

describe("an idempotency key", () => {
  const keyed = (key: string) => ({ "Idempotency-Key": key });

  it("gives the first answer again, whatever has become of it, and does the work once", async () => {
    const path = `/packs/${issued.id}/links`;
    const before = await linksMade();
    const first = await api.call("POST", path, { token, headers: keyed("link-1") });
    const again = await api.call("POST", path, { token, headers: keyed('"link-1"') });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect([first, again].map(({ headers }) => headers.get("idempotency-replayed"))).toEqual([null, "true"]);
    expect(await linksMade()).toBe(before + 1);
    expect((await api.call("POST", path, { token: otherToken, headers: keyed("link-1") })).text).not.toBe(first.text);
  });

  it("keeps no link that somebody could read in the database", async () => {
    const { json } = await api.call("POST", `/packs/${issued.id}/links`, { token, headers: keyed("link-2") });
    const rows = await inSystem((tx) => tx.apiIdempotencyKey.findMany());
    const kept = Buffer.concat(rows.map(({ answer }) => answer ?? new Uint8Array())).toString("latin1");
    expect(kept.length).toBeGreaterThan(0);
    expect(kept).not.toContain(json.id);
  });

  it("is refused for another body, another address, and another file", async () => {
    const path = `/tenants/${tenant.slug}/packs`;
    await api.call("POST", path, { token, body: { includePii: true }, headers: keyed("pack-1") });
    const file = `/tenants/${tenant.slug}/imports`;
    const sent = { token, body: scan(4), headers: keyed("file-1") };
    const first = await api.call("POST", file, sent);
    expect((await api.call("POST", file, sent)).text).toBe(first.text);
    const imports = await importsMade();
    for (const reply of [
      await api.call("POST", path, { token, body: { includePii: false }, headers: keyed("pack-1") }),
      await api.call("POST", `/packs/${issued.id}/links`, { token, headers: keyed("pack-1") }),
      await api.call("POST", file, { ...sent, body: scan(5) }),
      await api.call("POST", `${file}?partial=true`, sent),
    ])
      expect([reply.status, reply.json.detail]).toEqual([422, "This Idempotency-Key was used for another request."]);
    expect(await importsMade()).toBe(imports);
  });

  it("lets one of twenty at once do the work; the others wait or get its answer", async () => {
    const before = await linksMade();
    const path = `/packs/${issued.id}/links`;
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.call("POST", path, { token, headers: keyed("rush") })),
    );
    expect(await linksMade()).toBe(before + 1);
    const made = new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text));
    expect(made.size).toBe(1);
    for (const { status, headers } of replies.filter(({ status }) => status !== 201))
      expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
    expect([...made]).toEqual([(await api.call("POST", path, { token, headers: keyed("rush") })).text]);
  });

  it("is free again after a refusal, which changed nothing, and after a day", async () => {
    const pack = await buildPack({ tenant, status: "generating" });
    const path = `/packs/${pack.id}/links`;
    expect((await api.call("POST", path, { token, headers: keyed("early") })).status).toBe(409);
    const row = await inSystem((tx) => tx.apiIdempotencyKey.count({ where: { key: "early" } }));
    expect(row).toBe(0);
    const first = await api.call("POST", `/packs/${issued.id}/links`, { token, headers: keyed("day") });
    await inSystem((tx) =>
      tx.apiIdempotencyKey.updateMany({ where: { key: "day" }, data: { expiresAt: new Date(Date.now() - 1) } }),
    );
    const next = await api.call("POST", `/packs/${issued.id}/links`, { token, headers: keyed("day") });
    expect([next.status, next.text === first.text]).toEqual([201, false]);
    const all = await inSystem((tx) => tx.apiIdempotencyKey.count());
    expect(all).toBeGreaterThan(0);
    await prune(new Date(Date.now() + 25 * 3_600_000));
    expect(await inSystem((tx) => tx.apiIdempotencyKey.count())).toBe(0);
  });

  it("of work that broke off is taken over when its lease has run out, and not before", async () => {
    const { id: tokenId } = await inSystem((tx) =>
      tx.apiToken.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } }),
    );
    const held = { tokenId, key: "crashed", claim: "00000000-0000-4000-8000-000000000000" };
    const later = new Date(Date.now() + 60_000);
    await inSystem((tx) => tx.apiIdempotencyKey.create({ data: { ...held, leaseExpiresAt: later, expiresAt: later } }));
    const ask = () => api.call("POST", `/packs/${issued.id}/links`, { token, headers: keyed("crashed") });
    expect((await ask()).status).toBe(409);
    await inSystem((tx) =>
      tx.apiIdempotencyKey.updateMany({ where: held, data: { leaseExpiresAt: new Date(Date.now() - 1) } }),
    );
    expect((await ask()).status).toBe(201);
  });
});
