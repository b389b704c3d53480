import { linkTargetPattern } from "@/lib/download-links/sign";

/** Addresses that are no link; the routes answer them like every altered one. */
const noLink = { d: "/d/-", s: "/s/-" } as const;

/** The path of a share link: the one spelling that lib/share-links/token.ts writes. */
export const shareTargetPattern = /^\/s\/([A-Za-z0-9_-]{43})$/;

/**
 * What Next is to be given for a request target (RFC 9112, section 3.2), so that a link is only ever read as it was
 * sent. Next would redirect `/d//x` and `/d/x/` to the good address, decode `%31` in the query, drop parameters of its
 * own and answer 500 to a stray `%`; with this, every target that is nearly a link gets the one 404 (downloads.md).
 * @returns the target as it is unless it is nearly a link; a good link in absolute form becomes its path and query.
 */
export function guardLinkTarget(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#\\]*/i, "");
  if (linkTargetPattern.test(path) || shareTargetPattern.test(path)) return path;
  const nearly = nearlyLink(path);
  return nearly === null ? target : noLink[nearly];
}

/** Which kind of link leads below /d or /s once slashes, dots and letters are straightened, or carries its parameters elsewhere. */
function nearlyLink(target: string): "d" | "s" | null {
  const [path = ""] = target.split(/[?#]/);
  const slashes = path.replace(/%5c|%2f|\\/gi, "/").replace(/\/+/g, "/");
  const base = "http://localhost";
  const straight = URL.canParse(slashes, base) ? new URL(slashes, base).pathname : slashes;
  if (/^\/(?:d|%64)(?:\/|$)/i.test(straight) || (/[?&]kid=/.test(target) && /[?&]sig=/.test(target))) return "d";
  return /^\/(?:s|%73)(?:\/|$)/i.test(straight) ? "s" : null;
}
