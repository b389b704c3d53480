import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPack } from "@/app/verify/_browser/check-pack";
import { verdictOn } from "@/app/verify/_components/verdict-words";
import { writeEntries } from "@/lib/archive/write-zip";
import { env } from "@/lib/env";
import { answerClaim } from "@/lib/review-packs/answer-stranger";
import { verifyFile } from "@/lib/review-packs/verify-file";
import { rawPublicKey, signingKeys } from "@/lib/signing/keys";
import { type Entries, readEntries } from "../support/forged-pack";
import { type IssuedPack, issuePack } from "../support/issued-pack";
import { zipPart } from "../support/zip-part";

// The page and the command say the same of one file, whatever is left of it (pack.md, Trust).

let issued: IssuedPack;
let good: Buffer;
let entries: Entries;
beforeAll(async () => {
  issued = await issuePack();
  good = await readFile(issued.zip);
  entries = await readEntries(issued.zip);
});

interface Said {
  verdict: string | null;
  because: string;
  paths: string[];
}

const saidBy = ({
  verdict,
  because,
  problems,
}: Pick<Said, "verdict" | "because"> & { problems: { path: string }[] }) => ({
  verdict,
  because,
  paths: problems.map((problem) => problem.path),
});

async function byCommand(bytes: Uint8Array): Promise<Said> {
  const file = path.join(env().TENANTPILOT_DATA_DIR, "one-verdict.zip");
  await writeFile(file, bytes);
  return saidBy(await verifyFile(file, new Date()));
}

async function byPage(bytes: Uint8Array): Promise<Said> {
  const keys = signingKeys().map((key) => ({ id: key.id, fingerprint: key.fingerprint, key: rawPublicKey(key) }));
  const check = await checkPack(new Blob([Uint8Array.from(bytes)]), keys, () => {});
  const { sha256, manifest } = check;
  const pack = manifest && { id: manifest.packId, fingerprint: manifest.fingerprint };
  return saidBy(verdictOn({ check, answer: await answerClaim({ sha256, pack }, new Date()) }));
}

async function zipOf(parts: Iterable<[string, Uint8Array]>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const all = [...parts].map(([name, bytes]) => zipPart(name, bytes));
  for await (const piece of writeEntries(all, new Date("2026-11-25T10:00:00Z"))) pieces.push(piece);
  return Buffer.concat(pieces);
}

const withManifest = (text: string) =>
  zipOf([...entries].map(([name, bytes]) => [name, name === "manifest.json" ? Buffer.from(text) : bytes]));
const only = (...names: string[]) => zipOf([...entries].filter(([name]) => names.includes(name)));
const foreign = (...names: string[]) => zipOf(names.map((name) => [name, Buffer.from(`of ${name}`)]));

describe("page and command say the same of", () => {
  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string, string[]]>([
    [
      "a pack without its manifest",
      () => zipOf([...entries].filter(([name]) => name !== "manifest.json")),
      "altered",
      ["manifest.json"],
    ],
    ["a manifest that is no JSON", () => withManifest("{"), "altered", ["manifest.json"]],
    ["a manifest of something else", () => withManifest('{"manifest_version":3}'), "altered", ["manifest.json"]],
    ["an empty manifest", () => withManifest(""), "altered", ["manifest.json"]],
    [
      "three entries of a pack",
      () => only("README.txt", "findings.csv", "coverage.json"),
      "altered",
      ["manifest.json"],
    ],
    ["a pack cut off behind its first header", () => good.subarray(0, 40), "altered", ["", "manifest.json"]],
    ["half a pack", () => good.subarray(0, good.length / 2), "altered", ["", "manifest.json"]],
    ["a pack without its last byte", () => good.subarray(0, -1), "altered", ["", "manifest.json"]],
    [
      "a pack with bytes before it and its end cut off",
      () => Buffer.concat([Buffer.from("PK"), good.subarray(0, -30)]),
      "altered",
      ["", "manifest.json"],
    ],
    [
      "a pack whose list of entries was emptied",
      () => Buffer.concat([good, Buffer.from("PK\u0005\u0006".padEnd(22, "\0"))]),
      "altered",
      ["manifest.json"],
    ],
    ["a pack whose first header is cut off", () => good.subarray(0, 39), "unknown", [""]],
    ["a text", () => Buffer.from("this is no archive"), "unknown", [""]],
    ["nothing", () => Buffer.alloc(0), "unknown", [""]],
    ["an archive of something else", () => foreign("a.txt", "b/c.txt"), "unknown", ["manifest.json"]],
    ["a browser's extension", () => foreign("README.txt", "manifest.json", "worker.js"), "unknown", ["manifest.json"]],
    [
      "an archive of something else, cut off",
      async () => (await foreign("a.txt", "b.txt")).subarray(0, 60),
      "unknown",
      [""],
    ],
    ["the pack itself", () => good, "valid", []],
  ])("%s", async (_, make, verdict, paths) => {
    const bytes = await make();
    const command = await byCommand(bytes);
    expect(command).toMatchObject({ verdict, paths });
    expect(await byPage(bytes)).toEqual(command);
  });
});
