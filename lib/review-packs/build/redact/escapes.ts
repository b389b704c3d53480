/** One way of writing characters as other bytes. What an escape stands for never takes more bytes than the escape itself. */
export interface Escaping {
  /** The bytes that an escape begins with. */
  leads: readonly number[];
  /** Of the longest escape. */
  bytesMax: number;
  /** Writes what the escape at `at` stands for to `out`, from `to` on. Null when there is none. */
  undo(bytes: Uint8Array, at: number, out: Buffer, to: number): Undone | null;
}

/** How many bytes an escape takes, and how many it stands for. */
export interface Undone {
  read: number;
  written: number;
}

const code = (character: string) => character.charCodeAt(0);

/** The number that hexadecimal digits stand for; -1 when one of them is none. */
function hexNumber(bytes: Uint8Array, from: number, digits: number): number {
  let number = 0;
  for (let at = from; at < from + digits; at++) {
    const digit = hexDigits[bytes[at] ?? 0] ?? -1;
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

const hexDigits = Int8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-f]/i.test(String.fromCharCode(byte)) ? Number.parseInt(String.fromCharCode(byte), 16) : -1,
);

function undoHexByte(bytes: Uint8Array, at: number, out: Buffer, to: number): Undone | null {
  const byte = hexNumber(bytes, at + 1, 2);
  if (byte < 0) return null;
  out[to] = byte;
  return { read: 3, written: 1 };
}

/** Addresses and forms: `%7a`, and `+` for a space. */
const ofAddresses: Escaping = {
  leads: [code("%"), code("+")],
  bytesMax: 3,
  undo(bytes, at, out, to) {
    if (bytes[at] === code("%")) return undoHexByte(bytes, at, out, to);
    out[to] = code(" ");
    return { read: 1, written: 1 };
  },
};

/** Quoted-printable: `=7a`. */
const ofMails: Escaping = { leads: [code("=")], bytesMax: 3, undo: undoHexByte };

const htmlBytesMax = 12;
const htmlNames = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** HTML and XML: `&lt;`, `&#122;`, `&#x7a;`. */
const ofHtml: Escaping = {
  leads: [code("&")],
  bytesMax: htmlBytesMax,
  undo(bytes, at, out, to) {
    const words = String.fromCharCode(...bytes.subarray(at + 1, at + htmlBytesMax));
    const name = words.slice(0, Math.max(0, words.indexOf(";")));
    const character = htmlNames.get(name) ?? characterOf(name);
    return character === null ? null : { read: name.length + 2, written: out.write(character, to) };
  },
};

function characterOf(name: string): string | null {
  if (!/^#(?:\d+|x[\da-f]+)$/i.test(name)) return null;
  const point = Number(name.slice(1).replace(/^x/i, "0x"));
  return point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

const jsonLetters = new Map(
  Object.entries({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }).map(
    ([letter, character]) => [code(letter), code(character)] as const,
  ),
);

/** JSON: `\n`, `\u007a`, and characters beyond the first plane in two halves. */
const ofJson: Escaping = {
  leads: [code("\\")],
  bytesMax: 12,
  undo(bytes, at, out, to) {
    const letter = jsonLetters.get(bytes[at + 1] ?? 0);
    if (letter !== undefined) {
      out[to] = letter;
      return { read: 2, written: 1 };
    }
    const unit = unitAt(bytes, at);
    if (unit < 0) return null;
    const isFirstHalf = unit >= 0xd800 && unit <= 0xdbff;
    const second = isFirstHalf ? unitAt(bytes, at + 6) : -1;
    const text = second < 0 ? String.fromCharCode(unit) : String.fromCharCode(unit, second);
    return { read: second < 0 ? 6 : 12, written: out.write(text, to) };
  },
};

/** The number in `\u007a`; -1 for what is no such escape. */
const unitAt = (bytes: Uint8Array, at: number) =>
  bytes[at] === code("\\") && bytes[at + 1] === code("u") ? hexNumber(bytes, at + 2, 4) : -1;

/** UTF-16, of what has one byte in it: without the zeros between its characters it is plain, whichever come first. */
const ofWideText: Escaping = { leads: [0], bytesMax: 1, undo: () => ({ read: 1, written: 0 }) };

/** Every way that is undone before bytes are searched. In each alone: what is none in one of them is plain text there. */
export const escapings: readonly Escaping[] = [ofAddresses, ofMails, ofHtml, ofJson, ofWideText];
