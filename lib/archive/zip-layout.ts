import { bufferedSource } from "@/lib/archive/buffered-source";
import {
  type ByteSource,
  readBytes,
  readLocalHeader,
  type ZipEntry,
  ZipError,
  type ZipListing,
} from "@/lib/archive/read-zip";

/** Something that is not as our writer leaves it; `path` is the entry's name, or "" for the archive as a whole. */
export interface LayoutProblem {
  path: string;
  problem: string;
}

const size32Max = 0xffffffff;
const dataDescriptorFlag = 0x0008;
const deflated = 8;
const madeByUnix45 = (3 << 8) | 45;
// A plain file that its owner may write and all may read, with the DOS archive bit.
const regularFile = ((0o100644 << 16) | 0x20) >>> 0;

/**
 * Whether the archive's own bytes, those around the entries' data, are exactly as writeZip writes them: entries back to
 * back with nothing between, before or behind them, local headers that say what the directory says, one date. Readers
 * differ in which copy they believe, so a difference is how one file shows two contents.
 */
export async function findLayoutProblems(whole: ByteSource, listing: ZipListing): Promise<LayoutProblem[]> {
  const source = bufferedSource(whole);
  const problems: LayoutProblem[] = [];
  const date = listing.entries[0] && dosDate(listing.entries[0]);
  let expected = 0;
  for (const entry of [...listing.entries].sort(
    (a, b) => a.header.relativeOffsetOfLocalHeader - b.header.relativeOffsetOfLocalHeader,
  )) {
    const about = (problem: string) => problems.push({ path: entry.name, problem });
    if (entry.header.relativeOffsetOfLocalHeader !== expected)
      about("There are bytes before it that belong to no entry, or it overlaps another.");
    if (!hasOurHeader(entry)) about("Its record in the directory is not as it was written.");
    if (dosDate(entry) !== date) about("Its date differs from the others'.");
    try {
      const { dataStart, isSame } = await compareLocal(source, entry);
      if (!isSame) about("Its local header or data descriptor differs from the directory.");
      expected = dataStart + entry.compressedBytes + descriptorBytes(entry);
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      about(error.message);
      expected = entry.header.relativeOffsetOfLocalHeader;
    }
  }
  for (const entry of await onOtherDisks(source, listing))
    problems.push({ path: entry.name, problem: "Its record in the directory is not as it was written." });
  if (listing.directory.start !== expected)
    problems.push({ path: "", problem: "There are bytes between the entries and the directory." });
  if (!(await hasOurEnd(source, listing)))
    problems.push({ path: "", problem: "The end of the archive is not as it was written." });
  return problems;
}

function dosDate({ header }: ZipEntry): number {
  return header.lastModFileDate * 0x10000 + header.lastModFileTime;
}

/** Whether an entry needs 64-bit sizes; what else makes the directory use them is its place. */
function isLarge(entry: ZipEntry): boolean {
  return entry.bytes > size32Max || entry.compressedBytes > size32Max;
}

function hasOurHeader(entry: ZipEntry): boolean {
  const { header } = entry;
  const isZip64 = isLarge(entry) || header.relativeOffsetOfLocalHeader > size32Max;
  return (
    header.versionMadeBy === madeByUnix45 &&
    header.versionNeededToExtract === (isZip64 ? 45 : 20) &&
    header.generalPurposeBitFlag === dataDescriptorFlag &&
    header.compressionMethod === deflated &&
    header.internalFileAttributes === 0 &&
    header.externalFileAttributes === regularFile &&
    header.fileCommentLength === 0 &&
    header.extraFieldRaw.equals(isZip64 ? zip64Extra(entry) : Buffer.alloc(0))
  );
}

function zip64Extra({ header, bytes, compressedBytes }: ZipEntry): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(bytes), 4);
  extra.writeBigUInt64LE(BigInt(compressedBytes), 12);
  extra.writeBigUInt64LE(BigInt(header.relativeOffsetOfLocalHeader), 20);
  return extra;
}

/** Sizes and checksum follow the data, so the local header holds zeros in their place. */
async function compareLocal(source: ByteSource, entry: ZipEntry): Promise<{ dataStart: number; isSame: boolean }> {
  const { header } = entry;
  const { fixed, name, dataStart } = await readLocalHeader(source, entry);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(header.generalPurposeBitFlag, 6);
  local.writeUInt16LE(header.compressionMethod, 8);
  local.writeUInt16LE(header.lastModFileTime, 10);
  local.writeUInt16LE(header.lastModFileDate, 12);
  local.writeUInt16LE(header.fileNameLength, 26);
  const descriptor = await readBytes(source, dataStart + entry.compressedBytes, descriptorBytes(entry), entry.name);
  return {
    dataStart,
    isSame: fixed.equals(local) && name.equals(header.fileNameRaw) && descriptor.equals(expectedDescriptor(entry)),
  };
}

function descriptorBytes(entry: ZipEntry): number {
  return isLarge(entry) ? 24 : 16;
}

function expectedDescriptor(entry: ZipEntry): Buffer {
  const descriptor = Buffer.alloc(descriptorBytes(entry));
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(entry.header.crc32, 4);
  if (isLarge(entry)) {
    descriptor.writeBigUInt64LE(BigInt(entry.compressedBytes), 8);
    descriptor.writeBigUInt64LE(BigInt(entry.bytes), 16);
  } else {
    descriptor.writeUInt32LE(entry.compressedBytes, 8);
    descriptor.writeUInt32LE(entry.bytes, 12);
  }
  return descriptor;
}

/** Entries whose record says that they are on another disk: the one field of the directory that yauzl leaves out. */
async function onOtherDisks(source: ByteSource, { entries, directory }: ZipListing): Promise<ZipEntry[]> {
  const found: ZipEntry[] = [];
  let record = directory.start;
  for (const entry of entries) {
    const disk = await readBytes(source, record + 34, 2, entry.name);
    if (disk.readUInt16LE(0) !== 0) found.push(entry);
    record += 46 + entry.header.fileNameLength + entry.header.extraFieldLength + entry.header.fileCommentLength;
  }
  return found;
}

async function hasOurEnd(source: ByteSource, { entries, directory }: ZipListing): Promise<boolean> {
  const isZip64 =
    entries.length >= 0xffff || directory.start > size32Max || directory.end - directory.start > size32Max;
  const expected = isZip64
    ? zip64End(entries.length, directory)
    : plainEnd(entries.length, directory.end - directory.start, directory.start);
  if (directory.end + expected.length !== source.bytes) return false;
  return (await readBytes(source, directory.end, expected.length)).equals(expected);
}

function plainEnd(count: number, directoryBytes: number, directoryStart: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryStart, 16);
  return end;
}

function zip64End(count: number, directory: ZipListing["directory"]): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directory.end - directory.start), 40);
  record.writeBigUInt64LE(BigInt(directory.start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.end), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, plainEnd(0xffff, size32Max, size32Max)]);
}
