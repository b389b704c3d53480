import { inflateSync } from "node:zlib";

/** The pixels of a picture on white, three bytes each, from left to right and top to bottom. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

interface Header {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  /** Samples of a pixel. */
  channels: number;
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

// Adam7: where each pass begins and how far apart its pixels are (PNG, 8.2).
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const wholePass = [[0, 0, 1, 1]] as const;

/**
 * Decodes a PNG whose chunks were checked when it was stored (lib/workspaces/png). Memory is bounded by its size in pixels.
 * @throws {Error} when what the chunks hold is no picture.
 */
export function decodePng(file: Uint8Array): Pixels {
  const data = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const chunks = readChunks(data);
  const header = readHeader(chunks.get("IHDR")?.[0]);
  const isInterlaced = chunks.get("IHDR")?.[0]?.[12] === 1;
  const layout = (isInterlaced ? passes : wholePass).map((pass) => sizeOf(pass, header));
  const bytes = layout.reduce((sum, { height, stride }) => sum + height * (stride + 1), 0);
  const raw = inflateSync(Buffer.concat(chunks.get("IDAT") ?? []), { maxOutputLength: Math.max(1, bytes) });
  if (raw.length < bytes) throw new Error("The picture ends too early.");
  const rgb = new Uint8Array(header.width * header.height * 3);
  const colour = colourReader(header, chunks.get("PLTE")?.[0], chunks.get("tRNS")?.[0]);
  let at = 0;
  for (const { pass, width, height, stride } of layout) {
    const lines = unfilter(raw.subarray(at, at + height * (stride + 1)), height, stride, header);
    at += height * (stride + 1);
    for (let y = 0; y < height; y++) {
      const line = lines.subarray(y * stride, (y + 1) * stride);
      for (let x = 0; x < width; x++) {
        colour(line, x, rgb, ((pass[1] + y * pass[3]) * header.width + pass[0] + x * pass[2]) * 3);
      }
    }
  }
  return { width: header.width, height: header.height, rgb };
}

function readChunks(data: Buffer): Map<string, Buffer[]> {
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at + 12 <= data.length; ) {
    const length = data.readUInt32BE(at);
    const name = data.toString("latin1", at + 4, at + 8);
    chunks.set(name, [...(chunks.get(name) ?? []), data.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return chunks;
}

function readHeader(chunk: Buffer | undefined): Header {
  if (chunk?.length !== 13) throw new Error("The picture has no header.");
  const [depth = 0, colourType = 0] = chunk.subarray(8, 10);
  const channels = channelsOf[colourType];
  if (channels === undefined || !depthsOf[colourType]?.includes(depth))
    throw new Error("The picture has colours of an unknown kind.");
  return { width: chunk.readUInt32BE(0), height: chunk.readUInt32BE(4), depth, colourType, channels };
}

function sizeOf(pass: readonly [number, number, number, number], { width, height, depth, channels }: Header) {
  const across = Math.max(0, Math.ceil((width - pass[0]) / pass[2]));
  const down = across === 0 ? 0 : Math.max(0, Math.ceil((height - pass[1]) / pass[3]));
  return { pass, width: across, height: down, stride: Math.ceil((across * depth * channels) / 8) };
}

/** Undoes the filter of each line (PNG, 9.2). */
function unfilter(raw: Uint8Array, height: number, stride: number, { depth, channels }: Header): Uint8Array {
  const out = new Uint8Array(height * stride);
  const back = Math.max(1, (depth * channels) >> 3);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    if (filter > 4) throw new Error("The picture has a filter of an unknown kind.");
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= back ? (out[at - back] ?? 0) : 0;
      const up = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = x >= back && y > 0 ? (out[at - stride - back] ?? 0) : 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
}

type ColourReader = (line: Uint8Array, x: number, out: Uint8Array, at: number) => void;

/** Puts one pixel of a line, laid on white, into `out`. */
function colourReader(header: Header, palette: Uint8Array | undefined, clear: Uint8Array | undefined): ColourReader {
  const { depth, channels, colourType } = header;
  const largest = 2 ** depth - 1;
  const sample = (line: Uint8Array, index: number): number => {
    if (depth === 8) return line[index] ?? 0;
    if (depth === 16) return ((line[2 * index] ?? 0) << 8) | (line[2 * index + 1] ?? 0);
    const bit = index * depth;
    return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & largest;
  };
  const clearOf = (at: number) => ((clear?.[2 * at] ?? 0) << 8) | (clear?.[2 * at + 1] ?? 0);
  return (line, x, out, at) => {
    const first = x * channels;
    const value = sample(line, first);
    if (colourType === 3) {
      for (let part = 0; part < 3; part++)
        out[at + part] = onWhite(palette?.[value * 3 + part] ?? 0, clear?.[value] ?? 255);
      return;
    }
    const isColour = colourType === 2 || colourType === 6;
    const parts = isColour ? [value, sample(line, first + 1), sample(line, first + 2)] : [value, value, value];
    const isClear = clear !== undefined && parts.every((part, channel) => part === clearOf(isColour ? channel : 0));
    const hasAlpha = colourType === 4 || colourType === 6;
    const alpha = hasAlpha ? (sample(line, first + channels - 1) / largest) * 255 : isClear ? 0 : 255;
    for (let part = 0; part < 3; part++) out[at + part] = onWhite(((parts[part] ?? 0) / largest) * 255, alpha);
  };
}

const onWhite = (value: number, alpha: number) => Math.round((value * alpha + 255 * (255 - alpha)) / 255);

/** The picture at most `sideMax` pixels a side: each new pixel is the mean of those that it covers. */
export function scaleDown(pixels: Pixels, sideMax: number): Pixels {
  const factor = Math.ceil(Math.max(pixels.width, pixels.height) / sideMax);
  if (factor <= 1) return pixels;
  const width = Math.max(1, Math.floor(pixels.width / factor));
  const height = Math.max(1, Math.floor(pixels.height / factor));
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at++) {
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / 3 / width);
    rgb[at] = meanOf(pixels, x * factor, y * factor, factor, at % 3);
  }
  return { width, height, rgb };
}

function meanOf({ width, height, rgb }: Pixels, left: number, top: number, side: number, part: number): number {
  let sum = 0;
  let count = 0;
  for (let y = top; y < Math.min(height, top + side); y++) {
    for (let x = left; x < Math.min(width, left + side); x++) {
      sum += rgb[(y * width + x) * 3 + part] ?? 0;
      count += 1;
    }
  }
  return Math.round(sum / Math.max(1, count));
}
