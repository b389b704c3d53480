import type { SearchEntry } from "@/app/(app)/search/entries";

const entriesMax = 5;
const keyOf = (reader: string) => `tenantpilot.recent.${reader}`;

/** Where the palette led in this tab, the last first. Kept in the tab alone: titles of findings are nobody else's business. */
export function readRecent(reader: string): SearchEntry[] {
  try {
    const entries: unknown = JSON.parse(sessionStorage.getItem(keyOf(reader)) ?? "[]");
    return Array.isArray(entries) ? entries.filter(isEntry).slice(0, entriesMax) : [];
  } catch {
    return [];
  }
}

/** Puts an entry first among the recent ones. A browser that keeps nothing loses nothing. */
export function rememberRecent(reader: string, entry: SearchEntry): void {
  const others = readRecent(reader).filter(({ href }) => href !== entry.href);
  const { href, icon, title, detail } = entry;
  try {
    const entries = [{ href, icon, title, detail }, ...others].slice(0, entriesMax);
    sessionStorage.setItem(keyOf(reader), JSON.stringify(entries));
  } catch {
    // Storage is full or forbidden.
  }
}

/** Only addresses of our own pages: what a tab keeps may have been written by somebody else. */
function isEntry(value: unknown): value is SearchEntry {
  const entry = value as Partial<SearchEntry> | null;
  return (
    typeof entry?.href === "string" &&
    /^\/(?!\/)/.test(entry.href) &&
    typeof entry.title === "string" &&
    typeof entry.detail === "string"
  );
}
