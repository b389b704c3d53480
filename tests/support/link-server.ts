import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { respondToDownload } from "@/lib/download-links/respond";
import { freePort } from "@/tests/setup/cluster";

/** A real HTTP server on 127.0.0.1 that answers like the download route. */
export interface LinkServer {
  origin: string;
  stop(): Promise<void>;
}

export async function startLinkServer(): Promise<LinkServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = createServer((incoming, outgoing) => void answer(origin, incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, stop };
}

/** Hands the body over as Next does: pulled through pipeTo, cancelled when the client goes away. */
async function answer(origin: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const abort = new AbortController();
  outgoing.once("close", () => abort.abort());
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const method = incoming.method === "HEAD" ? "HEAD" : "GET";
  const request = new Request(`${origin}${incoming.url}`, { method, headers, signal: abort.signal });
  const response = await respondToDownload(method, request, new Date());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body || method === "HEAD") return void outgoing.end();
  if (outgoing.destroyed) return;
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      if (outgoing.write(chunk) || outgoing.destroyed) return;
      await new Promise<void>((resolve) => {
        outgoing.once("drain", resolve);
        outgoing.once("close", resolve);
      });
    },
    close: () => void outgoing.end(),
    abort: () => void outgoing.destroy(),
  });
  await response.body.pipeTo(sink, { signal: abort.signal }).catch(() => outgoing.destroy());
}
