import { crc32, deflateRawSync } from "node:zlib";
import type { ZipPart } from "@/lib/archive/write-zip";

/** An entry for our writer, compressed in one go. */
export function zipPart(name: string, content: string | Uint8Array): ZipPart {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const packed = deflateRawSync(bytes);
  return {
    name,
    bytes: bytes.length,
    crc32: crc32(bytes),
    packedBytes: packed.length,
    async *open() {
      yield packed;
    },
  };
}
