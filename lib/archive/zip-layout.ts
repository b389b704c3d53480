import { bufferedSource } from "@/lib/archive/buffered-source";
import { type ByteSource, readBytes, type ZipEntry, ZipError, type ZipListing } from "@/lib/archive/read-zip";
import { dataDescriptor, directoryRecord, endOfArchive, localHeader, type ZipRecord } from "@/lib/archive/zip-records";

/** Something that is not as our writer leaves it; `path` is the entry's name, or "" for the archive as a whole. */
export interface LayoutProblem {
  path: string;
  problem: string;
}

/**
 * Whether the archive's own bytes, those around the entries' data, are exactly as writeZip writes them: entries back to
 * back with nothing between, before or behind them, local headers that say what the directory says, one date. Readers
 * differ in which copy they believe, so a difference is how one file shows two contents.
 */
export async function findLayoutProblems(whole: ByteSource, listing: ZipListing): Promise<LayoutProblem[]> {
  const source = bufferedSource(whole);
  const problems: LayoutProblem[] = [];
  const records = listing.entries.map(recordOf);
  let expected = 0;
  for (const record of [...records].sort((a, b) => a.offset - b.offset)) {
    const about = (problem: string) => problems.push({ path: record.name, problem });
    if (record.offset !== expected) about("There are bytes before it that belong to no entry, or it overlaps another.");
    if (record.date !== records[0]?.date) about("Its date differs from the others'.");
    const header = localHeader(record);
    const descriptor = dataDescriptor(record);
    const dataEnd = record.offset + header.length + record.packedBytes;
    if (!(await isThere(source, record.offset, header)) || !(await isThere(source, dataEnd, descriptor)))
      about("Its local header or data descriptor differs from the directory.");
    expected = dataEnd + descriptor.length;
  }
  if (listing.directory.start !== expected)
    problems.push({ path: "", problem: "There are bytes between the entries and the directory." });
  let at = listing.directory.start;
  for (const record of records) {
    const expectedRecord = directoryRecord(record);
    if (!(await isThere(source, at, expectedRecord)))
      problems.push({ path: record.name, problem: "Its record in the directory is not as it was written." });
    at += expectedRecord.length;
  }
  const end = endOfArchive(records.length, listing.directory);
  if (listing.directory.end + end.length !== source.bytes || !(await isThere(source, listing.directory.end, end)))
    problems.push({ path: "", problem: "The end of the archive is not as it was written." });
  return problems;
}

function recordOf({ name, bytes, compressedBytes, header }: ZipEntry): ZipRecord {
  return {
    name,
    bytes,
    packedBytes: compressedBytes,
    crc32: header.crc32,
    offset: header.relativeOffsetOfLocalHeader,
    date: header.lastModFileDate * 0x10000 + header.lastModFileTime,
  };
}

/** Whether the source has exactly these bytes at this place. */
async function isThere(source: ByteSource, at: number, bytes: Buffer): Promise<boolean> {
  try {
    return (await readBytes(source, at, bytes.length)).equals(bytes);
  } catch (error) {
    if (error instanceof ZipError) return false;
    throw error;
  }
}
