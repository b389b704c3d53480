import { env } from "@/lib/env";

/**
 * Where to go after signing in (access.md: callbackUrl stays on our origin). A path of ours, or our own origin written
 * out, comes back as a path; anything else ("//evil", "/\evil", another scheme or host, control characters) as "/".
 */
export function safeRedirect(target: unknown): string {
  if (typeof target !== "string" || target.length > 2000) return "/";
  // Browsers drop tabs and line ends and read a backslash as a slash: nothing with either is an address of ours.
  for (const character of target) {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0x20 || code === 0x7f || character === "\\") return "/";
  }
  const own = new URL(env().APP_URL).origin;
  if (!target.startsWith("/") && !target.startsWith(`${own}/`)) return "/";
  if (!URL.canParse(target, own)) return "/";
  const url = new URL(target, own);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//evil" has our origin, and its path alone is another host's address.
  if (url.origin !== own || path.startsWith("//") || path.startsWith("/sign-in")) return "/";
  return path;
}
