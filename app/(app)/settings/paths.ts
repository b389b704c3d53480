import type { SettingsNotice, SettingsTab } from "./schema";

/** The address of a settings page. The workspace stands in it for people who have several. */
export function settingsPath(tab: SettingsTab | "", more: Record<string, string | undefined> = {}, below = ""): string {
  const given = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const path = ["/settings", tab, below].filter(Boolean).join("/");
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

/** What is said on arrival, as parameters. `now` tells two of the same apart and lets an old one fall silent. */
export function noticed(notice: SettingsNotice, now: Date): { notice: string; at: string } {
  return { notice, at: String(now.getTime()) };
}
