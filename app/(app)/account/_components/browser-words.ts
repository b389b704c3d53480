// The first that is named counts: Edge also calls itself Chrome, and Chrome also Safari.
const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/Chrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];
const shownCharacters = 60;

/** What a browser calls itself, as people know it: "Firefox on Windows". What is not recognised stands as it came, shortened. */
export function browserWords(userAgent: string | null): string {
  if (userAgent === null) return "A browser that does not say which";
  const named = (known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = named(browsers);
  const system = named(systems);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return userAgent.length > shownCharacters ? `${userAgent.slice(0, shownCharacters)}…` : userAgent;
}
