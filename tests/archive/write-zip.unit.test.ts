import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportEntryName } from "@/lib/archive/entry-names";
import { listZip } from "@/lib/archive/read-zip";
import { writeEntries, writeZip, type ZipSource } from "@/lib/archive/write-zip";
import { findLayoutProblems } from "@/lib/archive/zip-layout";
import { diskStorage } from "@/lib/storage/disk";

const run = promisify(execFile);
const asOf = new Date("2026-11-23T18:21:06Z");
let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "zip-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function source(name: string, ...texts: string[]): ZipSource {
  return {
    name,
    async *open() {
      for (const text of texts) yield Buffer.from(text);
    },
  };
}

async function bytesOf(archive: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece);
  return Buffer.concat(pieces);
}

const two = () => [source("findings.json", "[", "]"), source("README.txt", "text")];

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

  it("gives the same bytes however the content comes in pieces", async () => {
    const text = "the same text ".repeat(100_000);
    const whole = await bytesOf(writeZip([source("README.txt", text)], asOf));
    const cut = await bytesOf(
      writeZip([source("README.txt", text.slice(0, 7), text.slice(7, 500_000), text.slice(500_000))], asOf),
    );
    expect(cut.equals(whole)).toBe(true);
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
    expect(() => writeZip([source(name, "x")], asOf)).toThrow("may not hold");
  });

  it.each(["../x", "Ä", "a b", "nul", "x".repeat(81), ""])("makes no entry name from the report type %j", (type) => {
    expect(() => reportEntryName(type)).toThrow("no safe entry name");
  });

  it("refuses a name that is there twice", () => {
    expect(() => writeZip([source("README.txt", "a"), source("README.txt", "b")], asOf)).toThrow("there twice");
  });

  it("a source that fails rejects, closes the others and leaves no file", async () => {
    const disk = diskStorage(root);
    const opened: string[] = [];
    const closed: string[] = [];
    const watched = (name: string, fails: boolean): ZipSource => ({
      name,
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

  it("a reader that goes away closes the source", async () => {
    let isClosed = false;
    const endless: ZipSource = {
      name: "README.txt",
      async *open() {
        try {
          for (let i = 0; ; i++) yield createHash("sha512").update(String(i)).digest();
        } finally {
          isClosed = true;
        }
      },
    };
    for await (const _ of writeZip([endless], asOf)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isClosed).toBe(true);
  });

  it("70,000 entries have a ZIP64 directory that unzip, 7z and Python read", async () => {
    const count = 70_000;
    const sources = Array.from({ length: count }, (_, i) => source(`e/${i}`, String(i)));
    const disk = diskStorage(root);
    await disk.write("packs/many.zip", writeEntries(sources, asOf, { level: 1, memLevel: 1, chunkSize: 1024 }));
    const file = path.join(root, "packs", "many.zip");
    const options = { maxBuffer: 1 << 27 };
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(len(z.namelist()), z.read('e/69999').decode())";
    expect((await run("python3", ["-c", script, file], options)).stdout).toBe(`${count} 69999\n`);
    expect((await run("unzip", ["-tq", file], options)).stdout).toContain("No errors");
    expect((await run("7z", ["t", file], options)).stdout).toContain("Everything is Ok");
    const stored = await disk.open("packs/many.zip");
    const listing = await listZip(stored, { entriesMax: count, bytesMax: 1 << 30 });
    expect(listing.entries).toHaveLength(count);
    expect(await findLayoutProblems(stored, listing)).toEqual([]);
    await stored.close();
  }, 120_000);
});
