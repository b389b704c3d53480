import type { IncomingMessage, ServerResponse } from "node:http";
import { documentPolicy } from "@/lib/embedded/security-headers";
import { type RefusalStatus, refusalWords } from "@/lib/refusal-words";

// Not pages of people: these answer for themselves.
const ownAnswers = /^\/(api|d|s|_next)\//;

/**
 * Sends each page that is refused as 404 or 403, or that failed as 500, as one small document that is whole in itself. Next sends an empty shell
 * that only scripts can fill (vercel/next.js issue 62228), with its parts in an order that differs from request to
 * request; access.md wants a stranger to get the same bytes as somebody who asks for what does not exist. Moving
 * inside the application is not touched: there the refusal is drawn in the frame.
 */
export function plainRefusals(request: IncomingMessage, response: ServerResponse): void {
  if (ownAnswers.test(request.url ?? "")) return;
  const { writeHead, write, end, flushHeaders } = response;
  let refused: RefusalStatus | null = null;
  const isRefused = (status = response.statusCode): boolean => {
    if (!refused && !response.headersSent && isHtml(response) && (status === 404 || status === 403 || status === 500))
      refused = status;
    return refused !== null;
  };
  response.writeHead = ((...args: Parameters<typeof writeHead>) =>
    isRefused(args[0]) ? response : writeHead.apply(response, args)) as typeof writeHead;
  response.flushHeaders = () => {
    if (!isRefused()) flushHeaders.apply(response);
  };
  response.write = ((...args: Parameters<typeof write>) => {
    if (!isRefused()) return write.apply(response, args);
    callbackOf(args)?.();
    return true;
  }) as typeof write;
  response.end = ((...args: Parameters<typeof end>) => {
    if (!isRefused() || !refused || response.headersSent) return end.apply(response, args);
    for (const name of ["content-encoding", "link", "etag", "transfer-encoding"]) response.removeHeader(name);
    const style = refusalStyle(request.headers.cookie ?? "");
    const body = Buffer.from(refusalDocument(refused, style, String(response.getHeader("x-request-id") ?? "")));
    response.setHeader("content-length", body.length);
    response.setHeader("content-security-policy", documentPolicy(style));
    writeHead.call(response, refused);
    return end.call(response, request.method === "HEAD" ? "" : body, "utf8", callbackOf(args));
  }) as typeof end;
}

function isHtml(response: ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/html");
}

function callbackOf(args: readonly unknown[]): (() => void) | undefined {
  const last = args.at(-1);
  return typeof last === "function" ? () => last() : undefined;
}

/** The document's style, in the theme of the reader's cookie (app/_components/theme.ts). */
function refusalStyle(cookie: string): string {
  const theme = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(cookie)?.[1] ?? "light dark";
  return `
:root { color-scheme: ${theme}; }
body { margin: 0; padding: 1.5rem 1rem; text-align: center; font: 14px/20px system-ui, sans-serif;
  background: light-dark(oklch(0.986 0.0015 275), oklch(0.16 0.006 275)); color: light-dark(oklch(0.22 0.012 275), oklch(0.945 0.004 275)); }
main { max-width: 28rem; margin: 14vh auto 0; }
h1 { margin: 0.5rem 0; font-size: 20px; line-height: 28px; font-weight: 500; }
p { margin: 0; color: light-dark(oklch(0.475 0.014 275), oklch(0.725 0.012 275)); }
.request { margin-top: 0.75rem; font-size: 12px; }
a { display: inline-block; margin-top: 1.5rem; padding: 0.5rem 0.875rem; border-radius: 6px; color: inherit; font-weight: 500;
  text-decoration: none; border: 1px solid light-dark(oklch(0.915 0.004 275), oklch(0.282 0.009 275)); }
a:focus-visible { outline: 2px solid oklch(0.55 0.19 275); outline-offset: 2px; }
`;
}

/** The whole document: no script, no file beside it. The request's id is in one of ours that failed: the others are the same bytes for all. */
function refusalDocument(status: RefusalStatus, style: string, requestId: string): string {
  const { tab, title, text } = refusalWords[status];
  const hasFailed = status === 500;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${hasFailed ? '\n<meta http-equiv="refresh" content="10">' : ""}
<title>${tab} · TenantPilot</title>
<link rel="icon" href="/icon.svg">
<style>${style}</style>
</head>
<body>
<main>
<p>${status}</p>
<h1>${title}</h1>
<p>${text}</p>${hasFailed ? `\n<p class="request">Request ${requestId}</p>` : ""}
${hasFailed ? '<a href="">Try again</a>' : '<a href="/">Go to your tenants</a>'}
</main>
</body>
</html>
`;
}
