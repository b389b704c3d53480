import { createHash } from "node:crypto";

/** A value that must not be found in a pack without people's data. */
export interface Canary {
  kind: "name" | "sign-in" | "id" | "address" | "device";
  value: string;
}

const syllables = ["zor", "vaq", "quil", "bex", "jyn", "wox", "plu", "kaz", "fru", "gri", "müs", "tov"];
const dice = (seed: string, sides: number) => createHash("sha256").update(seed).digest().readUInt32BE(0) % sides;
const word = (seed: string) => {
  const text = [0, 1, 2].map((at) => syllables[dice(`${seed}/${at}`, syllables.length)]).join("");
  return text.charAt(0).toUpperCase() + text.slice(1);
};
const hex = (seed: string, digits: number) => createHash("sha256").update(seed).digest("hex").slice(0, digits);

/** People, each with a name, a sign-in name and an id; addresses of three kinds; and devices. The same each time. */
export function canaries(): Canary[] {
  const people = Array.from({ length: 50 }, (_, at): Canary[] => {
    const [first, last] = [word(`first${at}`), word(`last${at}`)];
    const id = hex(`id${at}`, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return [
      { kind: "name", value: `${first} ${last}` },
      { kind: "sign-in", value: `${first}.${last}${at}@canary.example`.replaceAll("ü", "ue") },
      { kind: "id", value: id },
    ];
  }).flat();
  const addresses = Array.from({ length: 45 }, (_, at): Canary => {
    const of = [
      `10.${100 + dice(`a${at}`, 150)}.${dice(`b${at}`, 250)}.${100 + at}`,
      `2001:db8:${hex(`v6${at}`, 4)}::${hex(`v6b${at}`, 3)}1`,
      (hex(`mac${at}`, 12).match(/../g) ?? []).join("-"),
    ];
    return { kind: "address", value: of[at % 3] ?? "" };
  });
  const devices = Array.from(
    { length: 45 },
    (_, at): Canary => ({ kind: "device", value: `LAPTOP-${hex(`d${at}`, 6).toUpperCase()}${at}` }),
  );
  return [...people, ...addresses, ...devices];
}

const codes = (text: string, write: (code: number) => string) =>
  [...text].map((character) => write(character.codePointAt(0) ?? 0)).join("");
const bytesOf = (text: string, write: (hex: string) => string) =>
  [...Buffer.from(text, "utf8")].map((byte) => write(byte.toString(16).padStart(2, "0"))).join("");

/** The ways in which a value can be written. Written here without a look at how the product does it. */
export const encodings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => bytesOf(text, (two) => `%${two}`),
  (text) => codes(text, (code) => `&#${code};`),
  (text) => Buffer.from(text, "utf8").toString("base64").replace(/=+$/, ""),
  (text) => Buffer.from(text, "utf8").toString("hex"),
  (text) => codes(text, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  (text) => bytesOf(text, (two) => `=${two.toUpperCase()}`),
  (text) => encodeURIComponent(text),
];

/** The canaries that stand in these bytes, in any of the ways, and in UTF-16; capital letters make no difference. */
export function canariesIn(bytes: Buffer, all: readonly Canary[]): string[] {
  const small = bytes.toString("latin1").toLowerCase();
  const asBytes = (text: string) => Buffer.from(text, "utf8").toString("latin1").toLowerCase();
  const wide = (text: string) => Buffer.from(text.toLowerCase(), "utf16le").toString("latin1");
  return all
    .filter(({ value }) => {
      const ways = [
        ...encodings.map((encode) => asBytes(encode(value))),
        wide(value),
        asBytes(JSON.stringify(value).slice(1, -1)),
      ];
      return ways.some((way) => small.includes(way));
    })
    .map(({ value }) => value);
}
