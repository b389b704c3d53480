import { Readable } from "node:stream";
import { ZipArchive } from "archiver";
import { byEntryName, EntryNameError, isEntryName } from "@/lib/archive/entry-names";

/** One entry to be: its name, and its bytes when its turn comes. */
export interface ZipSource {
  name: string;
  /** Called once, when the entries before it are written. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * The compression of every archive (docs/decisions/008): pinned, because the bytes depend on it. Level 6 with large
 * windows of work is a quarter faster than zlib's defaults, and its output is no larger.
 */
export const zipCompression: ZipCompression = { level: 6, memLevel: 9, chunkSize: 256 * 1024 };

/** What zlib is told. */
export interface ZipCompression {
  level: number;
  memLevel: number;
  chunkSize: number;
}

/**
 * A pack's archive as a stream of bytes: entries in the order of their names, all dated `asOf` (UTC, to two seconds).
 * @throws {EntryNameError} before the first byte, when a name is not on the allowlist or is there twice; while it is
 * read, whatever a source throws.
 */
export function writeZip(sources: readonly ZipSource[], asOf: Date): AsyncIterable<Uint8Array> {
  for (const { name } of sources)
    if (!isEntryName(name)) throw new EntryNameError(`An archive may not hold ${JSON.stringify(name)}.`);
  return writeEntries(
    [...sources].sort((a, b) => byEntryName(a.name, b.name)),
    asOf,
  );
}

// An archive with as many entries as the old field can count to is read as one that has a ZIP64 record; archiver writes it from one more on.
const zip64Entries = 0xffff;

/** As writeZip for names that the caller answers for, in the order given. @throws {EntryNameError} for a name that is there twice. */
export function writeEntries(
  sources: readonly ZipSource[],
  date: Date,
  compression: ZipCompression = zipCompression,
): AsyncIterable<Uint8Array> {
  const seen = new Set<string>();
  for (const { name } of sources) {
    if (seen.has(name)) throw new EntryNameError(`The entry ${JSON.stringify(name)} is there twice.`);
    seen.add(name);
  }
  return archiveBytes(sources, date, compression);
}

async function* archiveBytes(
  sources: readonly ZipSource[],
  date: Date,
  zlib: ZipCompression,
): AsyncGenerator<Uint8Array> {
  const archive = new ZipArchive({ zlib, forceZip64: sources.length >= zip64Entries });
  const filling = fill(archive, sources, date);
  // What goes wrong while filling is thrown below, at the reader's side.
  filling.catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of archive) yield chunk;
    await filling;
  } finally {
    archive.destroy();
  }
}

/** Gives the archive one entry at a time, the next when the last is written, so that only one source is open. */
async function fill(archive: ZipArchive, sources: readonly ZipSource[], date: Date): Promise<void> {
  for (const source of sources) await append(archive, source, date);
  await archive.finalize();
}

/**
 * Appends one entry and waits until it is written. A source that fails would end the process: archiver passes the error
 * on to a stream that nobody listens to. So archiver is given a guard, which ends quietly while the failure goes to us.
 */
function append(archive: ZipArchive, source: ZipSource, date: Date): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => {
      settle();
      // Ends the source too, wherever it stands: its file is closed.
      input.destroy();
      reject(error);
    };
    const written = () => {
      settle();
      resolve();
    };
    const closed = () => failed(new Error(`The archive was closed before ${source.name} was written.`));
    const settle = () => archive.off("error", failed).off("entry", written).off("close", closed);
    archive.once("error", failed).once("entry", written).once("close", closed);
    const input = Readable.from(guard(source, failed), { objectMode: false, highWaterMark: guardBytes });
    archive.append(input, { name: source.name, date, mode: 0o644 });
  });
}

const guardBytes = 1024 * 1024;

async function* guard(source: ZipSource, failed: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* source.open();
  } catch (error) {
    failed(error);
  }
}
