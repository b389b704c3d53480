import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import yauzl from "yauzl";
import { bufferedSource } from "@/lib/archive/buffered-source";
import type { StoredFile } from "@/lib/storage/storage";

/** Where an archive's bytes come from: a stored file, or anything that reads by position. */
export type ByteSource = Pick<StoredFile, "bytes" | "chunks">;

/** One entry as the central directory has it. */
export interface ZipEntry {
  /** As written, one character a byte: our own names are ASCII, and a stranger's are only ever shown. */
  name: string;
  bytes: number;
  compressedBytes: number;
  /** The raw header, for findLayoutProblems. */
  header: yauzl.Entry;
}

/** An opened archive. */
export interface ZipListing {
  entries: ZipEntry[];
  /** Where the central directory begins and ends, in bytes. */
  directory: { start: number; end: number };
}

/** What is read of an archive that somebody else may have made: enough for the largest pack, not for a bomb. */
export interface ZipLimits {
  entriesMax: number;
  /** Of all entries together, unpacked. */
  bytesMax: number;
}

export const zipLimits: ZipLimits = { entriesMax: 10_000, bytesMax: 256 * 1024 ** 3 };

/** An archive that cannot be read, or not safely; `entry` is the entry's name, or null for the archive as a whole. */
export class ZipError extends Error {
  readonly entry: string | null;

  constructor(entry: string | null, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ZipError";
    this.entry = entry;
  }
}

/** Reads the list of entries; nothing is unpacked. @throws {ZipError} for what is no ZIP, is cut off, or is beyond the limits. */
export async function listZip(source: ByteSource, limits: ZipLimits = zipLimits): Promise<ZipListing> {
  const zip = await yauzl
    .fromRandomAccessReaderPromise(new Reader(bufferedSource(source)), source.bytes, {
      decodeStrings: false,
      autoClose: false,
    })
    .catch(refuse(null, "This is not a whole ZIP archive"));
  if (zip.entryCount > limits.entriesMax)
    throw new ZipError(null, `It says that it has ${zip.entryCount} entries; at most ${limits.entriesMax} are read.`);
  const start = Number(zip.readEntryCursor);
  const entries: ZipEntry[] = [];
  let bytes = 0;
  try {
    for await (const header of zip.eachEntry()) {
      const entry = {
        name: header.fileNameRaw.toString("latin1"),
        bytes: header.uncompressedSize,
        compressedBytes: header.compressedSize,
        header,
      };
      bytes += entry.bytes;
      if (bytes > limits.bytesMax)
        throw new ZipError(entry.name, `It would unpack to more than ${limits.bytesMax} bytes.`);
      entries.push(entry);
    }
  } catch (error) {
    refuse(entries.at(-1)?.name ?? null, "The list of entries cannot be read")(error);
  }
  return { entries, directory: { start, end: Number(zip.readEntryCursor) } };
}

/** Bytes from the start of an entry's local header to its data: the 30 fixed ones, the name and the extra field. */
export async function readLocalHeader(
  source: ByteSource,
  entry: ZipEntry,
): Promise<{ fixed: Buffer; name: Buffer; dataStart: number }> {
  const start = entry.header.relativeOffsetOfLocalHeader;
  const fixed = await readBytes(source, start, localHeaderBytes, entry.name);
  if (fixed.readUInt32LE(0) !== localHeaderSignature)
    throw new ZipError(entry.name, "Its local header is not where the directory says.");
  const nameBytes = fixed.readUInt16LE(26);
  const name = await readBytes(source, start + localHeaderBytes, nameBytes, entry.name);
  return { fixed, name, dataStart: start + localHeaderBytes + nameBytes + fixed.readUInt16LE(28) };
}

const localHeaderBytes = 30;
const localHeaderSignature = 0x04034b50;
const stored = 0;
const deflated = 8;

/**
 * The bytes of an entry, unpacked, a piece at a time.
 * @throws {ZipError} naming the entry: cut off, not deflate, more bytes or fewer than it says, or a wrong checksum.
 */
export async function* readEntry(source: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const { compressionMethod: method } = entry.header;
  if (entry.header.isEncrypted() || (method !== stored && method !== deflated))
    throw new ZipError(entry.name, "It is packed in a way that is not read here.");
  const { dataStart } = await readLocalHeader(source, entry);
  const end = dataStart + entry.compressedBytes;
  if (end > source.bytes) throw new ZipError(entry.name, "It is cut off.");
  const raw = source.chunks({ start: dataStart, end: end - 1 });
  let bytes = 0;
  let checksum = 0;
  for await (const piece of method === deflated ? inflate(raw, entry) : raw) {
    bytes += piece.byteLength;
    checksum = crc32(piece, checksum);
    if (bytes > entry.bytes) throw new ZipError(entry.name, "It unpacks to more bytes than it says.");
    yield piece;
  }
  if (bytes !== entry.bytes) throw new ZipError(entry.name, `It unpacks to ${bytes} bytes and says ${entry.bytes}.`);
  if (checksum !== entry.header.crc32) throw new ZipError(entry.name, "Its checksum (CRC-32) is wrong.");
}

async function* inflate(raw: AsyncIterable<Uint8Array>, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 256 * 1024 });
  const input = Readable.from(raw, { objectMode: false });
  input.on("error", (error) => inflater.destroy(error));
  input.pipe(inflater);
  try {
    for await (const piece of inflater) yield piece;
  } catch (error) {
    refuse(entry.name, "It cannot be unpacked")(error);
  } finally {
    input.destroy();
    inflater.destroy();
  }
  if (inflater.bytesWritten !== entry.compressedBytes)
    throw new ZipError(entry.name, "There are bytes behind its end.");
}

/** Size and SHA-256 (64 hex digits) of an entry's unpacked bytes. @throws {ZipError} as readEntry does. */
export async function digestEntry(source: ByteSource, entry: ZipEntry): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of readEntry(source, entry)) {
    hash.update(piece);
    bytes += piece.byteLength;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** A small entry whole. @throws {ZipError} when it has more than `bytesMax` bytes. */
export async function readEntryBytes(source: ByteSource, entry: ZipEntry, bytesMax: number): Promise<Buffer> {
  if (entry.bytes > bytesMax) throw new ZipError(entry.name, `It has more than ${bytesMax} bytes.`);
  const pieces: Uint8Array[] = [];
  for await (const piece of readEntry(source, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Bytes of the source by position. @throws {ZipError} when it ends before. */
export async function readBytes(
  source: ByteSource,
  start: number,
  length: number,
  entry: string | null = null,
): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  if (start + length > source.bytes) throw new ZipError(entry, "The archive is cut off.");
  const pieces: Uint8Array[] = [];
  for await (const piece of source.chunks({ start, end: start + length - 1 })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What yauzl reads through. It asks for a few bytes at a time while it lists, so `read` goes straight to the source. */
class Reader extends yauzl.RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.chunks({ start, end: end - 1 }), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    readBytes(this.#source, position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

function refuse(entry: string | null, what: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof ZipError) throw error;
    throw new ZipError(entry, `${what}: ${error instanceof Error ? error.message : String(error)}`, error);
  };
}
