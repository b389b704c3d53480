/** The themes to choose from; "system" follows the reader's device. */
export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

/** The cookie that remembers the choice. */
export const themeCookie = "theme";

/** The theme that a text names; anything else is the system's. */
export function readTheme(text: unknown): Theme {
  return themes.find((theme) => theme === text) ?? "system";
}
