import { randomBytes } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { get as httpGet } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listCustody } from "@/lib/audit/queries";
import { verifyAuditChain } from "@/lib/audit/verify-chain";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { runningDownloads } from "@/lib/download-links/body";
import { enter, enterLater, settleLedger } from "@/lib/download-links/ledger";
import { mintLink } from "@/lib/download-links/links";
import { setEnvironment } from "@/lib/env";
import { exportsStorage } from "@/lib/storage/exports";
import { buildUser, buildWorkspace } from "@/tests/factories";
import { type LinkServer, startLinkServer } from "@/tests/support/link-server";
import { buildStoredPack, type StoredPack } from "@/tests/support/stored-pack";

const operator: Actor = { kind: "operator", name: "operator" };
const nowhere = { ip: null, userAgent: null };
// 1 in the line of tests; CUT_ROUNDS=5 breaks off 1,000.
const cutRounds = Number(process.env.CUT_ROUNDS ?? 1);
let server: LinkServer;

beforeAll(async () => {
  server = await startLinkServer();
  setEnvironment({ APP_URL: server.origin });
});
afterAll(() => server.stop());

const mint = async (pack: StoredPack, actor: Actor = operator) =>
  (await mintLink(actor, { tenant: pack.tenant.slug, packId: pack.id }, nowhere, new Date())).url;

async function events(pack: StoredPack) {
  await settleLedger();
  const { events: newestFirst } = await listCustody(operator, pack.tenant.slug, pack.id, { limit: 200 });
  return newestFirst.reverse();
}

/** Downloads that this process holds open: the stored packs among its file descriptors. */
async function openPacks(): Promise<number> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target.includes("/storage/exports/")).length;
}

/** Begins a download and hangs up, before the answer or after its first bytes. @returns how many bytes had arrived. */
function hangUp(url: string, after: "answer" | "request"): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpGet(url, { agent: false }, (response) => {
      response.once("data", (chunk: Buffer) => {
        response.destroy();
        resolve(chunk.length);
      });
      response.on("error", () => {});
    });
    request.on("error", () => resolve(0));
    if (after === "request") setTimeout(() => request.destroy(), 5).unref();
    setTimeout(() => reject(new Error("no answer")), 50_000).unref();
  });
}

