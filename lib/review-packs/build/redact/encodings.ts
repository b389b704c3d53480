import { normal } from "@/lib/review-packs/build/redact/people";

/** A value in one of the ways in which it can stand in a file. */
export interface Encoded {
  /** Bytes, one character each, with ASCII letters small. */
  text: string;
  /** Whether it counts only where no letter or digit touches it: one so short stands in hashes and pseudonyms by chance. */
  needsEdges: boolean;
}

/** A value has no more of them than this. */
export const encodingsMax = 32;

const bytesMax = 640;
const freeBytes = 10;
const freeHexDigits = 24;
const freeWideBytes = 20;

/**
 * A value in those usual encodings (pack.md, include_pii = false) that a text is not freed of before it is searched
 * (escapes.ts): as it is, inside base64, in hexadecimal digits, and in UTF-16 where that has no zeros to leave out.
 * Capital letters make no difference.
 */
export function encodingsOf(value: string): Encoded[] {
  const lower = normal(value);
  const isAscii = !/[^\0-\x7f]/.test(lower);
  // Only ASCII letters are made small while bytes are searched: other capital letters are forms of their own.
  const forms = lower === value ? [lower] : [lower, value];
  if (!isAscii) forms.push(lower.toUpperCase());
  const found: Encoded[] = [];
  const put = (text: string, bytes: number, free: number) => {
    if (!found.some((one) => one.text === text)) found.push({ text, needsEdges: bytes < free });
  };
  for (const form of forms) {
    const moved = Buffer.from(`\0\0${form}`, "utf8");
    const bytes = moved.length - 2;
    put(small(moved.toString("latin1", 2)), bytes, freeBytes);
    for (const text of base64Of(moved)) put(text.slice(0, bytesMax).toLowerCase(), text.length, freeBytes);
    put(moved.toString("hex", 2).slice(0, bytesMax), 2 * bytes, freeHexDigits);
    if (isAscii) continue;
    const wide = Buffer.from(form, "utf16le");
    put(small(wide.toString("latin1")), wide.length, freeWideBytes);
    put(small(wide.swap16().toString("latin1")), wide.length, freeWideBytes);
  }
  return found;
}

/** Bytes, one character each: as many as are searched for, with ASCII letters small. */
function small(bytes: string): string {
  const cut = bytes.slice(0, bytesMax);
  return /[^\0-\x7f]/.test(cut) ? cut.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : cut.toLowerCase();
}

/** Each byte with ASCII letters small. */
export const smallByte = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

const shortestBase64 = 6;

/**
 * What a value looks like inside base64, wherever in the encoded text it begins; without the characters at its ends that others share.
 * @param moved the value with two bytes before it.
 */
function base64Of(moved: Buffer): string[] {
  const found: string[] = [];
  for (const shift of [0, 1, 2]) {
    const from = shift === 0 ? 0 : shift === 1 ? 2 : 3;
    const to = Math.floor(((moved.length - 2 + shift) * 8) / 6);
    const text = moved.toString("base64", 2 - shift).slice(from, to);
    if (text.length < shortestBase64) continue;
    found.push(text);
    if (/[+/]/.test(text)) found.push(text.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return found;
}
