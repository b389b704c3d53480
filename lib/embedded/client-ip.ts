import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { clientIpHeader } from "@/lib/audit/request-origin";
import { isWithin, plainAddress } from "@/lib/network-ranges";

/**
 * Tells the application where a request came from, in a header of ours. What the client itself sent under that name is
 * replaced, so that nobody can write another address into the audit.
 * @param proxies the proxies that are believed about who stands behind them; null: none is.
 */
export function tellClientIp(request: IncomingMessage, proxies: BlockList | null): void {
  const peer = plainAddress(request.socket.remoteAddress ?? "") ?? "";
  request.headers[clientIpHeader] = proxies === null ? peer : behindProxies(peer, forwardedFor(request), proxies);
}

/** X-Forwarded-For, with what Node has kept apart joined. */
function forwardedFor(request: IncomingMessage): string[] {
  return [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
}

/**
 * Each proxy writes who asked it at the end, so the list is read from there, for as long as whoever wrote is a proxy of
 * ours: what stands further left is whatever the client has sent. What is no address ends it too.
 */
function behindProxies(peer: string, written: string[], proxies: BlockList): string {
  let nearest = peer;
  for (const entry of written.reverse()) {
    if (nearest === "" || !isWithin(proxies, nearest)) return nearest;
    const address = plainAddress(withoutPort(entry.trim()));
    if (address === null) return nearest;
    nearest = address;
  }
  return nearest;
}

/** Some proxies write the port too: 192.0.2.7:50123, [2001:db8::7]:50123. */
function withoutPort(entry: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/.exec(entry) ?? [];
  return bracketed ?? plain ?? entry;
}
