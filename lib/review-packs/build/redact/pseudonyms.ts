import { hash } from "node:crypto";
import { Remembered } from "@/lib/review-packs/build/redact/remembered";

/** What a pseudonym stands for. The part behind the dash depends on the value only. */
export type PseudonymKind =
  | "person"
  | "address"
  | "device"
  | "object"
  | "account"
  | "check"
  | "scope"
  | "tool"
  | "name"
  | "tenant";

const kinds = "person|address|device|object|account|check|scope|tool|name|tenant";

/** One pseudonym, wherever it stands: what is one already is left as it is. */
export const pseudonymPattern = new RegExp(`^(?:${kinds})[-_][0-9a-hjkmnp-tv-z]{12}$`);

/** Pseudonyms within a word. */
export const pseudonymInside = new RegExp(`\\b(?:${kinds})[-_][0-9a-hjkmnp-tv-z]{12}\\b`, "g");

const blockBytes = 64;
const digestBytes = 32;
const rememberedChars = 4_000_000;

/**
 * Pseudonyms by HMAC-SHA256 (RFC 2104) with the tenant's own secret: the same value is the same token in every file and every
 * pack of the tenant, and nobody without the secret can try values out (docs/decisions/022).
 */
export class Pseudonyms {
  readonly #inner = Buffer.alloc(blockBytes);
  readonly #outer = Buffer.alloc(blockBytes + digestBytes);
  readonly #remembered = new Remembered<string>(rememberedChars);
  readonly #body = (value: string) => toBase32(this.#mac(`value\0${value.normalize("NFKC")}`));

  /** @param secret the tenant's, 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#inner.set(secret);
    this.#outer.set(secret);
    for (let at = 0; at < blockBytes; at++) {
      this.#inner[at] = (this.#inner[at] ?? 0) ^ 0x36;
      this.#outer[at] = (this.#outer[at] ?? 0) ^ 0x5c;
    }
  }

  /** A token such as `person-8c2d4k7m1qx0`. Capital letters and white space around the value make no difference. */
  of(kind: PseudonymKind, value: string): string {
    return `${kind}-${this.#remembered.of(value.trim().toLowerCase(), this.#body)}`;
  }

  /** 64 hex digits in place of a hash that somebody could compute from guessed values. */
  hash(hashed: string): string {
    return Buffer.from(this.#mac(`hash\0${hashed}`), "latin1").toString("hex");
  }

  /** One character a byte. Twice as fast as createHmac, which makes two objects for each value. */
  #mac(text: string): string {
    const inner = hash("sha256", Buffer.concat([this.#inner, Buffer.from(text, "utf8")]), "binary");
    this.#outer.write(inner, blockBytes, "latin1");
    return hash("sha256", this.#outer, "binary");
  }
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const characters = 12;
const bitsEach = 5;

/** The first 60 bits, in Crockford's alphabet: it has no letters that look like digits. */
function toBase32(bytes: string): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (let at = 0; text.length < characters; at++) {
    value = ((value << 8) | bytes.charCodeAt(at)) & 0xfff;
    bits += 8;
    while (bits >= bitsEach) {
      bits -= bitsEach;
      text += alphabet[(value >> bits) & 31];
    }
  }
  return text;
}
