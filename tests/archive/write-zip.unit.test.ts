import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { ZipArchive } from "archiver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportEntryName } from "@/lib/archive/entry-names";
import { listZip } from "@/lib/archive/read-zip";
import { writeEntries, writeZip, type ZipPart } from "@/lib/archive/write-zip";
import { findLayoutProblems } from "@/lib/archive/zip-layout";
import { diskStorage } from "@/lib/storage/disk";
import { openStoredFile } from "@/lib/storage/disk-file";
import { java } from "@/tests/support/java";
import { zipPart } from "@/tests/support/zip-part";

const run = promisify(execFile);
const asOf = new Date("2026-11-23T18:21:06Z");
let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "zip-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function bytesOf(archive: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece);
  return Buffer.concat(pieces);
}

const two = () => [zipPart("findings.json", "[]"), zipPart("README.txt", "text")];

describe("writeZip", () => {
  it("orders the entries by name and dates them as of", async () => {
    const file = path.join(root, "two.zip");
    await writeFile(file, await bytesOf(writeZip(two(), asOf)));
    const { stdout } = await run("python3", [
      "-c",
      "import sys,zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist(): print(i.filename,i.date_time)",
      file,
    ]);
    expect(stdout).toBe("README.txt (2026, 11, 23, 18, 21, 6)\nfindings.json (2026, 11, 23, 18, 21, 6)\n");
  });

  it.each([
    "../x",
    "/etc/passwd",
    "a.txt",
    "reports/../x.json",
    "reports/x",
    "README.TXT",
    "reports/con.json",
    "reports/nul.x.json",
    "findings.csv\n",
    "reports/Ä.json",
    "reports/.json",
  ])("refuses the name %j", (name) => {
    expect(() => writeZip([zipPart(name, "x")], asOf)).toThrow("may not hold");
  });

  it.each(["../x", "Ä", "a b", "nul", "x".repeat(81), ""])("makes no entry name from the report type %j", (type) => {
    expect(() => reportEntryName(type)).toThrow("no safe entry name");
  });

  it("refuses a name that is there twice", () => {
    expect(() => writeZip([zipPart("README.txt", "a"), zipPart("README.txt", "b")], asOf)).toThrow("there twice");
  });

  it("a source that fails rejects, closes the others and leaves no file", async () => {
    const disk = diskStorage(root);
    const opened: string[] = [];
    const closed: string[] = [];
    const watched = (name: string, fails: boolean): ZipPart => ({
      ...zipPart(name, ""),
      packedBytes: 300_000,
      async *open() {
        opened.push(name);
        try {
          yield Buffer.alloc(300_000, 1);
          if (fails) throw new Error(`${name} cannot be read`);
        } finally {
          closed.push(name);
        }
      },
    });
    const archive = writeZip(
      [watched("README.txt", false), watched("findings.csv", true), watched("summary.json", false)],
      asOf,
    );
    await expect(disk.write("packs/broken.zip", archive)).rejects.toThrow("findings.csv cannot be read");
    expect(opened).toEqual(["README.txt", "findings.csv"]);
    expect(closed).toEqual(opened);
    const left: string[] = [];
    for await (const { path: name } of disk.list("packs")) left.push(name);
    expect(left).toEqual([]);
  });

  it("a part that has more or fewer bytes than it says is named", async () => {
    for (const packedBytes of [1, 100])
      await expect(bytesOf(writeZip([{ ...zipPart("README.txt", "text"), packedBytes }], asOf))).rejects.toThrow(
        /README\.txt has \d+ bytes/,
      );
  });

  it("a reader that goes away closes the part", async () => {
    let isClosed = false;
    const endless: ZipPart = {
      ...zipPart("README.txt", ""),
      async *open() {
        try {
          for (let i = 0; ; i++) yield createHash("sha512").update(String(i)).digest();
        } finally {
          isClosed = true;
        }
      },
    };
    let pieces = 0;
    for await (const _ of writeZip([endless], asOf)) if (++pieces > 3) break;
    expect(isClosed).toBe(true);
  });
});

