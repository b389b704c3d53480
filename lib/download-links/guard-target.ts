import { linkTargetPattern } from "@/lib/download-links/sign";

/** An address below /d/ that is no link; the route answers it like every altered one. */
const noLink = "/d/-";

/**
 * What Next is to be given for a request target (RFC 9112, section 3.2), so that a link is only ever read as it was
 * sent. Next would redirect `/d//x` and `/d/x/` to the good address, decode `%31` in the query, drop parameters of its
 * own and answer 500 to a stray `%`; with this, every target that is nearly a link gets the one 404 (downloads.md).
 * @returns the target as it is unless it is nearly a link; a good link in absolute form becomes its path and query.
 */
export function guardLinkTarget(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#\\]*/i, "");
  if (linkTargetPattern.test(path)) return path;
  return isNearlyLink(path) ? noLink : target;
}

/** Whether it leads below /d once slashes, dots and letters are straightened, or carries a link's parameters elsewhere. */
function isNearlyLink(target: string): boolean {
  const [path = ""] = target.split(/[?#]/);
  const slashes = path.replace(/%5c|%2f|\\/gi, "/").replace(/\/+/g, "/");
  const base = "http://localhost";
  const straight = URL.canParse(slashes, base) ? new URL(slashes, base).pathname : slashes;
  return /^\/(?:d|%64)(?:\/|$)/i.test(straight) || (/[?&]kid=/.test(target) && /[?&]sig=/.test(target));
}
