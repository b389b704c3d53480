import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { withLogIds } from "@/lib/log-ids";

const header = "X-Request-Id";
/** As proxies make them: a UUID, a ULID, hexadecimal digits. Too short for a token or a signature of ours, and without an address. */
const shape = /^[0-9A-Za-z-]{8,36}$/;

/**
 * Serves a request under an id of its own, or under the one that a proxy in front gave it: the id is in every line that is logged
 * meanwhile, and in the answer, unless that is a 404: those are the same for everybody (access.md, downloads.md).
 */
export function withRequestId<T>(request: IncomingMessage, response: ServerResponse, serve: () => T): T {
  const given = request.headers[header.toLowerCase()];
  const requestId = typeof given === "string" && shape.test(given) ? given : randomUUID();
  response.setHeader(header, requestId);
  const { writeHead } = response;
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    if (args[0] === 404) response.removeHeader(header);
    return writeHead.apply(response, args);
  }) as typeof writeHead;
  return withLogIds({ requestId }, serve);
}
