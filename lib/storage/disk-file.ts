import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pulledStream } from "@/lib/storage/pulled-stream";
import { type ByteRange, readBytes, StorageError, type StoredFile } from "@/lib/storage/storage";

/**
 * Opens a file for reading. Everything reads through the handle by position, so that one open file serves any number of
 * ranges.
 * @throws {StorageError} missing.
 */
export async function openStoredFile(file: string, name: string): Promise<StoredFile> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(refuse(name));
  const { size, isFile } = await handle.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (!isFile) {
    await handle.close();
    throw new StorageError("missing", `${name} is not a file.`);
  }
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= handle.close();
    return closing;
  };
  const whole = { start: 0, end: size - 1 };
  return {
    bytes: size,
    chunks: (range = whole, chunkBytes = readBytes.few) => readRange(handle, name, range, chunkBytes),
    stream: (range = whole, chunkBytes = readBytes.few) =>
      pulledStream(readRange(handle, name, range, chunkBytes), close),
    close,
  };
}

async function* readRange(
  handle: FileHandle,
  name: string,
  range: ByteRange,
  chunkBytes: number,
): AsyncGenerator<Uint8Array> {
  for (let position = range.start; position <= range.end; ) {
    const wanted = Math.min(chunkBytes, range.end - position + 1);
    const buffer = Buffer.allocUnsafeSlow(wanted);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position).catch((cause: unknown) => {
      throw new StorageError("failed", `${name} could not be read.`, cause);
    });
    if (bytesRead === 0) throw new StorageError("failed", `${name} ends at byte ${position}, before it should.`);
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function refuse(name: string): (error: unknown) => never {
  return (cause) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") throw new StorageError("missing", `${name} is not there.`, cause);
    throw new StorageError("failed", `${name} could not be opened (${code}).`, cause);
  };
}
