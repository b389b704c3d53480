import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const randomBits = 80n;
const randomMask = (1n << randomBits) - 1n;

/** A ULID (github.com/ulid/spec): 26 characters that sort by time. */
export function newUlid(now: Date): string {
  return encode(now.getTime(), BigInt(`0x${randomBytes(10).toString("hex")}`));
}

/**
 * Internal ids for the events of one request, from the SDK's header `x-inngest-event-id-seed` ("<ms>,<10 bytes base64>"):
 * the n-th event, counted from 1, adds n to the random part (recorded). The SDK repeats the header when it sends again
 * after a lost answer, so the same events get the same ids and are stored once. Null for a header of another form.
 */
export function seededUlids(seed: string | undefined, count: number): string[] | null {
  const match = /^(\d{1,14}),([A-Za-z0-9+/]{14}==)$/.exec(seed ?? "");
  if (!match?.[1] || !match[2]) return null;
  const random = BigInt(`0x${Buffer.from(match[2], "base64").toString("hex")}`);
  const time = Number(match[1]);
  return Array.from({ length: count }, (_, index) => encode(time, (random + BigInt(index) + 1n) & randomMask));
}

function encode(timeMs: number, random: bigint): string {
  let value = (BigInt(timeMs) << randomBits) | random;
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = alphabet[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}
