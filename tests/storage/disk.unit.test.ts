import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskStorage } from "@/lib/storage/disk";
import { readBytes, type Storage } from "@/lib/storage/storage";
import { mountSmallDisk, notTried } from "./small-disk";

let root: string;
let disk: Storage;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "storage-"));
  disk = diskStorage(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function* pieces(...all: (string | Uint8Array)[]) {
  for (const piece of all) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all);
}

async function files(): Promise<string[]> {
  const found: string[] = [];
  for await (const { path: name } of disk.list("packs")) found.push(name);
  return found.sort();
}

describe("writing", () => {
  it("gives the size and hash of what was written, and the same bytes back", async () => {
    const large = randomBytes(3_000_000);
    const written = await disk.write("packs/a.zip", pieces("begin", large, "", "end"));
    const expected = Buffer.concat([Buffer.from("begin"), large, Buffer.from("end")]);
    expect(written).toEqual({ bytes: expected.length, sha256: sha256(expected) });
    expect(sha256(await readFile(path.join(root, "packs/a.zip")))).toBe(written.sha256);
  });

  it("stores an empty file", async () => {
    expect((await disk.write("packs/empty", pieces())).bytes).toBe(0);
    const file = await disk.open("packs/empty");
    expect(await collect(file.chunks())).toHaveLength(0);
    expect(await new Response(file.stream()).text()).toBe("");
  });

  it("a source that fails leaves nothing, and the old file as it was", async () => {
    await disk.write("packs/a.zip", pieces("old"));
    async function* failing() {
      yield randomBytes(600_000);
      throw new Error("the source broke");
    }
    await expect(disk.write("packs/a.zip", failing())).rejects.toThrow("the source broke");
    await expect(disk.write("packs/b.zip", failing())).rejects.toThrow("the source broke");
    expect(await files()).toEqual(["packs/a.zip"]);
    expect(await readFile(path.join(root, "packs/a.zip"), "utf8")).toBe("old");
  });

  it("a reader sees the old file or the new one, never a part", async () => {
    await disk.write("packs/a.zip", pieces("old"));
    const reader = await disk.open("packs/a.zip");
    await disk.write("packs/a.zip", pieces("a new and longer text"));
    expect((await collect(reader.chunks())).toString()).toBe("old");
    await reader.close();
  });

  it("two writers of one name: the last to finish wins, whole", async () => {
    const contents = Array.from({ length: 8 }, (_, i) => Buffer.alloc(700_000, i));
    await Promise.all(
      contents.map((content) =>
        disk.write("packs/a.zip", pieces(content.subarray(0, 300_000), content.subarray(300_000))),
      ),
    );
    const stored = await readFile(path.join(root, "packs/a.zip"));
    expect(contents.some((content) => content.equals(stored))).toBe(true);
    expect(await files()).toEqual(["packs/a.zip"]);
  });
});

describe("a full disk", () => {
  it("is a StorageError full that says so, and nothing stays under any name", async (context) => {
    const unmount = await mountSmallDisk(root, "1m");
    if (!unmount) return context.skip(notTried);
    try {
      async function* endless() {
        for (;;) yield randomBytes(100_000);
      }
      await disk.write("packs/small", pieces("fits"));
      await expect(disk.write("packs/a.zip", endless())).rejects.toMatchObject({
        name: "StorageError",
        code: "full",
        message: expect.stringContaining("disk is full"),
      });
      expect(await files()).toEqual(["packs/small"]);
      expect(await readdir(path.join(root, "packs"))).toEqual(["small"]);
    } finally {
      await unmount();
    }
  });
});

