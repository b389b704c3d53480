import { randomBytes, randomInt } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { GET } from "@/app/d/[link]/route";
import { GET as getShare, POST as postShare } from "@/app/s/[token]/route";
import { inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { mintLink } from "@/lib/download-links/links";
import { createShareLink } from "@/lib/share-links/create";
import { buildStoredPack, type StoredPack } from "@/tests/support/stored-pack";

const get = (url: string) => GET(new Request(url));
const mint = async (pack: StoredPack) => {
  const target = { tenant: pack.tenant.slug, packId: pack.id };
  return (await mintLink({ kind: "operator", name: "operator" }, target, { ip: null, userAgent: null }, new Date()))
    .url;
};

afterEach(settleLedger);

/** Status, headers and body: what a caller can tell two answers apart by. */
async function everything(response: Response) {
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

describe("an altered link", () => {
  it("gets one identical 404 after each edit of a character and after 10,000 random alterations", async () => {
    const url = await mint(await buildStoredPack());
    const reference = await everything(await get("http://localhost:3000/d/none"));
    expect(reference.status).toBe(404);
    const { origin } = new URL(url);
    const many = <T>(length: number, make: () => T) => Array.from({ length }, make);
    const random = [...many(9_700, () => scramble(url, origin.length)), ...many(1_000, () => forge(url))];
    const urls = [...singleEdits(url, origin.length), ...random];
    const asked = urls.filter((other) => URL.canParse(other) && other !== url && new URL(other).origin === origin);
    expect(asked.length).toBeGreaterThan(10_000);
    const different = new Set<string>();
    const ask = async (other: string) => {
      const answer = await everything(await get(other));
      if (JSON.stringify(answer) !== JSON.stringify(reference)) different.add(`${answer.status} ${other}`);
    };
    for (let at = 0; at < asked.length; at += 10) await Promise.all(asked.slice(at, at + 10).map(ask));
    expect([...different]).toEqual([]);
  }, 120_000);

  it("is in the audit once a minute at most, however often it is tried", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const wrong = url.slice(0, -4) + (url.endsWith("0000") ? "1111" : "0000");
    for (let i = 0; i < 5; i++) expect((await get(wrong)).status).toBe(404);
    await settleLedger();
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { subjectId: pack.id, action: "review_pack.download_refused" } }),
    );
    expect(events).toMatchObject([{ outcome: "refused", details: { reason: "signature_wrong" } }]);
  });

  it("cannot be told from one that never existed", async () => {
    const url = await mint(await buildStoredPack());
    const id = randomBytes(16).toString("base64url");
    const unknown = url.replace(/\/d\/[^?]+/, `/d/${id}`);
    const altered = url.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(await everything(await get(altered))).toEqual(await everything(await get(unknown)));
  });

  it("is no share link in disguise: a link of another purpose does not download", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    const disguise = { purpose: "share", label: "Example Audit", tokenHash: randomBytes(32).toString("hex") };
    await inSystem((tx) => tx.packLink.updateMany({ where: { packId: BigInt(pack.id) }, data: disguise }));
    expect((await get(url)).status).toBe(404);
  });
});

describe("an altered share link", () => {
  it("gets the same 404 as an altered download link, looked at or pressed, after each edit of a character", async () => {
    const pack = await buildStoredPack();
    const terms = { label: "Example Audit", days: 7, passphrase: null, usesMax: 1 };
    const target = { tenant: pack.tenant.slug, packId: pack.id };
    const operator = { kind: "operator", name: "operator" } as const;
    const { id, url } = await createShareLink(operator, target, terms, { ip: null, userAgent: null }, new Date());
    const headers = { origin: "http://localhost:3000" };
    const look = (other: string) => getShare(new Request(other));
    const press = (other: string) => postShare(new Request(other, { method: "POST", headers }));
    expect((await look(url)).status).toBe(200);
    const reference = JSON.stringify(await everything(await get("http://localhost:3000/d/none")));
    const { origin } = new URL(url);
    const random = Array.from({ length: 200 }, () => scramble(url, origin.length));
    const others = [
      ...singleEdits(url, origin.length),
      ...random,
      `${url}?utm_source=mail`,
      `${url}/`,
      `${origin}/s/-`,
    ];
    const asked = others.filter((other) => URL.canParse(other) && other !== url && new URL(other).origin === origin);
    expect(asked.length).toBeGreaterThan(300);
    const different: string[] = [];
    for (const [at, other] of asked.entries()) {
      const answer = JSON.stringify(await everything(await (at % 4 === 0 ? press : look)(other)));
      if (answer !== reference) different.push(other.slice(origin.length));
    }
    expect(different).toEqual([]);
    expect(await inSystem((tx) => tx.packLink.findUnique({ where: { id } }))).toMatchObject({ uses: 0 });
  }, 60_000);
});

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~%&=?/+:;@!$'()*, ";

/** Each position replaced by two other characters, left out, and with one put before it. */
function singleEdits(url: string, from: number): string[] {
  const pick = () => alphabet[randomInt(alphabet.length)] ?? "";
  return Array.from({ length: url.length - from }, (_, index) => from + index).flatMap((at) => {
    const [before, after] = [url.slice(0, at), url.slice(at + 1)];
    return [before + pick() + after, before + pick() + after, before + after, before + pick() + url.slice(at)];
  });
}

/** An address that looks right in every part, one part of which is another. */
function forge(url: string): string {
  const expiry = `${randomInt(1, 10)}${String(randomInt(1_000_000_000)).padStart(9, "0")}`;
  const forgeries = [
    url.replace(/\/d\/[^?]+/, `/d/${randomBytes(16).toString("base64url")}`),
    url.replace(/exp=\d+/, `exp=${expiry}`),
    url.replace(/kid=k1/, `kid=k${randomInt(2, 100)}`),
    url.replace(/sig=.*/, `sig=${randomBytes(32).toString("hex")}`),
    url.replace(/[0-9a-f]$/, (last) => ((Number.parseInt(last, 16) + randomInt(1, 16)) % 16).toString(16)),
  ];
  return forgeries[randomInt(forgeries.length)] ?? "";
}

/** One to eight random edits anywhere after the host. */
function scramble(url: string, from: number): string {
  let text = url;
  for (let edits = randomInt(1, 9); edits > 0; edits--) {
    const at = randomInt(from + 1, text.length);
    const character = alphabet[randomInt(alphabet.length)] ?? "";
    const kind = randomInt(3);
    text = text.slice(0, at) + (kind === 2 ? "" : character) + text.slice(kind === 1 ? at : at + 1);
  }
  return text;
}
