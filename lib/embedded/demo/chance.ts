import { createHash } from "node:crypto";

const digest = (words: readonly string[]) => createHash("sha256").update(words.join("\n")).digest();

/** A number from 0 up to, and not, 2^32: it looks random, and the same words always give the same one. */
export function dice(...words: string[]): number {
  return digest(words).readUInt32BE(0);
}

/** A GUID that the same words always give. */
export function guidOf(...words: string[]): string {
  const hex = digest(["tenantpilot demo", ...words]).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
