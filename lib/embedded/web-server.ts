import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { restoreContentLength } from "@/lib/embedded/content-length";

/** A listening web server. */
export interface WebServer {
  /** Stops taking requests, lets those under way finish for at most `limitMs`, then breaks them off. */
  stop(limitMs: number): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Addresses to listen on: this machine only when people use it by a loopback address, else all. */
export function hostsFor(appUrl: string): string[] {
  return isLoopback(appUrl) ? ["127.0.0.1", "::1"] : ["0.0.0.0", "::"];
}

/** Whether an address is one of this machine itself, which no network carries. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/**
 * Makes the HTTP servers, one per address; `listen` opens them. A machine without IPv6 goes without that address.
 * @throws {Error} EADDRINUSE when the port is taken.
 */
export function createWebServer(
  hosts: string[],
  port: number,
): { servers: Server[]; listen(handler: Handler): Promise<WebServer> } {
  const underway = new Set<ServerResponse>();
  const sockets = new Set<Duplex>();
  const servers = hosts.map(() => createServer({ keepAliveTimeout: 65_000, requestTimeout: 3_600_000 }));
  const listen = async (handler: Handler): Promise<WebServer> => {
    for (const server of servers)
      server.on("request", (request, response) => void answer(handler, request, response, underway));
    // Next takes up hot reload's sockets at the first server only, and localhost may be any of them.
    for (const server of servers.slice(1)) server.on("upgrade", (...asked) => servers[0]?.emit("upgrade", ...asked));
    servers[0]?.on("upgrade", (_request, socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const results = await Promise.allSettled(
      servers.map((server, index) => open(server, port, hosts[index] ?? "127.0.0.1")),
    );
    const [first, ...others] = results;
    const failed = [first, ...others.filter((result) => !isWithoutAddress(result))].find(
      (result) => result?.status === "rejected",
    );
    if (failed?.status === "rejected") {
      for (const server of servers) server.close();
      throw failed.reason;
    }
    const stop = (limitMs: number) => {
      // Once upgraded, a connection is no longer the server's to close, and closing waits for it.
      for (const socket of sockets) socket.destroy();
      return drain(servers, underway, limitMs);
    };
    return { stop };
  };
  return { servers, listen };
}

async function answer(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  underway: Set<ServerResponse>,
): Promise<void> {
  underway.add(response);
  response.once("close", () => underway.delete(response));
  restoreContentLength(response);
  try {
    await handler(request, response);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
    response.end();
  }
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, ipv6Only: true }, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

function isWithoutAddress(result: PromiseSettledResult<void>): boolean {
  return result.status === "rejected" && ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes(result.reason?.code);
}

async function drain(servers: Server[], underway: Set<ServerResponse>, limitMs: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  for (const response of underway) {
    // A live page's stream never ends by itself, and its page connects again when we are back.
    if (String(response.getHeader("content-type")).startsWith("text/event-stream")) response.destroy();
    else if (!response.headersSent) response.setHeader("connection", "close");
  }
  const breakOff = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, limitMs);
  await closed;
  clearTimeout(breakOff);
}
