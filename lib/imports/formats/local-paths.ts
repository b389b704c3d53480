// Paths of the machine on which a tool ran. They name its user, and say nothing about the tenant.
const windows = String.raw`[A-Za-z]:[\\/](?:[^\\/\s"'<>|:*?]+[\\/])*[^\\/\s"'<>|:*?]*`;
const share = String.raw`\\\\[\w.$-]+\\[^\s"'<>|]+`;
const unix = String.raw`/(?:Users|home|root|private|var|tmp|opt|mnt|usr|etc|runner|workspace|Applications|Volumes)(?:/[^\s"'<>|:)]*)+`;
const localPath = new RegExp(`(?<![\\w.:/\\\\-])(?:${windows}|${share}|${unix})`, "g");

/** The text with "(path)" for each path of a local machine. Addresses on the web stay. */
export const withoutLocalPaths = (text: string) => text.replace(localPath, "(path)");

/** The same, in all texts of a value. */
export function withoutLocalPathsIn(value: unknown): unknown {
  if (typeof value === "string") return withoutLocalPaths(value);
  if (Array.isArray(value)) return value.map(withoutLocalPathsIn);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutLocalPathsIn(inner)]));
}
