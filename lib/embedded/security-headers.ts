import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback } from "@/lib/embedded/web-server";

/** What the headers depend on: how people reach us, where forms lead besides our own pages, and whether this is development. */
export interface DoorSetting {
  /** Address that people use. */
  appUrl: string;
  /** Origins that a form of ours is sent on to: Microsoft's, where it signs people in. */
  formTargets: readonly string[];
  isDevelopment: boolean;
}

/** The shape of a policy: each directive with its sources. */
type Policy = Record<string, readonly string[]>;

const nothing: Policy = { "default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"] };

/**
 * Gives every answer of the web server the headers of docs/security.md, whoever wrote it: page, route, file, refusal.
 * A header that the application has set itself stays. A page's policy lets run what carries the nonce of this one
 * answer, and what that loads: Next reads the nonce from the request, so one that the client sent is replaced.
 */
export function guardBrowser(request: IncomingMessage, response: ServerResponse, setting: DoorSetting): void {
  const page = policyText(pagePolicy(randomBytes(18).toString("base64"), setting));
  delete request.headers["content-security-policy-report-only"];
  request.headers["content-security-policy"] = page;
  const { writeHead } = response;
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const type = String(response.getHeader("content-type") ?? "");
    const policy = type.startsWith("text/html") ? page : otherPolicy(request.url ?? "/");
    const headers = { ...constantHeaders(setting), "Content-Security-Policy": policy };
    for (const [name, value] of Object.entries(headers)) {
      if (!response.headersSent && !response.hasHeader(name)) response.setHeader(name, value);
    }
    return writeHead.apply(response, args);
  }) as typeof writeHead;
}

/**
 * The policy of a document that is whole in itself: no script, nothing loaded but our own picture, and of styles only the
 * one given.
 */
export function documentPolicy(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return policyText({
    ...nothing,
    "style-src": [`'sha256-${hash}'`],
    "img-src": ["'self'"],
    "frame-ancestors": ["'none'"],
  });
}

function pagePolicy(nonce: string, { appUrl, formTargets, isDevelopment }: DoorSetting): Policy {
  return {
    "default-src": ["'none'"],
    // React's development build rebuilds the server's stacks with eval.
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    // Style sheets are files of ours. In development Next's own messages bring styles with them.
    "style-src": ["'self'", ...(isDevelopment ? ["'unsafe-inline'"] : [])],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'", ...formTargets],
    "frame-ancestors": ["'none'"],
    ...(isSecureAddress(appUrl) && { "upgrade-insecure-requests": [] }),
  };
}

/** For what is no page. A script of ours may be a worker's, which loads others of ours by this policy. */
function otherPolicy(url: string): string {
  const isOurScript = url.startsWith("/_next/static/");
  const worker: Policy = isOurScript ? { "script-src": ["'self'"], "connect-src": ["'self'"] } : {};
  return policyText({ ...nothing, ...worker, "frame-ancestors": ["'none'"] });
}

function policyText(policy: Policy): string {
  return Object.entries(policy)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}

function constantHeaders({ appUrl }: DoorSetting): Record<string, string> {
  const isSecure = isSecureAddress(appUrl);
  return {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    // Not no-referrer: then a form would be sent with the Origin "null", and ours are refused without it (lib/action.ts).
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": permissions,
    "Cross-Origin-Resource-Policy": "same-origin",
    // A browser that reaches us over plain http by a name ignores it, with an error in its console.
    ...((isSecure || isLoopback(appUrl)) && { "Cross-Origin-Opener-Policy": "same-origin" }),
    ...(isSecure && { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" }),
  };
}

const unused = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "usb",
];
const permissions = [...unused.map((name) => `${name}=()`), "clipboard-write=(self)", "fullscreen=()"].join(", ");

function isSecureAddress(appUrl: string): boolean {
  return appUrl.startsWith("https://");
}
