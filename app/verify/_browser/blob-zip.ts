/** An archive that cannot be read; `entry` is the entry's name, or "" for the archive as a whole. */
export class BlobZipError extends Error {
  readonly entry: string;

  constructor(entry: string, message: string) {
    super(message);
    this.name = "BlobZipError";
    this.entry = entry;
  }
}

/** One entry as the central directory has it (APPNOTE.TXT 4.3.12). */
export interface BlobEntry {
  name: string;
  flags: number;
  method: number;
  compressedBytes: number;
  bytes: number;
  headerStart: number;
}

const entriesMax = 10_000;
const directoryBytesMax = 64 * 1024 * 1024;
const endBytes = 22;
const commentBytesMax = 0xffff;
const notWhole = "This is not a whole ZIP archive: it is cut off, or another kind of file.";

/** The list of entries of an archive, read from its end; nothing is unpacked. @throws {BlobZipError} */
export async function listBlobZip(file: Blob): Promise<BlobEntry[]> {
  const directory = await findDirectory(file);
  if (directory.count > entriesMax || directory.bytes > directoryBytesMax)
    throw new BlobZipError("", `It says that it has ${directory.count} entries; at most ${entriesMax} are read.`);
  const view = await viewOf(file, directory.start, directory.bytes);
  const entries: BlobEntry[] = [];
  let at = 0;
  while (entries.length < directory.count) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) throw new BlobZipError("", notWhole);
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    if (at + 46 + nameBytes + extraBytes + noteBytes > view.byteLength) throw new BlobZipError("", notWhole);
    entries.push(readRecord(view, at, nameBytes, extraBytes));
    at += 46 + nameBytes + extraBytes + noteBytes;
  }
  return entries;
}

function readRecord(view: DataView, at: number, nameBytes: number, extraBytes: number): BlobEntry {
  // One character a byte: our own names are ASCII, and a stranger's are only shown.
  const name = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at + 46, nameBytes));
  const sizes = { bytes: at + 24, compressedBytes: at + 20, headerStart: at + 42 };
  const entry = { name, flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true) };
  let wide = findZip64(view, at + 46 + nameBytes, extraBytes);
  const read = (field: number): number => {
    const narrow = view.getUint32(field, true);
    if (narrow !== 0xffffffff || wide === null) return narrow;
    const value = Number(view.getBigUint64(wide, true));
    wide += 8;
    return value;
  };
  return {
    ...entry,
    bytes: read(sizes.bytes),
    compressedBytes: read(sizes.compressedBytes),
    headerStart: read(sizes.headerStart),
  };
}

/** Where the 64-bit sizes of a record begin, or null when it has none. */
function findZip64(view: DataView, start: number, bytes: number): number | null {
  for (let at = start; at + 4 <= start + bytes; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1 && view.getUint16(at + 2, true) >= 8) return at + 4;
  return null;
}

async function findDirectory(file: Blob): Promise<{ start: number; bytes: number; count: number }> {
  const tailStart = Math.max(0, file.size - endBytes - commentBytesMax);
  const tail = await viewOf(file, tailStart, file.size - tailStart);
  let at = tail.byteLength - endBytes;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new BlobZipError("", notWhole);
  const found = {
    count: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    start: tail.getUint32(at + 16, true),
  };
  if (found.count !== 0xffff && found.bytes !== 0xffffffff && found.start !== 0xffffffff) return found;
  const locator = at - 20;
  if (locator < 0 || tail.getUint32(locator, true) !== 0x07064b50) return found;
  const end = await viewOf(file, Number(tail.getBigUint64(locator + 8, true)), 56);
  if (end.getUint32(0, true) !== 0x06064b50) throw new BlobZipError("", notWhole);
  const [count, bytes, start] = [32, 40, 48].map((field) => Number(end.getBigUint64(field, true))) as [
    number,
    number,
    number,
  ];
  return { count, bytes, start };
}

const stored = 0;
const deflated = 8;

/** The bytes of an entry, unpacked, a piece at a time. @throws {BlobZipError} naming the entry. */
export async function* readBlobEntry(file: Blob, entry: BlobEntry): AsyncGenerator<Uint8Array> {
  const { name, method, bytes, compressedBytes } = entry;
  if ((method !== stored && method !== deflated) || (entry.flags & 1) !== 0)
    throw new BlobZipError(name, "It is packed in a way that is not read here.");
  const local = await viewOf(file, entry.headerStart, 30, name);
  if (local.getUint32(0, true) !== 0x04034b50)
    throw new BlobZipError(name, "Its local header is not where the directory says.");
  const start = entry.headerStart + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + compressedBytes > file.size) throw new BlobZipError(name, "It is cut off.");
  const raw = file.slice(start, start + compressedBytes).stream();
  const content = method === deflated ? raw.pipeThrough(new DecompressionStream("deflate-raw")) : raw;
  const reader = content.getReader();
  let seen = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      seen += value.byteLength;
      if (seen > bytes) throw new BlobZipError(name, "It unpacks to more bytes than it says.");
      yield value;
    }
  } catch (error) {
    if (error instanceof BlobZipError) throw error;
    throw new BlobZipError(name, "It cannot be unpacked.");
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (seen !== bytes) throw new BlobZipError(name, `It unpacks to ${seen} bytes and says ${bytes}.`);
}

async function viewOf(file: Blob, start: number, bytes: number, entry = ""): Promise<DataView> {
  if (!(start >= 0 && start + bytes <= file.size)) throw new BlobZipError(entry, notWhole);
  return new DataView(await file.slice(start, start + bytes).arrayBuffer());
}
