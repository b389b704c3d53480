import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { answerApi, answerNowhere } from "@/lib/api/answer";
import type { AnyOperation } from "@/lib/api/operation";
import { operations } from "@/lib/api/operations";
import { withRequestId } from "@/lib/embedded/request-id";
import { freePort } from "@/tests/setup/cluster";

/** A real HTTP server on 127.0.0.1 that answers as the routes of the API do. */
export interface ApiServer {
  origin: string;
  /** How often something was to be sent. */
  relays(): number;
  stop(): Promise<void>;
}

export async function startApiServer(): Promise<ApiServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let relays = 0;
  const relay = () => {
    relays += 1;
  };
  const server = createServer((incoming, outgoing) => {
    void withRequestId(incoming, outgoing, () => answer(origin, incoming, outgoing, relay));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, relays: () => relays, stop };
}

async function answer(origin: string, incoming: IncomingMessage, outgoing: ServerResponse, relay: () => void) {
  const method = incoming.method ?? "GET";
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const body = method === "GET" ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  const request = new Request(`${origin}${incoming.url}`, { method, headers, body, duplex: "half" } as RequestInit);
  const found = find(method, new URL(request.url).pathname);
  const response = found
    ? await answerApi(found.operation, request, { params: found.params, relay })
    : await answerNowhere(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function find(method: string, pathname: string): { operation: AnyOperation; params: Record<string, string> } | null {
  for (const operation of operations) {
    const names = Object.keys(operation.params);
    const pattern = names.reduce((path, name) => path.replace(`{${name}}`, "([^/]+)"), operation.path);
    const match = operation.method === method ? new RegExp(`^/api/v1${pattern}$`).exec(pathname) : null;
    if (match)
      return {
        operation,
        params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")])),
      };
  }
  return null;
}
