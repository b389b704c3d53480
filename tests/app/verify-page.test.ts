import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkPack } from "@/app/verify/_browser/check-pack";
import { verdictOn } from "@/app/verify/_components/verdict-words";
import { POST } from "@/app/verify/ask/route";
import { type Answer, type BrowserKey, sha256Field } from "@/app/verify/schema";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { answerStranger } from "@/lib/review-packs/answer-stranger";
import { inspectPack } from "@/lib/review-packs/build/inspect";
import { checkByKeys, parseSigningKeys, rawPublicKey, type SigningKey, signingKeys } from "@/lib/signing/keys";
import { openStoredFile } from "@/lib/storage/disk-file";
import { buildPack } from "../factories";
import { type Entries, readEntries, reseal, writePack } from "../support/forged-pack";
import { type IssuedPack, issuePack } from "../support/issued-pack";

let issued: IssuedPack;
beforeAll(async () => {
  issued = await issuePack();
});
const original = env().TENANTPILOT_VERIFY_LIMIT_PER_MINUTE;
afterEach(() => setEnvironment({ TENANTPILOT_VERIFY_LIMIT_PER_MINUTE: String(original) }));

const browserKeys = (): BrowserKey[] =>
  signingKeys().map((key) => ({ id: key.id, fingerprint: key.fingerprint, key: rawPublicKey(key) }));
const check = async (file: string | Uint8Array) =>
  checkPack(
    new Blob([typeof file === "string" ? new Uint8Array(await readFile(file)) : Uint8Array.from(file)]),
    browserKeys(),
    () => {},
  );
let caller = 0;
async function ask(question: unknown, headers: Record<string, string> = {}): Promise<Response> {
  caller += 1;
  return POST(
    new Request("http://localhost:3000/verify/ask", {
      method: "POST",
      headers: {
        origin: new URL(env().APP_URL).origin,
        "x-tenantpilot-client-ip": `10.0.${caller >> 8}.${caller & 255}`,
        ...headers,
      },
      body: typeof question === "string" ? question : JSON.stringify(question),
    }),
  );
}
const answer = async (question: unknown) => (await (await ask(question)).json()) as Answer;

/** What the page says of a file: the browser's part and the server's. */
async function verdictOf(file: string | Uint8Array) {
  const found = await check(file);
  const pack = found.manifest && { id: found.manifest.packId, fingerprint: found.manifest.fingerprint };
  const said = await answer({ sha256: found.sha256, pack });
  return verdictOn({ check: found, answer: "answer" in said ? said.answer : null });
}

async function forged(seal: (entries: Entries) => void): Promise<string> {
  const entries = await readEntries(issued.zip);
  seal(entries);
  const out = path.join(env().TENANTPILOT_DATA_DIR, "forged.zip");
  await writePack(out, entries);
  return out;
}

describe("what a browser finds in a file", () => {
  it("is what the server finds: hash, entries, signature", async () => {
    const file = await openStoredFile(issued.zip, issued.zip);
    const here = await inspectPack(file, checkByKeys(signingKeys()));
    await file.close();
    const there = await check(issued.zip);
    expect(there).toMatchObject({
      sha256: here.sha256,
      signature: here.signature,
      problems: [],
      manifest: { packId: String(issued.id), tenant: here.manifest?.pack.tenant.name },
    });
    expect(there.entries).toHaveLength(here.entries);
  });

  it("progress only grows, and ends with all of it", async () => {
    const said: [number, number][] = [];
    await checkPack(new Blob([new Uint8Array(await readFile(issued.zip))]), browserKeys(), (...of) => said.push(of));
    expect(said.map(([done]) => done)).toEqual([...said.map(([done]) => done)].sort((a, b) => a - b));
    expect(said.at(-1)?.[0]).toBe(said.at(-1)?.[1]);
  });

  it("a byte changed anywhere, or the file cut off anywhere: altered, for as long as something of a pack is left", async () => {
    const good = await readFile(issued.zip);
    for (let at = 3; at < good.length; at += Math.ceil(good.length / 25)) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ 0x20;
      expect([at, (await verdictOf(bytes)).verdict]).toEqual([at, "altered"]);
      const cutOff = await verdictOf(good.subarray(0, at));
      expect([at, cutOff.verdict]).toEqual([at, at < 40 ? "unknown" : "altered"]);
      if (at >= 40) expect(cutOff.problems.map(({ path }) => path)).toEqual(["", "manifest.json"]);
    }
  });

  it.each([
    ["changed", (e: Entries) => e.set("findings.csv", Buffer.from("x")), "findings.csv", "changed"],
    ["dropped", (e: Entries) => e.delete("hardening.json"), "hardening.json", "dropped"],
    ["added", (e: Entries) => e.set("evil.txt", Buffer.from("x")), "evil.txt", "added"],
    [
      "renamed",
      (e: Entries) => {
        e.set("a.csv", e.get("findings.csv") ?? Buffer.alloc(0));
        e.delete("findings.csv");
      },
      "findings.csv",
      "renamed",
    ],
    [
      "resealed",
      (e: Entries) => {
        e.set("findings.csv", Buffer.from("x"));
        reseal(e);
      },
      "manifest.json",
      "not its signature",
    ],
    [
      "signed again by a stranger",
      (e: Entries) => {
        const [stranger] = parseSigningKeys(`evil:${"E".repeat(42)}A`) as [SigningKey];
        const named = { algorithm: "Ed25519" as const, key_id: "evil", public_key_sha256: stranger.fingerprint };
        reseal(e, (manifest) => Object.assign(manifest, { signature: named }), stranger);
      },
      "manifest.sig",
      "none of ours",
    ],
  ])("%s: altered, and the entry is named", async (_, seal, name, words) => {
    const { verdict, problems } = await verdictOf(await forged(seal));
    expect(verdict).toBe("altered");
    expect(problems.map((problem) => problem.path)).toEqual([name]);
    expect(problems[0]?.problem).toContain(words);
  });

  it("packed again, with every entry as it was: altered, as a whole", async () => {
    expect(await verdictOf(await forged(() => {}))).toMatchObject({
      verdict: "altered",
      problems: [{ path: "" }],
    });
    const longer = path.join(env().TENANTPILOT_DATA_DIR, "longer.zip");
    await writeFile(longer, Buffer.concat([Buffer.from("PK"), await readFile(issued.zip)]));
    expect((await verdictOf(longer)).verdict).not.toBe("valid");
  });

  it("no ZIP at all, and nothing at all: unknown, in words", async () => {
    for (const bytes of [Buffer.from("this is no archive"), Buffer.alloc(0)])
      expect(await verdictOf(bytes)).toMatchObject({
        verdict: "unknown",
        because: "It is no review pack, and no recognisable part of one.",
        problems: [{ path: "", problem: expect.stringContaining("not a whole ZIP archive") }],
      });
  });
});

