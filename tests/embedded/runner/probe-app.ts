import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { type ProbeEvents, probeFunctions } from "./probe-functions";

/** A call of the app as it came over the wire. */
export interface SeenCall {
  query: string;
  status: number;
  body: {
    ctx: {
      attempt: number;
      max_attempts: number;
      run_id: string;
      disable_immediate_execution: boolean;
      stack: { stack: string[] };
    };
    event: { name: string; data: Record<string, unknown>; id: string };
    steps: Record<string, unknown>;
    version: number;
  };
}

/** The probe functions behind Inngest's own handler, behind a proxy that records calls and can spoil them. */
export interface ProbeApp {
  url: string;
  seen: ProbeEvents;
  calls: SeenCall[];
  /** Set to spoil answers: "cut" ends the connection after the app has answered, "plain" takes Inngest's headers away. */
  spoil: ((call: SeenCall) => "cut" | "plain" | null) | null;
  close(): Promise<void>;
}

/** @param runnerUrl where the app registers and sends events. `port` 0: any. `only`: ids of the functions to serve. */
export async function startProbeApp(
  runnerUrl: string,
  keys: { event: string; signing: string },
  { port = 0, only }: { port?: number; only?: string[] } = {},
): Promise<ProbeApp> {
  const seen: ProbeEvents = { done: [], most: {} };
  const quiet = { info() {}, warn() {}, error() {}, debug() {} };
  const client = new Inngest({
    id: "probe",
    isDev: false,
    baseUrl: runnerUrl,
    eventKey: keys.event,
    signingKey: keys.signing,
    checkpointing: false,
    logger: quiet,
  });
  const functions = probeFunctions(client, seen).filter((fn) => only === undefined || only.includes(fn.id()));
  const inner = createServer(serve({ client, functions }));
  const innerPort = await listen(inner, 0);
  const app: ProbeApp = { url: "", seen, calls: [], spoil: null, close: async () => {} };
  const outer = createServer((given, answer) => {
    void forward(given, innerPort)
      .then(({ status, headers, text, body }) => {
        const call: SeenCall | null =
          given.method === "POST" ? { query: given.url?.split("?")[1] ?? "", status, body: JSON.parse(body) } : null;
        if (call) app.calls.push(call);
        const spoiled = call && app.spoil ? app.spoil(call) : null;
        if (spoiled === "cut") return given.socket.destroy();
        if (!answer.destroyed) answer.writeHead(status, spoiled === "plain" ? {} : headers).end(text);
      })
      .catch(() => given.socket.destroy());
  });
  app.url = `http://127.0.0.1:${await listen(outer, port)}`;
  app.close = async () => {
    for (const server of [outer, inner]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  return app;
}

async function forward(given: IncomingMessage, port: number) {
  const body = await readAll(given);
  return new Promise<{ status: number; headers: Record<string, string | string[]>; text: string; body: string }>(
    (resolve, reject) => {
      const inner = request(
        { port, host: "127.0.0.1", method: given.method, path: given.url, headers: given.headers, agent: false },
        (response) => {
          readAll(response).then((text) => {
            const headers = Object.fromEntries(
              Object.entries(response.headers).filter(
                ([name]) => !["transfer-encoding", "content-length", "connection"].includes(name),
              ),
            );
            resolve({ status: response.statusCode ?? 0, headers: headers as Record<string, string>, text, body });
          }, reject);
        },
      );
      inner.on("error", reject);
      inner.end(body);
    },
  );
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
