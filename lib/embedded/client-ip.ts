import type { IncomingMessage } from "node:http";
import { clientIpHeader } from "@/lib/audit/request-origin";

/**
 * Tells the application where a request came from: the peer of the socket, in a header of ours. What the client itself
 * sent under that name is replaced, so that nobody can write another address into the audit.
 */
export function tellClientIp(request: IncomingMessage): void {
  const peer = request.socket.remoteAddress ?? "";
  request.headers[clientIpHeader] = peer.replace(/^::ffff:(?=\d+\.)/, "");
}
