import { byEntryName, EntryNameError, isEntryName } from "@/lib/archive/entry-names";
import { dataDescriptor, directoryRecord, dosDate, endOfArchive, localHeader } from "@/lib/archive/zip-records";

/** An entry to be: compressed already (raw deflate), so that making the archive is only copying. */
export interface ZipPart {
  name: string;
  /** Of its content, as crc32 is. */
  bytes: number;
  crc32: number;
  /** Compressed. */
  packedBytes: number;
  /** The compressed bytes; called once, when the entries before it are written. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * A pack's archive as a stream of bytes: entries in the order of their names, all dated `asOf` (UTC, to two seconds).
 * @throws {EntryNameError} before the first byte, when a name is not on the allowlist or is there twice; while it is
 * read, whatever a part throws, and an Error naming a part that has more or fewer bytes than it says.
 */
export function writeZip(parts: readonly ZipPart[], asOf: Date): AsyncIterable<Uint8Array> {
  for (const { name } of parts)
    if (!isEntryName(name)) throw new EntryNameError(`An archive may not hold ${JSON.stringify(name)}.`);
  return writeEntries(
    [...parts].sort((a, b) => byEntryName(a.name, b.name)),
    asOf,
  );
}

/** As writeZip for ASCII names that the caller answers for, in the order given. @throws {EntryNameError} for a name that is there twice. */
export function writeEntries(parts: readonly ZipPart[], date: Date): AsyncIterable<Uint8Array> {
  const seen = new Set<string>();
  for (const { name } of parts) {
    if (seen.has(name)) throw new EntryNameError(`The entry ${JSON.stringify(name)} is there twice.`);
    seen.add(name);
  }
  return archiveBytes(parts, dosDate(date));
}

async function* archiveBytes(parts: readonly ZipPart[], date: number): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const record = { ...part, offset, date };
    const header = localHeader(record);
    const descriptor = dataDescriptor(record);
    yield header;
    yield* exactly(part);
    yield descriptor;
    directory.push(directoryRecord(record));
    offset += header.length + part.packedBytes + descriptor.length;
  }
  const bytes = directory.reduce((sum, record) => sum + record.length, 0);
  yield Buffer.concat([...directory, endOfArchive(parts.length, { start: offset, end: offset + bytes })]);
}

/** The part's bytes, which have to be as many as its header says. */
async function* exactly({ name, packedBytes, open }: ZipPart): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of open()) {
    bytes += piece.byteLength;
    yield piece;
  }
  if (bytes !== packedBytes)
    throw new Error(`The entry ${name} has ${bytes} bytes, and ${packedBytes} were announced.`);
}
