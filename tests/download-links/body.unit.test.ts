import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chunkBytesFor, type DownloadEnd, downloadBody, runningDownloads } from "@/lib/download-links/body";
import { openStoredFile } from "@/lib/storage/disk-file";

const content = randomBytes(3 * 1024 * 1024 + 17);
let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-body-"));
  file = path.join(folder, "pack.zip");
  await writeFile(file, content);
});
afterAll(() => rm(folder, { recursive: true }));

async function begin(signal = new AbortController().signal, name = file) {
  const stored = await openStoredFile(name, "pack.zip");
  const ends: DownloadEnd[] = [];
  const body = downloadBody(stored, { start: 0, end: stored.bytes - 1 }, signal, (end) => ends.push(end));
  return { body, ends };
}

const openFiles = async () => (await readdir("/proc/self/fd")).length;

describe("the body of a download", () => {
  it("is the file, and its end is told once with all its bytes", async () => {
    const { body, ends } = await begin();
    expect(runningDownloads()).toBe(1);
    expect(Buffer.from(await new Response(body).arrayBuffer()).equals(content)).toBe(true);
    expect(ends).toEqual([{ outcome: "completed", bytes: content.length }]);
    expect(runningDownloads()).toBe(0);
  });

  it("reads no further than the client has asked for", async () => {
    const { body, ends } = await begin();
    const reader = body.getReader();
    const first = await reader.read();
    await reader.cancel();
    expect(ends).toEqual([{ outcome: "cut_off", bytes: first.value?.byteLength }]);
    expect(ends[0]?.bytes).toBeLessThanOrEqual(1024 * 1024);
  });

  it("closes the file when the client goes away before anybody began to read", async () => {
    const before = await openFiles();
    const abort = new AbortController();
    const { ends } = await begin(abort.signal);
    abort.abort();
    await expect.poll(openFiles).toBe(before);
    expect(ends).toEqual([{ outcome: "cut_off", bytes: 0 }]);
  });

  it("closes the file when the client was gone already", async () => {
    const before = await openFiles();
    const { ends } = await begin(AbortSignal.abort());
    await expect.poll(openFiles).toBe(before);
    expect(ends).toEqual([{ outcome: "cut_off", bytes: 0 }]);
  });

  it("fails, rather than ending as if it were whole, when the file has become shorter", async () => {
    const short = path.join(folder, "short.zip");
    await writeFile(short, content);
    const { body, ends } = await begin(undefined, short);
    await truncate(short, 100);
    await expect(new Response(body).arrayBuffer()).rejects.toThrow("ends at byte 100");
    expect(ends).toEqual([{ outcome: "failed", bytes: 100 }]);
    expect(runningDownloads()).toBe(0);
  });
});

it("holds less per download the more of them run: 1 MiB for a few, and never more than 64 KiB beyond 32 MiB in all", () => {
  expect([1, 32, 33, 200, 512, 10_000].map((n) => chunkBytesFor(n) / 1024)).toEqual([1024, 1024, 512, 128, 64, 64]);
});
