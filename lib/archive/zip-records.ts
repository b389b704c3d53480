// The records of a ZIP file (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3), as archiver writes them for what it is given as a
// stream. The writer and the check of an archive's layout share them: a record is right when it is the one made here.

/** What the records say of an entry. */
export interface ZipRecord {
  /** ASCII. */
  name: string;
  bytes: number;
  packedBytes: number;
  crc32: number;
  /** Where its local header begins. */
  offset: number;
  /** As dosDate gives it. */
  date: number;
}

/** The largest number of a field stands for "look in the ZIP64 field", so it is itself too large. */
const max32 = 0xffffffff;
const max16 = 0xffff;

const versionDeflate = 20;
const versionZip64 = 45;
const descriptorFollows = 0x0008;
const deflated = 8;
const madeByUnix = (3 << 8) | versionZip64;
// A plain file that its owner may write and all may read, with the DOS archive bit.
const regularFile = ((0o100644 << 16) | 0x20) >>> 0;

/** A moment as two 16-bit numbers, the date above the time: UTC, to two seconds. */
export function dosDate(moment: Date): number {
  const day = ((moment.getUTCFullYear() - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate();
  const time = (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

/** What stands before an entry's data. Sizes and checksum follow the data, so there are zeros in their place. */
export function localHeader(of: Pick<ZipRecord, "name" | "date">): Buffer {
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  writeKind(fixed, 4, versionDeflate, of.date);
  fixed.writeUInt16LE(of.name.length, 26);
  return Buffer.concat([fixed, Buffer.from(of.name, "latin1")]);
}

/** What stands behind an entry's data. */
export function dataDescriptor(of: ZipRecord): Buffer {
  const isLarge = hasLargeSize(of);
  const descriptor = Buffer.alloc(isLarge ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(of.crc32, 4);
  if (isLarge) {
    descriptor.writeBigUInt64LE(BigInt(of.packedBytes), 8);
    descriptor.writeBigUInt64LE(BigInt(of.bytes), 16);
  } else {
    descriptor.writeUInt32LE(of.packedBytes, 8);
    descriptor.writeUInt32LE(of.bytes, 12);
  }
  return descriptor;
}

/** An entry's record in the central directory. */
export function directoryRecord(of: ZipRecord): Buffer {
  const isZip64 = hasLargeSize(of) || of.offset >= max32;
  const extra = isZip64 ? zip64Field([of.bytes, of.packedBytes, of.offset]) : Buffer.alloc(0);
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x02014b50, 0);
  fixed.writeUInt16LE(madeByUnix, 4);
  writeKind(fixed, 6, isZip64 ? versionZip64 : versionDeflate, of.date);
  fixed.writeUInt32LE(of.crc32, 16);
  fixed.writeUInt32LE(isZip64 ? max32 : of.packedBytes, 20);
  fixed.writeUInt32LE(isZip64 ? max32 : of.bytes, 24);
  fixed.writeUInt16LE(of.name.length, 28);
  fixed.writeUInt16LE(extra.length, 30);
  fixed.writeUInt32LE(regularFile, 38);
  fixed.writeUInt32LE(isZip64 ? max32 : of.offset, 42);
  return Buffer.concat([fixed, Buffer.from(of.name, "latin1"), extra]);
}

function hasLargeSize({ bytes, packedBytes }: ZipRecord): boolean {
  return bytes >= max32 || packedBytes >= max32;
}

/** The part that both headers have in this order: version needed, flags, method, date. */
function writeKind(to: Buffer, at: number, version: number, date: number): void {
  to.writeUInt16LE(version, at);
  to.writeUInt16LE(descriptorFollows, at + 2);
  to.writeUInt16LE(deflated, at + 4);
  to.writeUInt32LE(date, at + 6);
}

function zip64Field(numbers: number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  for (const [i, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
  return field;
}

/** Where the central directory begins and ends, in bytes. */
export interface DirectoryPlace {
  start: number;
  end: number;
}

/** What stands behind the central directory. */
export function endOfArchive(entries: number, directory: DirectoryPlace): Buffer {
  const bytes = directory.end - directory.start;
  const isZip64 = entries >= max16 || bytes >= max32 || directory.start >= max32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isZip64 ? max16 : entries, 8);
  end.writeUInt16LE(isZip64 ? max16 : entries, 10);
  end.writeUInt32LE(isZip64 ? max32 : bytes, 12);
  end.writeUInt32LE(isZip64 ? max32 : directory.start, 16);
  return isZip64 ? Buffer.concat([zip64End(entries, directory), end]) : end;
}

/** The ZIP64 end record and its locator. */
function zip64End(entries: number, directory: DirectoryPlace): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(versionZip64, 12);
  record.writeUInt16LE(versionZip64, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directory.end - directory.start), 40);
  record.writeBigUInt64LE(BigInt(directory.start), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(directory.end), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
