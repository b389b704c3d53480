import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";
import { verifyFile } from "@/lib/review-packs/verify-file";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack } from "../factories";
import { issuePack, storedPath } from "../support/issued-pack";
import { buildClaim, makePack } from "./build/pack-claim";

const run = promisify(execFile);
const dayMs = 86_400_000;
let folder: string;
let tenant: TenantRef;
let packId: bigint;
let zip: string;
let sha256: string;

async function issue(): Promise<void> {
  const pack = await issuePack();
  ({ tenant, zip, sha256 } = pack);
  packId = pack.id;
}

/** Writes the archive again with Python, entry by entry, as somebody would who wants it to look right. */
async function rewrite(change: string): Promise<string> {
  const out = path.join(folder, "altered.zip");
  const script = `import sys,zipfile
src,dst=sys.argv[1:3]
entries=[(i.filename,zipfile.ZipFile(src).read(i)) for i in zipfile.ZipFile(src).infolist()]
${change}
with zipfile.ZipFile(dst,'w',zipfile.ZIP_DEFLATED) as z:
    for name,data in entries: z.writestr(name,data)`;
  await run("python3", ["-W", "ignore", "-c", script, zip, out]);
  return out;
}

const dropSums = "entries=[(n,d) for n,d in entries if n!='SHA256SUMS']";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "verify-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the verdict on a file", () => {
  beforeEach(issue);

  it("valid: issued here, the newest, in time", async () => {
    expect(await verifyFile(zip, new Date())).toMatchObject({
      verdict: "valid",
      problems: [],
      sha256,
      pack: { id: String(packId), tenant: tenant.slug, status: "ready", sha256 },
    });
  });

  it("tells who holds a changed copy no more than it says itself; the operator, what the records hold", async () => {
    const copy = await rewrite(dropSums);
    const ofRecords = { sha256, status: "ready", expiresAt: expect.any(String) };
    expect(await verifyFile(copy, new Date())).toMatchObject({
      verdict: "altered",
      pack: { id: String(packId), tenant: tenant.slug, sha256: null, status: null, expiresAt: null },
    });
    expect((await verifyFile(copy, new Date(), "operator")).pack).toMatchObject(ofRecords);
  });

  it("tells who holds a pack without people's data no name of its tenant that it withholds", async () => {
    await inSystem((tx) => tx.tenant.update({ where: { id: tenant.id }, data: { slug: "another-name" } }));
    expect((await verifyFile(zip, new Date())).pack?.tenant).toBe(tenant.slug);
    expect((await verifyFile(zip, new Date(), "operator")).pack?.tenant).toBe("another-name");
  });

  it("is the same for a copy under another name", async () => {
    const copy = path.join(folder, "copy.bin");
    await copyFile(zip, copy);
    expect((await verifyFile(copy, new Date())).verdict).toBe("valid");
  });

  it("superseded: the tenant has a newer ready pack; another tenant's does not count", async () => {
    await buildPack({ generatedAt: new Date(Date.now() + 5000) });
    expect((await verifyFile(zip, new Date())).verdict).toBe("valid");
    await buildPack({ tenant, generatedAt: new Date(Date.now() + 5000) });
    expect((await verifyFile(zip, new Date())).verdict).toBe("superseded");
  });

  it("expired: by its status, or by the time alone", async () => {
    expect((await verifyFile(zip, new Date(Date.now() + 91 * dayMs))).verdict).toBe("expired");
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { status: "expired" } }));
    expect((await verifyFile(zip, new Date())).verdict).toBe("expired");
  });

  it("after the row is deleted: expired if it had run out, revoked if it was taken back", async () => {
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: packId } }));
    expect(await verifyFile(zip, new Date())).toMatchObject({ verdict: "revoked", pack: { id: String(packId) } });
    await issue();
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { status: "expired" } }));
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: packId } }));
    expect((await verifyFile(zip, new Date())).verdict).toBe("expired");
  });

  it("superseded says by which pack", async () => {
    const newer = await buildPack({ tenant, generatedAt: new Date(Date.now() + 5000) });
    expect((await verifyFile(zip, new Date())).pack?.supersededBy).toBe(String(newer.id));
  });

  it("expired, when a person ended its time early, says so", async () => {
    await inSystem((tx) => tx.reviewPack.update({ where: { id: packId }, data: { status: "expired" } }));
    expect((await verifyFile(zip, new Date())).because).toContain("ended its time early");
  });

  it("unknown: signed with our key, but never issued", async () => {
    const claim = await buildClaim();
    await makePack(claim);
    expect(await verifyFile(storedPath(claim.filePath), new Date())).toMatchObject({
      verdict: "unknown",
      problems: [],
      pack: { id: "7", status: null },
      signature: { state: "good", keyId: "s1" },
      because: expect.stringContaining("signed with our key s1, but no pack"),
    });
  });

  it("without a database to ask the signature decides: valid, unknown with other keys, altered as ever", async () => {
    const { DATABASE_URL: url, TENANTPILOT_SIGNING_KEYS: keys } = env();
    const { closeDatabase } = await import("@/lib/db");
    await closeDatabase();
    setEnvironment({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    try {
      expect(await verifyFile(zip, new Date())).toMatchObject({
        verdict: "valid",
        because: expect.stringContaining("database could not be asked"),
        pack: { id: String(packId), tenant: tenant.slug, status: null },
      });
      setEnvironment({ TENANTPILOT_SIGNING_KEYS: `s2:${"B".repeat(42)}A` });
      expect(await verifyFile(zip, new Date())).toMatchObject({
        verdict: "unknown",
        signature: { state: "unknown_key", keyId: "s1" },
      });
      expect((await verifyFile(await rewrite("entries=entries[:-1]"), new Date())).verdict).toBe("altered");
    } finally {
      await closeDatabase();
      setEnvironment({ DATABASE_URL: url, TENANTPILOT_SIGNING_KEYS: keys });
    }
  });

  it("a file that is not there, and one that is no ZIP", async () => {
    await expect(verifyFile(path.join(folder, "none.zip"), new Date())).rejects.toMatchObject({ code: "not_found" });
    const text = path.join(folder, "text.zip");
    await writeFile(text, "this is no archive");
    expect(await verifyFile(text, new Date())).toMatchObject({ verdict: "unknown", problems: [{ path: "" }] });
  });
});