describe("paths", () => {
  it.each([
    "../x",
    "packs/../../x",
    "/etc/passwd",
    "packs//x",
    "packs/./x",
    "",
    "packs/",
    "a\\b",
    "a\0b",
    "packs/\u202e",
    ".",
    "..",
    "packs/-rf",
    "~/x",
    "a".repeat(300),
  ])("refuses %j", async (name) => {
    await expect(disk.write(name, pieces("x"))).rejects.toMatchObject({ code: "failed" });
    await expect(disk.open(name)).rejects.toMatchObject({ code: "failed" });
    await expect(disk.remove(name)).rejects.toMatchObject({ code: "failed" });
    await expect(disk.removeFolder(name)).rejects.toMatchObject({ code: "failed" });
  });

  it("a symbolic link is not followed", async () => {
    await mkdir(path.join(root, "packs"));
    await symlink("/etc/passwd", path.join(root, "packs/a.zip"));
    await expect(disk.open("packs/a.zip")).rejects.toMatchObject({ code: "failed" });
  });
});

describe("looking, removing, listing", () => {
  it("what is not there is missing, null, false or empty, each in its way", async () => {
    await expect(disk.open("packs/none")).rejects.toMatchObject({ name: "StorageError", code: "missing" });
    expect(await disk.stat("packs/none")).toBeNull();
    expect(await disk.remove("packs/none")).toBe(false);
    await expect(disk.removeFolder("packs")).resolves.toBeUndefined();
    expect(await files()).toEqual([]);
  });

  it("lists every file with size and time, unfinished ones too, and removes them", async () => {
    await disk.write("packs/a/b.zip", pieces("12345"));
    await writeFile(path.join(root, "packs", ".c.zip.0badc0de.partial"), "x");
    expect(await files()).toEqual(["packs/.c.zip.0badc0de.partial", "packs/a/b.zip"]);
    expect(await disk.stat("packs/a/b.zip")).toMatchObject({ bytes: 5, modifiedAt: expect.any(Date) });
    expect(await disk.remove("packs/.c.zip.0badc0de.partial")).toBe(true);
    await disk.removeFolder("packs/a");
    expect(await files()).toEqual([]);
  });
});

it("a folder is removed while somebody is still writing into it", async () => {
  for (let round = 0; round < 20; round++) {
    const writing = Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        disk.write(`staging/a/b/${round}-${index}.json`, pieces("12345")).catch(() => {}),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, round % 4));
    await disk.removeFolder("staging/a");
    await writing;
  }
});

describe("reading", () => {
  const content = randomBytes(2_500_000);
  beforeEach(() => disk.write("packs/a.zip", pieces(content)));

  it.each([
    [0, 0],
    [5, 104],
    [1_048_575, 1_048_576],
    [0, content.length - 1],
    [content.length - 1, content.length - 1],
  ])("bytes %i to %i, both included, by stream and by chunks", async (start, end) => {
    const file = await disk.open("packs/a.zip");
    expect((await collect(file.chunks({ start, end }, readBytes.many))).equals(content.subarray(start, end + 1))).toBe(
      true,
    );
    expect(
      Buffer.from(await new Response(file.stream({ start, end })).arrayBuffer()).equals(
        content.subarray(start, end + 1),
      ),
    ).toBe(true);
  });

  it("reads in pieces of the size asked for, one at a time", async () => {
    const file = await disk.open("packs/a.zip");
    const reader = file.stream(undefined, readBytes.many).getReader();
    expect((await reader.read()).value).toHaveLength(readBytes.many);
    await reader.cancel();
  });

  it("a file that is cut off while it is read is a failure, not an early end", async () => {
    const file = await disk.open("packs/a.zip");
    await truncate(path.join(root, "packs/a.zip"), 1_500_000);
    await expect(new Response(file.stream()).arrayBuffer()).rejects.toMatchObject({ code: "failed" });
  });

  it("200 readers that go away in the middle leave no file open", async () => {
    const isOpen = async () => {
      const links = await Promise.all(
        (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
      );
      return links.filter((link) => link.startsWith(root)).length;
    };
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const file = await disk.open("packs/a.zip");
        const reader = file.stream(undefined, readBytes.many).getReader();
        // Some leave before the first byte, some while a read is under way, some after it.
        if (i % 3 === 0) return reader.cancel();
        const reading = reader.read();
        if (i % 3 === 1) await reading;
        await reader.cancel();
        await reading.catch(() => {});
      }),
    );
    expect(await isOpen()).toBe(0);
  });
});
