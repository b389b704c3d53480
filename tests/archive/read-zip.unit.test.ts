import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ByteSource, digestEntry, listZip, readEntryBytes, type ZipListing } from "@/lib/archive/read-zip";
import { writeZip } from "@/lib/archive/write-zip";
import { findLayoutProblems } from "@/lib/archive/zip-layout";
import { zipPart } from "@/tests/support/zip-part";

const asOf = new Date("2026-11-23T18:21:06Z");

function fromBuffer(buffer: Buffer): ByteSource {
  return {
    bytes: buffer.length,
    async *chunks(range = { start: 0, end: buffer.length - 1 }) {
      if (range.end >= range.start) yield buffer.subarray(range.start, range.end + 1);
    },
  };
}

async function archive(contents: Record<string, string>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const parts = Object.entries(contents).map(([name, text]) => zipPart(name, text));
  for await (const piece of writeZip(parts, asOf)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const contents = { "README.txt": "read me\n".repeat(50), "findings.json": "[]", "summary.json": '{"a":1}' };

function first(listing: ZipListing) {
  const [entry] = listing.entries;
  if (!entry) throw new Error("no entries");
  return entry;
}

describe("reading our own archive", () => {
  it("lists the entries, hashes them and finds nothing wrong with the layout", async () => {
    const source = fromBuffer(await archive(contents));
    const listing = await listZip(source);
    expect(listing.entries.map(({ name, bytes }) => [name, bytes])).toEqual(
      Object.entries(contents).map(([name, text]) => [name, text.length]),
    );
    for (const entry of listing.entries) {
      const text = contents[entry.name as keyof typeof contents];
      expect(await digestEntry(source, entry)).toEqual({
        bytes: text.length,
        sha256: createHash("sha256").update(text).digest("hex"),
      });
    }
    expect(await findLayoutProblems(source, listing)).toEqual([]);
  });

  it("an entry with no bytes is read", async () => {
    const source = fromBuffer(await archive({ "README.txt": "" }));
    expect(await readEntryBytes(source, first(await listZip(source)), 10)).toHaveLength(0);
  });
});

describe("whatever single byte is changed, something is wrong", () => {
  it("with the headers and the directory, or with the data", async () => {
    const good = await archive(contents);
    const unseen: number[] = [];
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x41;
      if (!(await isRefused(bad))) unseen.push(at);
    }
    expect(unseen).toEqual([]);
  });

  async function isRefused(bytes: Buffer): Promise<boolean> {
    const source = fromBuffer(bytes);
    try {
      const listing = await listZip(source);
      for (const entry of listing.entries) await digestEntry(source, entry);
      return (await findLayoutProblems(source, listing)).length > 0;
    } catch (error) {
      expect(error).toMatchObject({ name: "ZipError" });
      return true;
    }
  }

  it("bytes before, between, behind or missing are seen", async () => {
    const good = await archive(contents);
    for (const bad of [
      Buffer.concat([Buffer.from("x"), good]),
      Buffer.concat([good, Buffer.from("x")]),
      good.subarray(0, -1),
      good.subarray(1),
      good.subarray(0, 40),
      Buffer.alloc(0),
    ]) {
      expect(await isRefused(bad)).toBe(true);
    }
  });
});

describe("a stranger's archive", () => {
  it("too many entries or too many bytes are refused before anything is unpacked", async () => {
    const source = fromBuffer(await archive(contents));
    await expect(listZip(source, { entriesMax: 2, bytesMax: 1e9 })).rejects.toMatchObject({ name: "ZipError" });
    await expect(listZip(source, { entriesMax: 10, bytesMax: 100 })).rejects.toMatchObject({
      name: "ZipError",
      entry: "README.txt",
    });
  });

  it("an entry that unpacks to more than it says is stopped there", async () => {
    // One local header with a deflated 50 MB of zeros that claims to be 10 bytes.
    const data = deflateRawSync(Buffer.alloc(50_000_000));
    const source = fromBuffer(handmade("README.txt", data, 10));
    const entry = first(await listZip(source));
    await expect(digestEntry(source, entry)).rejects.toMatchObject({
      entry: "README.txt",
      message: expect.stringContaining("more bytes than it says"),
    });
  });

  it("hostile names are read as text and go nowhere", async () => {
    const source = fromBuffer(handmade("../../etc/passwd", deflateRawSync(Buffer.from("x")), 1));
    expect(first(await listZip(source)).name).toBe("../../etc/passwd");
  });
});

/** A ZIP of one deflated entry with the sizes that it is told to claim. */
function handmade(name: string, data: Buffer, claimedBytes: number): Buffer {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(claimedBytes, 8);
  const common = Buffer.concat([
    Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]),
    sizes,
    Buffer.from([name.length, 0, 0, 0]),
  ]);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), data]);
  const central = Buffer.concat([
    Buffer.from("PK\x01\x02\x14\x03", "latin1"),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
