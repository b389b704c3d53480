import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { readUtf8 } from "@/lib/imports/encoding";

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

async function read(bytes: Uint8Array, pieceBytes = 3): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readUtf8(inPieces(bytes, pieceBytes))) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("the encodings of a file", () => {
  // A text that begins with a letter, as JSON and CSV do: two bytes of which none is NUL.
  const text = fc.string({ unit: "binary" }).map((rest) => `ab${rest}`.replaceAll("\ufeff", ""));
  const pieceBytes = fc.integer({ min: 1, max: 9 });

  it.each<[string, (text: string) => Buffer]>([
    ["UTF-8", (text) => Buffer.from(text)],
    ["UTF-8 with a byte order mark", (text) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16, little end first", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16, big end first", (text) => utf16be(`\ufeff${text}`)],
  ])("%s is read, however it is cut into pieces", async (_, encode) => {
    await fc.assert(
      fc.asyncProperty(text, pieceBytes, async (written, size) => {
        expect(await read(encode(written), size)).toBe(written);
      }),
    );
  });

  it.each([
    ["Latin-1", Buffer.from("Gr\u00fc\u00dfe", "latin1")],
    ["a character that is cut off", Buffer.from("Grüße 😀").subarray(0, -1)],
    ["an overlong form", Buffer.from([0x61, 0x62, 0xc0, 0xaf])],
    ["half a pair of surrogates", Buffer.from([0xff, 0xfe, 0x61, 0, 0x3d, 0xd8])],
    ["an odd number of bytes of UTF-16", Buffer.from([0xff, 0xfe, 0x61, 0, 0x62])],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ["UTF-16 without a byte order mark", Buffer.from("[{}]", "utf16le")],
    ["a ZIP archive", Buffer.from([0x50, 0x4b, 3, 4])],
  ])("%s is refused in words", async (_, bytes) => {
    for (const size of [1, 2, 100]) await expect(read(bytes, size)).rejects.toThrow(AppError);
  });
});
