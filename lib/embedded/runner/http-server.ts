import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { ZodError } from "zod";
import { RegistrationError } from "./functions";
import { limits } from "./limits";
import type { Log } from "./log";

/** What a handler answers: a status and a JSON document. */
export interface Reply {
  status: number;
  body: unknown;
}

/** What the two endpoints do with a request's JSON. */
export interface Endpoints {
  receiveEvents(key: string, body: unknown, seed: string | undefined): Promise<Reply>;
  register(authorization: string, body: unknown): Promise<Reply>;
  health(): Reply;
}

class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The runner's HTTP server, not listening yet. */
export function makeServer(endpoints: Endpoints, log: Log): Server {
  return createServer((request, response) => {
    answer(endpoints, request)
      .catch((error: unknown) => errorReply(error, log))
      .then(({ status, body }) => {
        const text = JSON.stringify(body);
        response.writeHead(status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          "x-inngest-server-kind": "cloud",
        });
        response.end(text);
      });
  });
}

/** @throws {Error} with code EADDRINUSE when the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Ends the server and its connections. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Address of a listening server. */
export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The runner's server has no address.");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function answer(endpoints: Endpoints, request: IncomingMessage): Promise<Reply> {
  const { pathname } = new URL(request.url ?? "/", "http://runner");
  if (request.method === "GET" && pathname === "/health") return endpoints.health();
  if (request.method !== "POST") throw new RequestError(404, "not found");
  const key = /^\/e\/([^/]+)$/.exec(pathname)?.[1];
  if (key !== undefined)
    return endpoints.receiveEvents(decoded(key), await readJson(request), headerOf(request, "x-inngest-event-id-seed"));
  if (pathname === "/fn/register")
    return endpoints.register(headerOf(request, "authorization") ?? "", await readJson(request));
  throw new RequestError(404, "not found");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestError(400, "the address cannot be read");
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.requestBytesMax)
      throw new RequestError(413, `the request is over ${limits.requestBytesMax} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new RequestError(400, "the body is no JSON");
  }
}

function errorReply(error: unknown, log: Log): Reply {
  if (error instanceof RequestError)
    return { status: error.status, body: { status: error.status, error: error.message } };
  if (error instanceof RegistrationError)
    return { status: 400, body: { ok: false, status: 400, error: error.message } };
  if (error instanceof ZodError)
    return { status: 400, body: { status: 400, error: `the body is not as expected: ${error.issues[0]?.message}` } };
  log.error({ err: error }, "the request was not handled");
  return { status: 500, body: { status: 500, error: "the runner could not handle the request" } };
}
