import { randomInt } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { GET, HEAD } from "@/app/d/[link]/route";
import type { Actor } from "@/lib/auth/actor";
import { closeDatabase, inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { mintLink } from "@/lib/download-links/links";
import { respondToDownload } from "@/lib/download-links/respond";
import { env, setEnvironment } from "@/lib/env";
import { exportsStorage } from "@/lib/storage/exports";
import { buildPack, buildTenant, buildUser } from "@/tests/factories";
import { buildStoredPack, type StoredPack } from "@/tests/support/stored-pack";

const operator: Actor = { kind: "operator", name: "operator" };
const nowhere = { ip: null, userAgent: null };
const get = (url: string, headers: Record<string, string> = {}) => GET(new Request(url, { headers }));
const mint = async (pack: StoredPack, actor: Actor = operator) =>
  (await mintLink(actor, { tenant: pack.tenant.slug, packId: pack.id }, nowhere, new Date())).url;
/** The status of an answer whose body nobody reads. */
async function statusOf(url: string): Promise<number> {
  const response = await get(url);
  await response.body?.cancel();
  return response.status;
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

afterEach(settleLedger);

describe("a download link", () => {
  it("gives the file, with its length, digest and name", async () => {
    const pack = await buildStoredPack();
    const response = await get(await mint(pack));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("5000");
    expect(response.headers.get("etag")).toBe(`"${pack.sha256}"`);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect((await bytesOf(response)).equals(pack.content)).toBe(true);
  });

  it("gives parts that make up the whole", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const parts = await Promise.all(
      ["bytes=0-1999", "bytes=2000-2999", "bytes=-2000"].map((range) => get(url, { range })),
    );
    expect(parts.map((part) => part.status)).toEqual([206, 206, 206]);
    const whole = Buffer.concat(await Promise.all(parts.map(bytesOf)));
    expect(whole.equals(pack.content)).toBe(true);
  });

  it("answers HEAD, 304 and 416 without a body", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const answers = [
      await HEAD(new Request(url, { method: "HEAD" })),
      await get(url, { "if-none-match": `"${pack.sha256}"` }),
      await get(url, { range: "bytes=5000-" }),
    ];
    expect(answers.map((answer) => [answer.status, answer.body])).toEqual([
      [200, null],
      [304, null],
      [416, null],
    ]);
    expect(answers[0]?.headers.get("content-length")).toBe("5000");
  });

  it("may be used again until it runs out", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    for (let i = 0; i < 3; i++) expect((await bytesOf(await get(url))).length).toBe(5000);
    const link = await inSystem((tx) => tx.packLink.findFirst({ where: { packId: BigInt(pack.id) } }));
    expect(link?.uses).toBe(3);
  });

  it("works in its last second and not in the next", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const expiresAt = Number(new URL(url).searchParams.get("exp")) * 1000;
    const at = (ms: number) => respondToDownload("HEAD", new Request(url), new Date(ms));
    expect((await at(expiresAt - 1)).status).toBe(200);
    expect((await at(expiresAt)).status).toBe(410);
  });

  it("does not work longer than its row says, even if its address does", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await inSystem((tx) =>
      tx.packLink.updateMany({ where: { packId: BigInt(pack.id) }, data: { expiresAt: new Date() } }),
    );
    expect(await statusOf(url)).toBe(410);
  });
});

describe("the keys", () => {
  const old = `k1:${"A".repeat(43)}`;
  afterEach(() => setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: old }));

  it("can be rotated: new links are signed with the new key, old ones work until their key is dropped", async () => {
    const pack = await buildStoredPack();
    const before = await mint(pack);
    setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: `k2:${"B".repeat(43)},${old}` });
    const after = await mint(pack);
    expect(new URL(after).searchParams.get("kid")).toBe("k2");
    expect([await statusOf(before), await statusOf(after)]).toEqual([200, 200]);
    setEnvironment({ TENANTPILOT_DOWNLOAD_LINK_KEYS: `k2:${"B".repeat(43)}` });
    expect([await statusOf(before), await statusOf(after)]).toEqual([404, 200]);
  });

  it("are not the secret of the sessions", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const secret = env().AUTH_SECRET;
    setEnvironment({ AUTH_SECRET: "another secret for the sessions, long enough" });
    expect(await statusOf(url)).toBe(200);
    setEnvironment({ AUTH_SECRET: secret });
  });
});

