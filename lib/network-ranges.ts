import { BlockList, isIP, SocketAddress } from "node:net";

/** An address in the one way in which it is written here; null for what is none. Of IPv4 that is written as IPv6, the IPv4. */
export function plainAddress(text: string): string | null {
  const family = isIP(text);
  if (family !== 6) return family === 4 ? text : null;
  const { address } = new SocketAddress({ address: text, family: "ipv6" });
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

/**
 * Addresses and ranges (CIDR), separated by commas. A range of everybody is none: who believes everybody believes nobody.
 * @returns null when one of them is neither.
 */
export function parseRanges(text: string): BlockList | null {
  const ranges = new BlockList();
  for (const part of text.split(",")) {
    const [, written = "", length] = /^\s*([^\s/]+)(?:\/([1-9]\d{0,2}))?\s*$/.exec(part) ?? [];
    const address = plainAddress(written);
    if (address === null) return null;
    const family = familyOf(address);
    const bits = family === "ipv4" ? 32 : 128;
    const prefix = Number(length ?? bits);
    if (prefix > bits) return null;
    ranges.addSubnet(address, prefix, family);
  }
  return ranges;
}

/** Whether an address, plain as above, is in one of the ranges. */
export function isWithin(ranges: BlockList, address: string): boolean {
  return ranges.check(address, familyOf(address));
}

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
