import { execFile } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkByKeys, isSignedBy, parseSigningKeys, readPublicKey, signatureBytes } from "@/lib/signing/keys";

const run = promisify(execFile);
const key = (text: string) => {
  const [first] = parseSigningKeys(text);
  if (!first) throw new Error("no key");
  return first;
};
const hex = (text: string) => Buffer.from(text, "hex");
const seed = (text: string) => hex(text).toString("base64url");

// RFC 8032, section 7.1: TEST 2 and TEST 3.
const vectors = [
  {
    seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    public: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  },
  {
    seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    public: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    message: "af82",
    signature:
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  },
];
const own = key(`own:${seed(vectors[0]?.seed ?? "")}`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "keys-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a signature", () => {
  it.each(vectors)("is the one of RFC 8032, each time the same", (vector) => {
    const one = key(`k:${seed(vector.seed)}`);
    expect(Buffer.from(one.sign(hex(vector.message))).toString("hex")).toBe(vector.signature);
    expect(one.sign(hex(vector.message))).toEqual(one.sign(hex(vector.message)));
    expect(one.pem).toContain(Buffer.from(`302a300506032b6570032100${vector.public}`, "hex").toString("base64"));
  });

  it("is of these bytes by this key only, and of 64 bytes", () => {
    const message = Buffer.from("manifest");
    const signature = own.sign(message);
    const other = key(`own:${seed(vectors[1]?.seed ?? "")}`);
    expect(isSignedBy(own, message, signature)).toBe(true);
    expect(isSignedBy(other, message, signature)).toBe(false);
    expect(isSignedBy(own, Buffer.from("Manifest"), signature)).toBe(false);
    for (let at = 0; at < signatureBytes; at += 1) {
      const bad = Uint8Array.from(signature);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(isSignedBy(own, message, bad)).toBe(false);
    }
    for (const bytes of [0, 63, 65]) expect(isSignedBy(own, message, Buffer.alloc(bytes))).toBe(false);
  });

  it("is accepted by the real openssl, which prints the same fingerprint", async () => {
    const [pem, message, signature] = ["key.pem", "message", "sig"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(pem, own.pem);
    await writeFile(message, "any bytes");
    await writeFile(signature, own.sign(Buffer.from("any bytes")));
    const verify = ["pkeyutl", "-verify", "-pubin", "-inkey", pem, "-rawin", "-in", message, "-sigfile", signature];
    expect((await run("openssl", verify)).stdout).toContain("Signature Verified Successfully");
    await writeFile(message, "other bytes");
    await expect(run("openssl", verify)).rejects.toMatchObject({ code: 1 });
    const der = path.join(folder, "key.der");
    await run("openssl", ["pkey", "-pubin", "-in", pem, "-outform", "DER", "-out", der]);
    expect((await run("openssl", ["dgst", "-sha256", der])).stdout.trim().split(" ").at(-1)).toBe(own.fingerprint);
  });
});

describe("keys", () => {
  it("keep their order, and are looked up by their id", () => {
    const both = parseSigningKeys(`b:${seed(vectors[1]?.seed ?? "")},a:${seed(vectors[0]?.seed ?? "")}`);
    expect(both.map(({ id }) => id)).toEqual(["b", "a"]);
    const check = checkByKeys(both);
    const message = Buffer.from("x");
    expect(check({ id: "a" }, message, own.sign(message))).toBe(true);
    expect(check({ id: "b" }, message, own.sign(message))).toBe(false);
    expect(check({ id: "c" }, message, own.sign(message))).toBeNull();
  });

  it("a public key is read from PEM; a private one, another kind and nonsense are refused", () => {
    expect(readPublicKey("given", own.pem)).toEqual({ id: "given", pem: own.pem, fingerprint: own.fingerprint });
    const pkcs8 = Buffer.concat([hex("302e020100300506032b657004220420"), hex(vectors[0]?.seed ?? "")]);
    const secret = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    for (const pem of [
      secret.export({ format: "pem", type: "pkcs8" }).toString(),
      rsa.export({ format: "pem", type: "spki" }).toString(),
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      "",
    ])
      expect(() => readPublicKey("given", pem)).toThrow("no Ed25519 public key");
  });
});