describe("the container", () => {
  it("is byte for byte the one that archiver writes, so packs of either are checked alike", async () => {
    const contents: [string, string][] = [
      ["README.txt", "read me\n".repeat(50_000)],
      ["changes.json", ""],
      ["reports/entra_admin_roles.json", "[]"],
    ];
    const archive = new ZipArchive({ zlib: { level: 6, memLevel: 8 } });
    for (const [name, text] of contents)
      archive.append(Readable.from([Buffer.from(text)]), { name, date: asOf, mode: 0o644 });
    void archive.finalize();
    const theirs = await bytesOf(archive);
    const ours = await bytesOf(
      writeZip(
        contents.map(([name, text]) => zipPart(name, text)),
        asOf,
      ),
    );
    expect(ours.equals(theirs)).toBe(true);
  });

  it("has a ZIP64 directory for 70,000 entries, which unzip, 7z, Python, Java and we read", async () => {
    const count = 70_000;
    const contents = Array.from({ length: 10 }, (_, i) => zipPart("", String(i)));
    const parts = Array.from({ length: count }, (_, i) => ({ ...(contents[i % 10] as ZipPart), name: `e/${i}` }));
    const disk = diskStorage(root);
    await disk.write("packs/many.zip", writeEntries(parts, asOf));
    const file = path.join(root, "packs", "many.zip");
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(len(z.namelist()), z.read('e/69999').decode())";
    expect((await run("python3", ["-c", script, file])).stdout).toBe(`${count} 9\n`);
    expect((await run("unzip", ["-tq", file])).stdout).toContain("No errors");
    expect((await run("7z", ["t", "-bd", file])).stdout).toContain("Everything is Ok");
    expect(await java("count", file)).toBe(`${count} 9\n`);
    const stored = await disk.open("packs/many.zip");
    const listing = await listZip(stored, { entriesMax: count, bytesMax: 1 << 30 });
    expect(listing.entries).toHaveLength(count);
    expect(await findLayoutProblems(stored, listing)).toEqual([]);
    await stored.close();
  }, 60_000);

  it("has ZIP64 sizes and places beyond 4 GiB, which unzip, 7z, Python, Java and we read", async () => {
    const piece = Buffer.alloc(64 * 1024 * 1024);
    const large: ZipPart = {
      name: "large",
      bytes: 5 * 1024 ** 3,
      crc32: 0,
      packedBytes: 65 * piece.length,
      async *open() {
        for (let i = 0; i < 65; i++) yield piece;
      },
    };
    const file = path.join(root, "large.zip");
    await writeSparse(file, piece, writeEntries([zipPart("before", "a"), large, zipPart("after", "b")], asOf));
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint([i.file_size for i in z.infolist()], z.read('after').decode())";
    expect((await run("python3", ["-c", script, file])).stdout).toBe(`[1, ${large.bytes}, 1] b\n`);
    expect((await run("unzip", ["-p", file, "after"])).stdout).toBe("b");
    expect((await run("7z", ["e", "-so", file, "after"])).stdout).toBe("b");
    expect(await java("sizes", file)).toBe(`[1, ${large.bytes}, 1] b\n`);
    const stored = await openStoredFile(file, "large.zip");
    const listing = await listZip(stored);
    expect(listing.entries.map(({ bytes }) => bytes)).toEqual([1, large.bytes, 1]);
    expect(await findLayoutProblems(stored, listing)).toEqual([]);
    await stored.close();
  }, 60_000);
});

/** Writes a file in which `hole` takes no room on the disk. */
async function writeSparse(file: string, hole: Buffer, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, "w");
  let at = 0;
  for await (const piece of content) {
    if (piece !== hole) await handle.write(piece, 0, piece.length, at);
    at += piece.length;
  }
  await handle.close();
}
