import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { fetchPack } from "@/lib/download-links/fetch-pack";
import { mintLinkById } from "@/lib/download-links/links";
import { setEnvironment } from "@/lib/env";
import { type LinkServer, startLinkServer } from "@/tests/support/link-server";
import { buildStoredPack } from "@/tests/support/stored-pack";

const operator: Actor = { kind: "operator", name: "operator" };
let server: LinkServer;
let folder = "";

beforeAll(async () => {
  server = await startLinkServer();
  setEnvironment({ APP_URL: server.origin });
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-fetch-"));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const mint = (packId: string) => mintLinkById(operator, packId, { ip: null, userAgent: null }, new Date());

it("a pack fetched by the command is the pack, under the name that was given", async () => {
  const pack = await buildStoredPack();
  const file = path.join(folder, "pack.zip");
  expect(await fetchPack(await mint(pack.id), file)).toEqual({ file, bytes: 5000, sha256: pack.sha256 });
  expect((await readFile(file)).equals(pack.content)).toBe(true);
});

it("a file that exists is replaced only when told so", async () => {
  const pack = await buildStoredPack();
  const file = path.join(folder, "exists.zip");
  await writeFile(file, "mine");
  await expect(fetchPack(await mint(pack.id), file)).rejects.toMatchObject({
    code: "conflict",
    next: expect.stringContaining("--force"),
  });
  expect(await readFile(file, "utf8")).toBe("mine");
  await fetchPack(await mint(pack.id), file, { force: true });
  expect((await readFile(file)).equals(pack.content)).toBe(true);
});

it("what is not the pack is not saved, and nothing is left behind", async () => {
  const pack = await buildStoredPack();
  const link = await mint(pack.id);
  const before = await readdir(folder);
  const file = path.join(folder, "wrong.zip");
  await expect(fetchPack({ ...link, sha256: "0".repeat(64) }, file)).rejects.toMatchObject({ code: "unavailable" });
  await expect(fetchPack({ ...link, bytes: 4999 }, file)).rejects.toMatchObject({ code: "unavailable" });
  await expect(fetchPack({ ...link, url: link.url.slice(0, -1) }, file)).rejects.toMatchObject({ code: "not_found" });
  await expect(fetchPack({ ...link, url: "http://127.0.0.1:1/d/x" }, file)).rejects.toMatchObject({
    next: "Start it with: npm start",
  });
  await expect(fetchPack(link, path.join(folder, "none", "x.zip"))).rejects.toMatchObject({ code: "invalid_input" });
  expect(await readdir(folder)).toEqual(before);
});