describe("what anybody is told", () => {
  it("never a name of a tenant, and dates only for the very file", async () => {
    const fingerprint = (await check(issued.zip)).manifest?.fingerprint;
    const exact = await answer({ sha256: issued.sha256, pack: null });
    expect(exact).toMatchObject({
      answer: { verdict: "valid", pack: { id: String(issued.id), asOf: expect.any(String) } },
    });
    const claimed = await answer({ sha256: "0".repeat(64), pack: { id: String(issued.id), fingerprint } });
    expect(claimed).toMatchObject({
      answer: { verdict: "altered", pack: { asOf: null, generatedAt: null, expiresAt: null }, supersededBy: null },
    });
    for (const text of [exact, claimed].map((said) => JSON.stringify(said))) {
      expect(text).not.toContain(issued.tenant.slug);
      expect(text).not.toContain(issued.tenant.name);
    }
    expect(JSON.stringify(claimed)).not.toContain(issued.sha256);
  });

  it("a number alone, or with another fingerprint, tells nothing", async () => {
    const question = { sha256: "0".repeat(64), pack: { id: String(issued.id), fingerprint: "0".repeat(64) } };
    expect(await answer(question)).toMatchObject({ answer: { verdict: "unknown", pack: null } });
  });

  it("superseded, then expired, and after the row is gone the tombstone answers with its dates", async () => {
    const old = await issuePack();
    const newer = await buildPack({ tenant: old.tenant, generatedAt: new Date(Date.now() + 5000) });
    const question = { sha256: old.sha256, pack: null };
    expect(await answer(question)).toMatchObject({
      answer: { verdict: "superseded", supersededBy: { id: String(newer.id) } },
    });
    const expire = { where: { id: old.id }, data: { status: "expired" } };
    await inSystem((tx) => tx.reviewPack.update(expire));
    expect(await answer(question)).toMatchObject({ answer: { verdict: "expired" } });
    const before = await answer(question);
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: old.id } }));
    const after = await answer(question);
    expect(after).toMatchObject({ answer: { verdict: "expired" } });
    expect("answer" in after && after.answer.pack).toEqual("answer" in before && before.answer.pack);
  });

  it("one address may ask so often, with the time to wait; a network of IPv6 counts as one", async () => {
    setEnvironment({ TENANTPILOT_VERIFY_LIMIT_PER_MINUTE: "3" });
    const now = new Date("2026-11-25T10:00:00Z");
    const from = (ip: string | null) => answerStranger({ sha256: "0".repeat(64), pack: null }, ip, now);
    for (const ip of ["2001:db8:0:7::1", "2001:db8:0:7:1:2:3:4", "2001:db8:0:7::9:9"]) await from(ip);
    await expect(from("2001:db8:0:7:ffff::")).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 60 });
    await from("2001:db8:0:8::1");
    for (const ip of ["192.0.2.1", "192.0.2.1", "192.0.2.1"]) await from(ip);
    await expect(from("192.0.2.1")).rejects.toMatchObject({ code: "rate_limited" });
    await from("192.0.2.2");
    await from(null);
  });

  it("nonsense and other sites are refused in words, never a 500", async () => {
    for (const body of ["", "{", "[]", "null", '{"sha256":"x","pack":null}', "x".repeat(5000), '{"sha256":1}'])
      expect((await ask(body)).status).toBe(422);
    expect((await ask({ sha256: "0".repeat(64), pack: null }, { origin: "https://evil.example" })).status).toBe(403);
  });

  it("a hash is read as people paste it", () => {
    const hash = "ab".repeat(32);
    for (const text of [hash, ` ${hash.toUpperCase()}\n`, `${hash}  pack.zip`])
      expect(sha256Field.parse(text)).toBe(hash);
    for (const text of ["", "abc", `${hash}0`, "g".repeat(64)]) expect(sha256Field.safeParse(text).success).toBe(false);
  });
});