describe("an altered file is altered, and the entry is named", () => {
  beforeAll(issue);

  it.each([
    [
      "changed",
      "entries=[(n,d.replace(b'high',b'low!') if n=='findings.csv' else d) for n,d in entries]",
      "findings.csv",
      "changed",
    ],
    ["dropped", "entries=[(n,d) for n,d in entries if n!='hardening.json']", "hardening.json", "dropped"],
    ["added", "entries.append(('evil.txt',b'x'))", "evil.txt", "added"],
    ["added outside", "entries.append(('../../evil.txt',b'x'))", "../../evil.txt", "added"],
    [
      "renamed",
      "entries=[('findings.txt' if n=='findings.csv' else n,d) for n,d in entries]",
      "findings.csv",
      'renamed to "findings.txt"',
    ],
    [
      "a re-written manifest",
      "entries=[(n,d.replace(b'\"pack_id\":\"',b'\"pack_id\":\"1') if n=='manifest.json' else d) for n,d in entries]",
      "manifest.json",
      "changed",
    ],
    ["no manifest", "entries=[(n,d) for n,d in entries if n!='manifest.json']", "manifest.json", "missing"],
    [
      "re-written sums",
      "entries=[(n,d.replace(b'a',b'b') if n=='SHA256SUMS' else d) for n,d in entries]",
      "SHA256SUMS",
      "changed",
    ],
    ["no sums", dropSums, "SHA256SUMS", "dropped"],
    ["twice", "entries.append(('summary.json',b'{}'))", "summary.json", "twice"],
  ])("%s", async (_, change, name, words) => {
    const { verdict, problems } = await verifyFile(await rewrite(change), new Date());
    expect(verdict).toBe("altered");
    expect(problems.map((problem) => problem.path)).toEqual([name]);
    expect(problems[0]?.problem).toContain(words);
  });

  it("only packed again, with every entry as it was", async () => {
    const { verdict, problems } = await verifyFile(await rewrite(""), new Date());
    expect(verdict).toBe("altered");
    expect(problems).toEqual([
      { path: "", problem: "Another program has written the archive again. Its entries are as the manifest says." },
    ]);
  });

  it("one byte changed anywhere: never valid", async () => {
    const good = await readFile(zip);
    const bad = path.join(folder, "byte.zip");
    for (let at = 3; at < good.length; at += Math.ceil(good.length / 60)) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ 0x20;
      await writeFile(bad, bytes);
      const { verdict, problems } = await verifyFile(bad, new Date());
      expect([at, verdict]).toEqual([at, "altered"]);
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});