describe("a genuine link", () => {
  async function gone(pack: StoredPack, url: string) {
    const response = await get(url);
    await settleLedger();
    const event = await inSystem((tx) =>
      tx.auditEvent.findFirst({
        where: { subjectId: pack.id, action: "review_pack.download_refused" },
        orderBy: { id: "desc" },
      }),
    );
    return { status: response.status, text: await response.text(), reason: Object(event?.details).reason };
  }

  it("of a member who was removed stops working, in words, and works again when they are back", async () => {
    const pack = await buildStoredPack();
    const member = await buildUser({ role: "manager", tenant: pack.tenant });
    const url = await mint(pack, member);
    expect(await statusOf(url)).toBe(200);
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: member.userId } }));
    const answer = await gone(pack, url);
    expect(answer).toMatchObject({ status: 410, reason: "creator_lost_access" });
    expect(answer.text).toContain("This link was withdrawn");
    const { workspaceId } = pack.tenant;
    await inSystem((tx) => tx.membership.create({ data: { workspaceId, userId: member.userId, role: "readonly" } }));
    expect(await statusOf(url)).toBe(200);
  });

  it("of a member who was deleted does not pass for the operator's", async () => {
    const pack = await buildStoredPack();
    const member = await buildUser({ role: "owner", tenant: pack.tenant });
    const url = await mint(pack, member);
    await inSystem((tx) => tx.user.delete({ where: { id: member.userId } }));
    expect(await gone(pack, url)).toMatchObject({ status: 410, reason: "creator_lost_access" });
  });

  it("that was revoked says so", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await inSystem((tx) =>
      tx.packLink.updateMany({ where: { packId: BigInt(pack.id) }, data: { revokedAt: new Date() } }),
    );
    expect(await gone(pack, url)).toMatchObject({ status: 410, reason: "link_revoked" });
  });

  it("of a pack that has expired leads to the packs of the tenant", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { status: "expired" } }));
    const answer = await gone(pack, url);
    expect(answer).toMatchObject({ status: 410, reason: "pack_expired" });
    expect(answer.text).toContain(`href="/tenants/${pack.tenant.slug}/review-packs"`);
  });

  it("of a ready pack whose time is over is refused before any sweep", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const expiresAt = new Date(Date.now() - 1);
    await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { expiresAt } }));
    expect(await gone(pack, url)).toMatchObject({ status: 410, reason: "pack_expired" });
  });

  it("of a pack that was deleted says that it is gone", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: BigInt(pack.id) } }));
    expect(await gone(pack, url)).toMatchObject({ status: 410, reason: "pack_deleted" });
  });

  it("gives no other contents that have come under the same number", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: BigInt(pack.id) } }));
    await buildPack({ id: BigInt(pack.id), tenant: pack.tenant });
    expect(await gone(pack, url)).toMatchObject({ status: 410, reason: "pack_replaced" });
  });

  it("of a pack whose file is missing answers 503 with the next step", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await exportsStorage().remove(pack.filePath);
    const answer = await gone(pack, url);
    expect(answer).toMatchObject({ status: 503, reason: "file_missing" });
    expect(answer.text).toContain("tenantpilot doctor");
  });

  it("of a pack whose file is not whole hands none of it out", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await exportsStorage().write(
      pack.filePath,
      (async function* () {
        yield pack.content.subarray(0, randomInt(1, 4999));
      })(),
    );
    expect(await gone(pack, url)).toMatchObject({ status: 503, reason: "file_altered" });
  });
});

it("answers 503 and not 500 when the database is away", async () => {
  const url = await mint(await buildStoredPack());
  const databaseUrl = env().DATABASE_URL;
  await closeDatabase();
  setEnvironment({ DATABASE_URL: "postgresql://nobody:nothing@127.0.0.1:1/none" });
  try {
    const response = await get(url);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "60"]);
  } finally {
    await closeDatabase();
    setEnvironment({ DATABASE_URL: databaseUrl });
  }
});

it("reaches no tenant but its own", async () => {
  const [pack, other] = [await buildStoredPack(), await buildTenant()];
  const member = await buildUser({ role: "owner", tenant: other });
  await expect(mint(pack, member)).rejects.toMatchObject({ status: 404 });
});
