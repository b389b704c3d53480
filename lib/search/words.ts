/**
 * Whether each word of what is looked for is in one of the texts, in whatever case. Words may also be in `about` (the tenant
 * that a thing belongs to), as long as one of them is in the texts: "contoso import".
 */
export function hasWords(wanted: string, texts: readonly string[], about = ""): boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const own = texts.join("\n").toLowerCase();
  const all = `${own}\n${about.toLowerCase()}`;
  return words.some((word) => own.includes(word)) && words.every((word) => all.includes(word));
}
