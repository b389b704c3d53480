import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";

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

/** An app behind a proxy that records calls, can spoil their answers, and can be away. */
export interface RecordedApp {
  url: string;
  calls: SeenCall[];
  /** Set to spoil answers: "cut" ends the connection after the app has answered, "plain" takes Inngest's headers away. */
  spoil: ((call: SeenCall) => "cut" | "plain" | null) | null;
  /** Ends every call in progress and refuses new ones, as when the process was killed. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Serves `listener` on 127.0.0.1. @param port 0: any. */
export async function startRecordedApp(listener: RequestListener, port = 0): Promise<RecordedApp> {
  const inner = createServer(listener);
  const innerPort = await listen(inner, 0);
  const app: RecordedApp = {
    url: "",
    calls: [],
    spoil: null,
    goAway: () => shut(outer),
    comeBack: async () => void (await listen(outer, Number(new URL(app.url).port))),
    close: async () => {
      await shut(outer);
      await shut(inner);
    },
  };
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
  return app;
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
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
