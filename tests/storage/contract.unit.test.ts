import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { diskStorage } from "@/lib/storage/disk";
import { usualRule } from "@/lib/storage/object-storage";
import type { Storage } from "@/lib/storage/storage";
import { collect, list, openStore, pieces } from "./places";
import { type StoreServer, startAzure, startS3 } from "./servers";

// The same sentences over each place where the disk `exports` may be.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const places: { name: string; open(): Promise<{ storage: Storage; close(): Promise<void> }> }[] = [
  {
    name: "a folder",
    async open() {
      const root = await mkdtemp(path.join(tmpdir(), "storage-"));
      return { storage: diskStorage(root), close: () => rm(root, { recursive: true, force: true }) };
    },
  },
  { name: "an S3 bucket", open: () => over(startS3()) },
  { name: "an Azure container", open: () => over(startAzure()) },
];

async function over(starting: Promise<StoreServer>) {
  const server = await starting;
  return { storage: openStore(server), close: () => server.stop() };
}

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
const mib = 1024 * 1024;
/** More than one part. */
const large = randomBytes(12 * mib);

describe.each(places)("$name", ({ open }) => {
  let storage: Storage;
  let close = async () => {};
  let round = 0;
  /** A folder that no other test uses. */
  const folder = () => `packs/t${round++}`;
  beforeAll(async () => {
    ({ storage, close } = await open());
  });
  afterAll(() => close());

  const read = async (name: string, range?: { start: number; end: number }) => {
    const file = await storage.open(name);
    try {
      return await collect(file.chunks(range));
    } finally {
      await file.close();
    }
  };

  it.each([
    ["small", Buffer.from("a small file")],
    ["of exactly one part", large.subarray(0, usualRule.partBytes)],
    ["of several parts", large],
  ])("a file %s comes back as it was, with its size and hash", async (_, content) => {
    const name = `${folder()}/a.zip`;
    const given = pieces(content.subarray(0, 5), new Uint8Array(), content.subarray(5));
    expect(await storage.write(name, given)).toEqual({ bytes: content.length, sha256: sha256(content) });
    expect(sha256(await read(name))).toBe(sha256(content));
    expect(await storage.stat(name)).toMatchObject({ bytes: content.length, modifiedAt: expect.any(Date) });
  });

  it("an empty file is a file", async () => {
    const name = `${folder()}/empty`;
    expect((await storage.write(name, pieces())).bytes).toBe(0);
    const file = await storage.open(name);
    expect(file.bytes).toBe(0);
    expect(await collect(file.chunks())).toHaveLength(0);
    expect(await new Response(file.stream()).text()).toBe("");
  });

  it.each([
    ["small", 20],
    ["large", 6 * mib],
  ])("of several writers of one new %s file exactly one wins, and its bytes are there", async (_, bytes) => {
    const name = `${folder()}/collected.json`;
    const contents = Array.from({ length: bytes > mib ? 4 : 10 }, (_, index) => Buffer.alloc(bytes, index + 1));
    const outcomes = await Promise.all(
      contents.map((content) =>
        storage.write(name, pieces(content), { isNew: true }).then(
          ({ sha256 }) => sha256,
          (error) => `${error.name} ${error.code}`,
        ),
      ),
    );
    const won = outcomes.filter((outcome) => !outcome.startsWith("StorageError"));
    expect(won).toEqual([sha256(await read(name))]);
    expect(outcomes.filter((outcome) => outcome === "StorageError exists")).toHaveLength(contents.length - 1);
    await expect(storage.write(name, pieces("late"), { isNew: true })).rejects.toMatchObject({ code: "exists" });
    expect(await list(storage, path.dirname(name))).toEqual([name]);
  });

  it("a file that is written again is replaced", async () => {
    const name = `${folder()}/a`;
    await storage.write(name, pieces("old"));
    await storage.write(name, pieces("a new and longer text"));
    expect((await read(name)).toString()).toBe("a new and longer text");
  });

  it("a reader of a file that is replaced or deleted meanwhile gets that file or an error, never a mixture", async () => {
    const name = `${folder()}/a`;
    await storage.write(name, pieces(large));
    for (const change of [() => storage.write(name, pieces(randomBytes(large.length))), () => storage.remove(name)]) {
      const expected = sha256(await read(name));
      const file = await storage.open(name);
      await change();
      const got = await collect(file.chunks()).then(sha256, (error) => `${error.name}`);
      expect([expected, "StorageError"]).toContain(got);
      await file.close();
    }
  });

  it.each([100_000, 11 * mib])(
    "a source that fails after %i bytes leaves nothing, and the old file as it was",
    async (bytes) => {
      const at = folder();
      await storage.write(`${at}/a.zip`, pieces("old"));
      async function* failing() {
        yield large.subarray(0, bytes);
        throw new Error("the source broke");
      }
      await expect(storage.write(`${at}/a.zip`, failing())).rejects.toThrow("the source broke");
      await expect(storage.write(`${at}/b.zip`, failing())).rejects.toThrow("the source broke");
      expect(await list(storage, at)).toEqual([`${at}/a.zip`]);
      expect((await read(`${at}/a.zip`)).toString()).toBe("old");
    },
  );

  it("gives any range, by chunks and by stream, in pieces of at most the size that was asked for", async () => {
    const name = `${folder()}/a`;
    const content = large.subarray(0, 2_500_000);
    await storage.write(name, pieces(content));
    const last = content.length - 1;
    const file = await storage.open(name);
    for (const [start = 0, end = 0] of [
      [0, 0],
      [5, 104],
      [1_048_575, 1_048_576],
      [last, last],
      [0, last],
    ]) {
      const found: Uint8Array[] = [];
      for await (const piece of file.chunks({ start, end }, 65_536)) found.push(piece);
      expect(Math.max(...found.map((piece) => piece.length))).toBeLessThanOrEqual(65_536);
      expect(Buffer.concat(found).equals(content.subarray(start, end + 1))).toBe(true);
    }
    const streamed = await new Response(file.stream({ start: 7, end: last - 7 })).arrayBuffer();
    expect(Buffer.from(streamed).equals(content.subarray(7, last - 6))).toBe(true);
  });

  it("50 readers that go away in the middle leave nothing behind that fails", async () => {
    const name = `${folder()}/a`;
    await storage.write(name, pieces(large.subarray(0, 3 * mib)));
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const reader = (await storage.open(name)).stream(undefined, 65_536).getReader();
        if (index % 3 === 0) return reader.cancel();
        const reading = reader.read().catch(() => {});
        if (index % 3 === 1) await reading;
        await reader.cancel();
        await reading;
      }),
    );
  });

  it("what is not there is missing, null, false or empty, each in its way", async () => {
    const at = folder();
    await expect(storage.open(`${at}/none`)).rejects.toMatchObject({ name: "StorageError", code: "missing" });
    expect(await storage.stat(`${at}/none`)).toBeNull();
    expect(await storage.remove(`${at}/none`)).toBe(false);
    await expect(storage.removeFolder(at)).resolves.toBeUndefined();
    expect(await list(storage, at)).toEqual([]);
  });

  it("removes one file, and tells whether there was one", async () => {
    const name = `${folder()}/a`;
    await storage.write(name, pieces("x"));
    expect([await storage.remove(name), await storage.remove(name), await storage.stat(name)]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it("lists and removes a folder of 1,020 files, and nothing beside it", async () => {
    const at = folder();
    const names = Array.from({ length: 1020 }, (_, index) => `${at}/in/${index % 3}/f${index}.json`);
    await storage.write(`${at}/in-the-way`, pieces("stays"));
    for (let from = 0; from < names.length; from += 50)
      await Promise.all(names.slice(from, from + 50).map((name) => storage.write(name, pieces("12345"))));
    expect(await list(storage, `${at}/in`)).toEqual([...names].sort());
    await storage.removeFolder(`${at}/in`);
    expect(await list(storage, at)).toEqual([`${at}/in-the-way`]);
  });

  it.each([
    "../x",
    "packs/../../x",
    "/etc/passwd",
    "packs//x",
    "packs/",
    "",
    "a\\b",
    "a\0b",
    "~/x",
    "?x",
    "a".repeat(300),
  ])("refuses the path %j", async (name) => {
    await expect(storage.write(name, pieces("x"))).rejects.toMatchObject({ code: "failed" });
    await expect(storage.open(name)).rejects.toMatchObject({ code: "failed" });
    await expect(storage.stat(name)).rejects.toMatchObject({ code: "failed" });
    await expect(storage.remove(name)).rejects.toMatchObject({ code: "failed" });
    await expect(storage.removeFolder(name)).rejects.toMatchObject({ code: "failed" });
    await expect(list(storage, name)).rejects.toMatchObject({ code: "failed" });
  });

  it("writes and reads 64 MiB with less than 40 MiB of it in memory", async () => {
    const name = `${folder()}/large`;
    const collectGarbage = await garbageCollector();
    const before = held(collectGarbage);
    let most = 0;
    async function* source() {
      for (let index = 0; index < 64; index++) {
        yield randomBytes(mib);
        if (index % 4 === 0) most = Math.max(most, held(collectGarbage) - before);
      }
    }
    expect((await storage.write(name, source())).bytes).toBe(64 * mib);
    const file = await storage.open(name);
    let index = 0;
    for await (const _ of file.chunks()) {
      if (index++ % 4 === 0) most = Math.max(most, held(collectGarbage) - before);
    }
    await file.close();
    await storage.remove(name);
    expect(most).toBeLessThan(40 * mib);
  });
});

const held = (collectGarbage: () => void) => {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};

async function garbageCollector(): Promise<() => void> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}
