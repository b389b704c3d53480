import { formatBytes, formatNumber } from "@/app/_components/format";

/** What a run counted, on one line: "75 findings · 107.5 kB". What there was none of is left out. */
export function countWords(counts: readonly { name: string; value: string }[]): string {
  return counts
    .filter(({ value }) => value !== "0")
    .slice(0, 3)
    .map(({ name, value }) => {
      if (!/^\d+$/.test(value)) return `${name} ${value}`;
      if (name === "Bytes") return formatBytes(value);
      const words = name.toLowerCase();
      return `${formatNumber(BigInt(value))} ${value === "1" ? words.replace(/s$/, "") : words}`;
    })
    .join(" · ");
}
