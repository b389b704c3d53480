import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env, setEnvironment } from "@/lib/env";
import { verifyFile, verifyFileByKey } from "@/lib/review-packs/verify-file";
import { parseSigningKeys, type SigningKey, signingKeys } from "@/lib/signing/keys";
import { rememberSigningKeys } from "@/lib/signing/known-keys";
import { buildPack } from "../factories";
import { type Entries, readEntries, type readManifest, reseal, writePack } from "../support/forged-pack";
import { issuePack, storedPath } from "../support/issued-pack";
import { buildClaim, makePack } from "./build/pack-claim";

let folder: string;
let zip: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "signature-"));
  ({ zip } = await issuePack());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a pack that was forged with care, its manifest, sums and archive all in agreement", () => {
  const [own] = signingKeys();
  const [stranger] = parseSigningKeys(`evil:${"E".repeat(42)}A`) as [SigningKey];

  /** Forges the pack and gives the verdict; the severity of a finding is changed in any case. */
  async function forge(seal: (entries: Entries) => void, byKey?: SigningKey) {
    const entries = await readEntries(zip);
    entries.set("findings.csv", Buffer.from(String(entries.get("findings.csv")).replace("high", "low!")));
    seal(entries);
    const out = path.join(folder, "forged.zip");
    await writePack(out, entries);
    return byKey ? verifyFileByKey(out, byKey) : verifyFile(out, new Date());
  }

  it.each([
    [
      "signature left as it was",
      (entries: Entries) => reseal(entries),
      "manifest.json",
      "not its signature by the key s1",
    ],
    [
      "signed by a stranger in our name",
      (entries: Entries) => reseal(entries, () => {}, stranger),
      "manifest.json",
      "not its signature by the key s1",
    ],
    [
      "signed by a stranger in their own name",
      (entries: Entries) => reseal(entries, nameKey(stranger), stranger),
      "manifest.sig",
      "the key evil, which is none of ours",
    ],
    [
      "without a signature",
      (entries: Entries) => {
        entries.delete("manifest.sig");
        reseal(entries);
      },
      "manifest.sig",
      "dropped",
    ],
    [
      "with a signature of another length",
      (entries: Entries) => {
        entries.set("manifest.sig", Buffer.alloc(65));
        reseal(entries);
      },
      "manifest.json",
      "not its signature",
    ],
    [
      "a manifest that does not speak of signatures, with one",
      (entries: Entries) => reseal(entries, unsign),
      "manifest.sig",
      "added",
    ],
  ])("%s", async (_, seal, name, words) => {
    const { verdict, problems } = await forge(seal);
    expect(verdict).toBe("altered");
    expect(problems.map((problem) => problem.path)).toEqual([name]);
    expect(problems[0]?.problem).toContain(words);
  });

  it("signed by a stranger, of a pack that was never issued: unknown, and whose key it is", async () => {
    const invented = (entries: Entries) =>
      reseal(
        entries,
        (manifest) => {
          nameKey(stranger)(manifest);
          manifest.pack.pack_id = "999999999999";
        },
        stranger,
      );
    expect(await forge(invented)).toMatchObject({
      verdict: "unknown",
      problems: [],
      because: expect.stringContaining("the key evil, which is none of ours"),
    });
    expect(await forge(invented, own)).toMatchObject({ verdict: "altered", problems: [{ path: "manifest.sig" }] });
    expect((await forge(invented, stranger)).verdict).toBe("valid");
  });

  it("a changed signature is named, not the manifest that it no longer fits", async () => {
    const entries = await readEntries(zip);
    const signature = entries.get("manifest.sig") ?? Buffer.alloc(0);
    signature[7] = (signature[7] ?? 0) ^ 1;
    const out = path.join(folder, "forged.zip");
    await writePack(out, entries);
    expect((await verifyFile(out, new Date())).problems).toMatchObject([
      { path: "manifest.sig", problem: expect.stringContaining("not what SHA256SUMS says") },
    ]);
  });

  function nameKey(key: SigningKey) {
    return (manifest: ReturnType<typeof readManifest>) => {
      manifest.signature = { algorithm: "Ed25519", key_id: key.id, public_key_sha256: key.fingerprint };
    };
  }
});

describe("by a public key alone", () => {
  it("valid with the right one, altered with another", async () => {
    const [own] = signingKeys();
    const [other] = parseSigningKeys(`s1:${"O".repeat(42)}A`) as [SigningKey];
    expect(await verifyFileByKey(zip, own)).toMatchObject({
      verdict: "valid",
      problems: [],
      signature: { state: "good" },
    });
    expect(await verifyFileByKey(zip, other)).toMatchObject({
      verdict: "altered",
      problems: [{ path: "manifest.sig", problem: expect.stringContaining("not by the key that was given") }],
    });
    const entries = await readEntries(zip);
    entries.set("summary.json", Buffer.from("{}"));
    const bad = path.join(folder, "bad.zip");
    await writePack(bad, entries);
    expect(await verifyFileByKey(bad, own)).toMatchObject({ verdict: "altered", problems: [{ path: "summary.json" }] });
  });
});

describe("packs stay what they are", () => {
  it("after their key was replaced and forgotten", async () => {
    const before = env().TENANTPILOT_SIGNING_KEYS;
    const [old] = signingKeys();
    const unissued = await buildClaim();
    await makePack(unissued);
    const file = storedPath(unissued.filePath);
    setEnvironment({ TENANTPILOT_SIGNING_KEYS: `s9:${"N".repeat(42)}A` });
    try {
      await rememberSigningKeys();
      expect(await verifyFile(zip, new Date())).toMatchObject({
        verdict: "valid",
        signature: { state: "good", keyId: "s1" },
      });
      expect(await verifyFile(file, new Date())).toMatchObject({ signature: { state: "good", keyId: "s1" } });
      expect((await verifyFileByKey(zip, old)).verdict).toBe("valid");
    } finally {
      setEnvironment({ TENANTPILOT_SIGNING_KEYS: before });
    }
  });

  it("when they were made before packs were signed: known by their hash, but by no key", async () => {
    const entries = await readEntries(zip);
    entries.delete("manifest.sig");
    reseal(entries, unsign);
    const out = path.join(folder, "unsigned.zip");
    await writePack(out, entries);
    const [own] = signingKeys();
    const alone = await verifyFileByKey(out, own);
    expect(alone).toMatchObject({
      verdict: "unknown",
      problems: [],
      because: expect.stringContaining("nobody signed it"),
    });
    await buildPack({ sha256: alone.sha256 });
    expect((await verifyFile(out, new Date())).verdict).toBe("valid");
  });
});

function unsign(manifest: ReturnType<typeof readManifest>): void {
  delete manifest.issuer;
  delete manifest.signature;
  delete manifest.audit_head;
}
