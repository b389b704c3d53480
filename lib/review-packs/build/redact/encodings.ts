import { normal } from "@/lib/review-packs/build/redact/people";

/** A value in one of the ways in which it can stand in a file: bytes, with ASCII letters small. */
export interface Encoded {
  bytes: Uint8Array;
  /** Whether it counts only where no letter or digit touches it: one so short stands in hashes and pseudonyms by chance. */
  needsEdges: boolean;
}

const bytesMax = 640;
const freeChars = 10;
const freeHexChars = 24;

/**
 * A value in every usual encoding (pack.md, include_pii = false): as it is, as it is in JSON, in an address, in HTML,
 * quoted-printable, hexadecimal, base64 and UTF-16; each as somebody would write it who encodes what has to be encoded, and
 * as somebody who encodes everything. Capital letters make no difference.
 */
export function encodingsOf(value: string): Encoded[] {
  const lower = normal(value);
  // Only ASCII letters are made small while bytes are searched: other capital letters are forms of their own.
  const forms = [...new Set([lower, value, ...(/[^\0-\x7f]/.test(lower) ? [lower.toUpperCase()] : [])])];
  const texts = forms.flatMap((form) => [form, ...escapesOf(form), ...base64Of(form)]);
  const all = [...new Set(texts)].map((text) => toEncoded(small(Buffer.from(text, "utf8")), freeChars));
  const hex = forms.map((text) => toEncoded(Buffer.from(Buffer.from(text).toString("hex")), freeHexChars));
  const wide = forms.flatMap((text) =>
    [utf16(text), utf16(text).swap16()].map((bytes) => toEncoded(bytes, 2 * freeChars)),
  );
  return [...all, ...hex, ...wide];
}

function toEncoded(bytes: Uint8Array, free: number): Encoded {
  return { bytes: bytes.subarray(0, bytesMax), needsEdges: bytes.length < free };
}

const utf16 = (text: string) => small(Buffer.from(text, "utf16le"));

/** ASCII letters small, in place. Other letters are compared as they are. */
function small<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  for (let at = 0; at < bytes.length; at++) bytes[at] = smallByte[bytes[at] ?? 0] ?? 0;
  return bytes;
}

/** Each byte with ASCII letters small. */
export const smallByte = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

function escapesOf(text: string): string[] {
  const bytes = [...Buffer.from(text, "utf8")];
  const each = (write: (code: number, character: string) => string) =>
    [...text].map((character) => write(character.codePointAt(0) ?? 0, character)).join("");
  const hex2 = (byte: number) => byte.toString(16).padStart(2, "0");
  const isPlain = (byte: number) => /[a-z0-9]/i.test(String.fromCharCode(byte));
  const units = [...Array(text.length).keys()].map((at) => text.charCodeAt(at));
  const unit = (code: number) => `\\u${code.toString(16).padStart(4, "0")}`;
  return [
    JSON.stringify(text).slice(1, -1),
    units.map((code) => (code < 128 ? String.fromCharCode(code) : unit(code))).join(""),
    units.map(unit).join(""),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll("%20", "+"),
    bytes.map((byte) => `%${hex2(byte)}`).join(""),
    each((_, character) => htmlNames[character] ?? character),
    each((code, character) => (code < 128 && isPlain(code) ? character : `&#${code};`)),
    each((code) => `&#${code};`),
    each((code) => `&#x${code.toString(16)};`),
    bytes
      .map((byte) => (isPlain(byte) || byte === 46 || byte === 32 ? String.fromCharCode(byte) : `=${hex2(byte)}`))
      .join(""),
    bytes.map((byte) => `=${hex2(byte)}`).join(""),
  ];
}

const htmlNames: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What a value looks like inside base64, wherever in the encoded text it begins; without the characters at its ends that others share. */
function base64Of(text: string): string[] {
  const shifted = [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, "utf8")]);
    const from = shift === 0 ? 0 : shift === 1 ? 2 : 3;
    const to = Math.floor((bytes.length * 8) / 6);
    return [bytes.toString("base64").slice(from, to), bytes.toString("base64url").slice(from, to)];
  });
  return shifted.filter((one) => one.length >= 6);
}