describe("the chain of custody", () => {
  it("tells who made the link, who used it, from where and how far they came", async () => {
    const pack = await buildStoredPack();
    const member = await buildUser({ role: "readonly", tenant: pack.tenant, name: "auditor-two" });
    const url = await mint(pack, member);
    const headers = {
      "user-agent": "curl/8",
      "x-tenantpilot-client-ip": "192.0.2.44",
      "x-forwarded-for": "203.0.113.9",
    };
    await (await fetch(url, { headers: { ...headers, range: "bytes=0-99" } })).arrayBuffer();
    await (await fetch(url, { headers })).arrayBuffer();
    const [minted, ...rest] = await events(pack);
    expect(minted).toMatchObject({ action: "review_pack.link_minted", actor: { kind: "user", name: "auditor-two" } });
    const linkId = minted?.details.linkId;
    const seen = { actor: { kind: "link", id: linkId, name: "auditor-two" }, ip: "192.0.2.44", userAgent: "curl/8" };
    expect(rest).toMatchObject([
      { ...seen, action: "review_pack.download_started", details: { range: "0-99", bytesExpected: 100 } },
      { ...seen, action: "review_pack.download_completed", outcome: "ok", details: { range: "0-99", bytes: 100 } },
      { ...seen, action: "review_pack.download_started", details: { range: null, bytesExpected: 5000 } },
      { ...seen, action: "review_pack.download_completed", outcome: "ok", details: { range: null, bytes: 5000 } },
    ]);
    const ids = rest.map((event) => event.details.downloadId);
    expect([ids[0] === ids[1], ids[2] === ids[3], ids[1] === ids[2]]).toEqual([true, true, false]);
    const signature = new URL(url).searchParams.get("sig") ?? "";
    expect(JSON.stringify(rest)).not.toContain(signature);
  });

  it("leaves out what hands out nothing: HEAD, 304 and 416", async () => {
    const pack = await buildStoredPack();
    const url = await mint(pack);
    await fetch(url, { method: "HEAD" });
    await fetch(url, { headers: { "if-none-match": `"${pack.sha256}"` } });
    await fetch(url, { headers: { range: "bytes=9999-" } });
    expect((await events(pack)).map((event) => event.action)).toEqual(["review_pack.link_minted"]);
  });

  it("has each of some hundred downloads that broke off, once, and no file stays open", async () => {
    const pack = await buildStoredPack({ content: randomBytes(8 * 1024 * 1024) });
    const url = await mint(pack);
    expect(await openPacks()).toBe(0);
    for (let round = 0; round < cutRounds; round++) {
      const cuts = Array.from({ length: 200 }, () => hangUp(url, "answer"));
      expect((await Promise.all(cuts)).filter((bytes) => bytes === 0)).toEqual([]);
    }
    await expect.poll(runningDownloads, { timeout: 30_000 }).toBe(0);
    const all = await inSystemEvents(pack);
    expect(count(all, "review_pack.download_started")).toBe(cutRounds * 200);
    expect(count(all, "review_pack.download_cut_off")).toBe(cutRounds * 200);
    expect(new Set(all.map((event) => `${event.action} ${Object(event.details).downloadId}`)).size).toBe(
      cutRounds * 400 + 1,
    );
    expect(all.every((event) => event.action !== "review_pack.download_cut_off" || event.outcome === "cut_off")).toBe(
      true,
    );
    expect(await openPacks()).toBe(0);
    const [report] = await verifyAuditChain(pack.tenant.workspaceId);
    expect(report?.problem).toBeNull();
  }, 90_000);

  it("agrees with itself when clients hang up before the answer comes", async () => {
    const pack = await buildStoredPack({ content: randomBytes(4 * 1024 * 1024) });
    const url = await mint(pack);
    await Promise.all(Array.from({ length: 60 }, () => hangUp(url, "request")));
    await expect.poll(runningDownloads, { timeout: 30_000 }).toBe(0);
    await expect.poll(openPacks, { timeout: 30_000 }).toBe(0);
    const all = await inSystemEvents(pack);
    const ended = count(all, "review_pack.download_cut_off") + count(all, "review_pack.download_completed");
    expect(ended).toBe(count(all, "review_pack.download_started"));
  }, 90_000);

  async function inSystemEvents(pack: StoredPack) {
    await settleLedger();
    return inSystem((tx) => tx.auditEvent.findMany({ where: { subjectId: pack.id, subjectType: "review_pack" } }));
  }
  const count = (all: { action: string }[], action: string) => all.filter((event) => event.action === action).length;
});

it("a download that runs while its pack is pruned comes to its end", async () => {
  const pack = await buildStoredPack({ content: randomBytes(6 * 1024 * 1024) });
  const response = await fetch(await mint(pack));
  const reader = response.body?.getReader();
  const pieces = [(await reader?.read())?.value ?? new Uint8Array()];
  await inSystem((tx) => tx.reviewPack.update({ where: { id: BigInt(pack.id) }, data: { status: "expired" } }));
  await exportsStorage().remove(pack.filePath);
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) pieces.push(next.value);
  expect(Buffer.concat(pieces).equals(pack.content)).toBe(true);
  expect((await events(pack)).at(-1)).toMatchObject({ action: "review_pack.download_completed" });
});

describe("the ledger", () => {
  const entry = (workspaceId: bigint, action: string) => ({ audit: { workspaceId, action, actor: operator } });

  it("writes what comes together in few transactions, in each workspace's own order", async () => {
    const [one, two] = [(await buildWorkspace()).id, (await buildWorkspace()).id];
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => enter(entry(i % 2 ? one : two, `test.number_${"i".repeat(i + 1)}`))),
    );
    const rows = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { workspaceId: one }, orderBy: { seq: "asc" } }),
    );
    const lengths = rows.map((row) => row.action.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(rows).toHaveLength(60);
  });

  it("does not lose an entry because of another that the database refuses", async () => {
    const { id } = await buildWorkspace();
    const results = await Promise.allSettled([
      enter(entry(id, "test.first")),
      enter(entry(id, "NOT AN ACTION")),
      enter(entry(id, "test.last")),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("is settled when everything that nobody waits for is written", async () => {
    const { id } = await buildWorkspace();
    for (let i = 0; i < 10; i++) enterLater(entry(id, "test.later"));
    await settleLedger();
    expect(await inSystem((tx) => tx.auditEvent.count({ where: { workspaceId: id } }))).toBe(10);
  });
});
