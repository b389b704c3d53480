/** A text with what was looked for marked in it, whole or else word by word. */
export function Highlight({ text, wanted }: { text: string; wanted: string }) {
  const words = [wanted, ...wanted.split(/\s+/)].filter((word) => word.length > 0);
  if (words.length === 0) return text;
  const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");
  // Split by a pattern with one group: every second part is what matched.
  const parts = text.split(new RegExp(`(${pattern})`, "giu"));
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay where they are
      <mark key={at} className="bg-transparent font-medium text-link underline decoration-1 underline-offset-2">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
