import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodePng, scaleDown } from "@/lib/review-packs/build/report/png-pixels";

interface Picture {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  interlace?: number;
  chunks?: Record<string, number[]>;
  /** Filtered lines as they are compressed. */
  raw: number[];
}

function png({ width, height, depth, colourType, interlace = 0, chunks = {}, raw }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    ...Object.entries(chunks).map(([name, data]) => chunk(name, Buffer.from(data))),
    chunk("IDAT", deflateSync(Buffer.from(raw))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const edge = Buffer.alloc(8);
  edge.writeUInt32BE(data.length, 0);
  edge.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([edge.subarray(0, 4), body, edge.subarray(4)]);
}

const pixels = (picture: Picture) => [...decodePng(png(picture)).rgb];

describe("a logo's pixels", () => {
  it("of true colour, filtered in each of the five ways", () => {
    const first = [10, 20, 30, 40, 50, 60];
    const lines = [
      [0, ...first],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0],
    ];
    const all = pixels({ width: 2, height: 5, depth: 8, colourType: 2, raw: lines.flat() });
    expect([0, 1, 2, 3, 4].map((line) => all.slice(line * 6, line * 6 + 6))).toEqual([
      first,
      first,
      first,
      [10, 20, 30, 40, 50, 60],
      [10, 20, 30, 40, 50, 60],
    ]);
  });

  it("lie on white where they are clear", () => {
    const raw = [0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 128];
    expect(pixels({ width: 3, height: 1, depth: 8, colourType: 6, raw })).toEqual([
      255, 0, 0, 255, 255, 255, 127, 127, 127,
    ]);
  });

  it("of a palette with clear colours, two bits each", () => {
    const chunks = { PLTE: [255, 0, 0, 0, 255, 0, 0, 0, 255], tRNS: [255, 0] };
    expect(pixels({ width: 3, height: 1, depth: 2, colourType: 3, chunks, raw: [0, 0b00011000] })).toEqual([
      255, 0, 0, 255, 255, 255, 0, 0, 255,
    ]);
  });

  it("of grey: one bit, sixteen bits, and with a colour that is clear", () => {
    expect(pixels({ width: 3, height: 1, depth: 1, colourType: 0, raw: [0, 0b10100000] })).toEqual([
      255, 255, 255, 0, 0, 0, 255, 255, 255,
    ]);
    expect(pixels({ width: 1, height: 1, depth: 16, colourType: 0, raw: [0, 0x80, 0x00] })).toEqual([128, 128, 128]);
    const chunks = { tRNS: [0, 7] };
    expect(pixels({ width: 2, height: 1, depth: 8, colourType: 0, chunks, raw: [0, 7, 8] })).toEqual([
      255, 255, 255, 8, 8, 8,
    ]);
    expect(pixels({ width: 1, height: 1, depth: 8, colourType: 4, raw: [0, 100, 255] })).toEqual([100, 100, 100]);
  });

  it("interlaced come out where they belong", () => {
    const value = (x: number, y: number) => y * 9 + x;
    const passes = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ] as const;
    const raw: number[] = [];
    for (const [left, top, across, down] of passes) {
      for (let y = top; y < 9; y += down) {
        raw.push(0);
        for (let x = left; x < 9; x += across) raw.push(value(x, y));
      }
    }
    const all = pixels({ width: 9, height: 9, depth: 8, colourType: 0, interlace: 1, raw });
    expect(all.filter((_, at) => at % 3 === 0)).toEqual(
      Array.from({ length: 81 }, (_, at) => value(at % 9, Math.floor(at / 9))),
    );
  });

  it("that are not there, of an unknown kind or too many are an error, and take no memory", () => {
    const good: Picture = { width: 2, height: 1, depth: 8, colourType: 0, raw: [0, 1, 2] };
    expect(() => pixels({ ...good, raw: [0, 1] })).toThrow("ends too early");
    expect(() => pixels({ ...good, raw: [9, 1, 2] })).toThrow("filter");
    expect(() => pixels({ ...good, colourType: 5 })).toThrow("colours");
    expect(() => pixels({ ...good, depth: 3 })).toThrow("colours");
    expect(() => pixels({ ...good, raw: new Array(100_000).fill(0) })).toThrow();
    expect(() => decodePng(Buffer.alloc(8))).toThrow("header");
  });

  it("are scaled down to the mean of what they cover", () => {
    const rgb = new Uint8Array([0, 0, 0, 100, 100, 100, 200, 200, 200, 100, 100, 100]);
    expect(scaleDown({ width: 2, height: 2, rgb }, 1)).toEqual({
      width: 1,
      height: 1,
      rgb: new Uint8Array([100, 100, 100]),
    });
    expect(scaleDown({ width: 2, height: 2, rgb }, 2)).toMatchObject({ width: 2 });
  });
});
