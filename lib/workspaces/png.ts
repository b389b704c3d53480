import { crc32 } from "node:zlib";
import { AppError } from "@/lib/errors";

/** A picture that was looked at chunk by chunk. */
export interface Png {
  width: number;
  height: number;
  /** The picture and nothing else: texts, times, colour profiles and whatever followed its end are left out. */
  bytes: Uint8Array<ArrayBuffer>;
}

const signature = Buffer.from("89504e470d0a1a0a", "hex");
// What a viewer needs to draw it; everything else that a PNG may carry is dropped.
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** The most pixels of a side: it is shown at a few centimetres. */
export const sideMax = 2000;

/**
 * Reads a PNG file (ISO/IEC 15948): signature, chunks with their checksums, IHDR first, IEND last.
 * @throws {AppError} invalid_input when it is no PNG, damaged, or larger than 2,000 pixels a side.
 */
export function readPng(file: Uint8Array): Png {
  const data = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!data.subarray(0, 8).equals(signature)) throw wrong("The logo is no PNG file.", "Save it as PNG and try again.");
  const parts: Buffer[] = [signature];
  let size: { width: number; height: number } | null = null;
  let hasPixels = false;
  for (let at = 8; ; ) {
    const length = at + 12 <= data.length ? data.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + 12 + length;
    if (end > data.length) throw damaged();
    const name = data.toString("latin1", at + 4, at + 8);
    if (crc32(data.subarray(at + 4, end - 4)) !== data.readUInt32BE(end - 4)) throw damaged();
    if (size === null) size = readSize(name, data.subarray(at + 8, end - 4));
    if (name === "IDAT") hasPixels = true;
    if (kept.has(name)) parts.push(data.subarray(at, end));
    if (name === "IEND") break;
    at = end;
  }
  if (!size || !hasPixels) throw damaged();
  return { ...size, bytes: new Uint8Array(Buffer.concat(parts)) };
}

function readSize(name: string, header: Buffer): { width: number; height: number } {
  if (name !== "IHDR" || header.length !== 13) throw damaged();
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  if (size.width < 1 || size.height < 1) throw damaged();
  if (size.width > sideMax || size.height > sideMax) {
    throw wrong(`The logo is ${size.width} × ${size.height} pixels.`, `Scale it down to ${sideMax} a side at most.`);
  }
  return size;
}

const damaged = () => wrong("The logo's file is damaged.", "Export it again and try once more.");

function wrong(message: string, next: string): AppError {
  return new AppError("invalid_input", message, { next });
}
