import { createHash } from "node:crypto";
import { guardHeaders, lengthHeaders } from "@/lib/download-links/http";

/** A page that is whole in itself: no script, no cookie, no file beside it but the icon. `style` and `body` are ours, `title` is text. */
export interface PlainPage {
  status: number;
  title: string;
  style: string;
  body: string;
  /** Where its form leads, if it has one. */
  hasForm?: boolean;
}

/**
 * The page as a response that nobody keeps, finds, frames or is led on from. HEAD gets its headers only.
 *
 * With a form the document's own referrer policy is same-origin: a browser sends Origin "null" with a form from a page of
 * no-referrer (Fetch, section 3.2), which our check of Origin would have to let in. To other sites it still sends nothing.
 */
export function plainPageResponse(method: string, page: PlainPage): Response {
  const { status, title, style, body, hasForm = false } = page;
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${hasForm ? '\n<meta name="referrer" content="same-origin">' : ""}
<title>${escapeHtml(title)} · TenantPilot</title>
<link rel="icon" href="/icon.svg">
<style>${style}</style>
${body}
</html>
`;
  const bytes = Buffer.from(html, "utf8");
  const hash = createHash("sha256").update(style).digest("base64");
  const headers = {
    ...guardHeaders,
    ...lengthHeaders(bytes.byteLength),
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": [
      "default-src 'none'",
      "img-src 'self'",
      `style-src 'sha256-${hash}'`,
      `form-action ${hasForm ? "'self'" : "'none'"}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
      // A sandboxed page has no origin, and its form would say so.
      ...(hasForm ? [] : ["sandbox"]),
    ].join("; "),
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
  };
  return new Response(method === "HEAD" ? null : bytes, { status, headers });
}

/** Text as it may stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
