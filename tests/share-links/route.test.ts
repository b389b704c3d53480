import { afterEach, describe, expect, it } from "vitest";
import { GET, HEAD, POST } from "@/app/s/[token]/route";
import { closeDatabase, inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { env, setEnvironment } from "@/lib/env";
import { createShareLink, type ShareTerms } from "@/lib/share-links/create";
import { buildStoredPack, type StoredPack } from "@/tests/support/stored-pack";

const ours = "http://localhost:3000";

async function share(pack: StoredPack, terms: Partial<ShareTerms> = {}): Promise<string> {
  const all = { label: "Example & Audit", days: 14, passphrase: null, usesMax: null, ...terms };
  const target = { tenant: pack.tenant.slug, packId: pack.id };
  const operator = { kind: "operator", name: "operator" } as const;
  return (await createShareLink(operator, target, all, { ip: null, userAgent: null }, new Date())).url;
}

const get = (url: string) => GET(new Request(url));
function post(url: string, fields: Record<string, string> = {}, headers: Record<string, string> = { origin: ours }) {
  return POST(new Request(url, { method: "POST", headers, body: new URLSearchParams(fields) }));
}

afterEach(settleLedger);

describe("the page of a share link", () => {
  it("says what the pack is and how to check it, to nobody but the reader", async () => {
    const pack = await buildStoredPack();
    const url = await share(pack, { usesMax: 3 });
    const response = await get(url);
    const page = await response.text();
    expect(response.status).toBe(200);
    for (const words of [
      pack.tenant.name,
      "Example &#38; Audit",
      pack.sha256,
      "3 downloads are left",
      "sha256sum -c",
    ]) {
      expect(page).toContain(words);
    }
    expect(page).not.toContain("<script");
    expect(page).not.toContain(url.slice(ours.length));
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      "x-content-type-options": "nosniff",
    });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
    expect(headers["set-cookie"]).toBeUndefined();
    const head = await HEAD(new Request(url, { method: "HEAD" }));
    expect([head.status, head.body]).toEqual([200, null]);
  });

  it("leads from a press to a download link, and from two presses of one form to the same", async () => {
    const url = await share(await buildStoredPack(), { usesMax: 1 });
    const press = / name="press" value="([\w-]{22})"/.exec(await (await get(url)).text())?.[1] ?? "";
    const [one, two] = [await post(url, { press }), await post(url, { press })];
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(one.headers.get("location")).toMatch(/^\/d\/[\w-]{22}\?exp=\d{10}&kid=k1&sig=[0-9a-f]{64}$/);
    expect(two.headers.get("location")).toBe(one.headers.get("location"));
    const gone = [await get(url), await post(url)];
    expect(gone.map(({ status }) => status)).toEqual([410, 410]);
    expect(await gone[0]?.text()).toContain("used up");
  });

  it("asks again for a passphrase that is wrong, missing or too long, and says nothing of the right one", async () => {
    const url = await share(await buildStoredPack(), { passphrase: "correct horse battery" });
    const bodies: Record<string, string>[] = [
      {},
      { passphrase: "wrong" },
      { passphrase: "x".repeat(300) },
      { passphrase: "x".repeat(20_000) },
    ];
    for (const fields of bodies) {
      const response = await post(url, fields);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("That is not the passphrase");
    }
    expect((await post(url, { passphrase: "correct horse battery" })).status).toBe(303);
    for (let i = 0; i < 5; i++) await post(url, { passphrase: "wrong" });
    const late = await post(url, { passphrase: "correct horse battery" });
    expect([late.status, Number(late.headers.get("retry-after")) > 0]).toEqual([429, true]);
  });

  it.each([
    ["without Origin", {}],
    ["from another site", { origin: "https://evil.example" }],
    ["from a sandboxed page", { origin: "null" }],
  ])("refuses a press %s", async (_what, headers) => {
    const pack = await buildStoredPack();
    const url = await share(pack, { usesMax: 1 });
    expect((await post(url, {}, headers as Record<string, string>)).status).toBe(403);
    expect((await get(url)).status).toBe(200);
  });

  it("that gives nothing any more says why and what to do, as 410, and leads nowhere that asks for an account", async () => {
    const pack = await buildStoredPack();
    const url = await share(pack);
    const id = BigInt(pack.id);
    await inSystem((tx) => tx.packLink.updateMany({ where: { packId: id }, data: { revokedAt: new Date() } }));
    const revoked = await get(url);
    expect([revoked.status, revoked.headers.get("cache-control")]).toEqual([410, "private, no-store"]);
    expect(await revoked.text()).toMatch(/withdrawn[\s\S]*Ask the person who gave it to you/);
    await inSystem((tx) => tx.packLink.updateMany({ where: { packId: id }, data: { revokedAt: null } }));
    await inSystem((tx) => tx.reviewPack.update({ where: { id }, data: { status: "expired" } }));
    const expired = await (await get(url)).text();
    expect(expired).toContain("has expired");
    expect(expired).not.toContain("/tenants/");
  });

  it("answers 503 and not 500 when the database is away", async () => {
    const url = await share(await buildStoredPack());
    const databaseUrl = env().DATABASE_URL;
    await closeDatabase();
    setEnvironment({ DATABASE_URL: "postgresql://nobody:nothing@127.0.0.1:1/none" });
    try {
      expect([(await get(url)).status, (await post(url)).status]).toEqual([503, 503]);
    } finally {
      await closeDatabase();
      setEnvironment({ DATABASE_URL: databaseUrl });
    }
  });
});
