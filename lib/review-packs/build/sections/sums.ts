import type { RenderInput } from "@/lib/review-packs/build/section";

/** SHA256SUMS: every other entry, in the format of GNU coreutils, for `sha256sum -c SHA256SUMS`. */
export function renderSums({ entries }: Pick<RenderInput, "entries">): string {
  return entries.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
}

/** Hashes by path, or null when the text is not such a list. */
export function parseSums(text: string): Map<string, string> | null {
  const sums = new Map<string, string>();
  for (const line of text.split("\n").slice(0, -1)) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (!match?.[1] || !match[2] || sums.has(match[2])) return null;
    sums.set(match[2], match[1]);
  }
  return text.endsWith("\n") ? sums : null;
}
