import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer of the server; 200 and JSON unless said. */
export interface ServedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What the server was asked, in its order. */
export interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  form: URLSearchParams;
}

type Responder = (asked: Asked, base: string) => ServedAnswer | undefined;

/**
 * A server on this machine that stands for Microsoft: it gives out tokens at /<directory>/oauth2/v2.0/token as Entra does, and answers of Microsoft Graph
 * to whoever shows one.
 */
export class GraphServer {
  readonly asked: Asked[] = [];
  /** Answers by path, with what stands behind `?`; an unknown path is an empty list. */
  readonly answers = new Map<string, ServedAnswer>();
  /** Asked first; undefined leaves the answer to the list. */
  respond: Responder = () => undefined;
  /** The error of a sign-in, as Entra words it; null lets everybody in. */
  signInError: string | null = null;
  token = "a-token-for-graph-of-the-tests";
  #server = createServer((request, response) => void this.#answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<GraphServer> {
    const server = new GraphServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A list in pages: each but the last names the next. @returns the path of each page. */
  serveList(path: string, context: string, pages: unknown[][], more: Record<string, unknown> = {}): string[] {
    const paths = pages.map((_, page) =>
      page === 0 ? path : `${path}${path.includes("?") ? "&" : "?"}$skiptoken=${page}`,
    );
    pages.forEach((value, page) => {
      const next = paths[page + 1];
      this.answers.set(paths[page] ?? path, {
        body: {
          "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${context}`,
          ...(next === undefined ? more : { "@odata.nextLink": `${this.url}${next}` }),
          value,
        },
      });
    });
    return paths;
  }

  /** What was asked of Microsoft Graph itself. */
  get lists(): string[] {
    return this.asked.filter(({ method }) => method === "GET").map(({ path }) => path);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked: Asked = {
      method: request.method ?? "",
      path: decodeURIComponent(request.url ?? ""),
      authorization: request.headers.authorization,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    this.asked.push(asked);
    const { status = 200, headers = {}, body = {} } = this.respond(asked, this.url) ?? this.#usual(asked);
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  #usual(asked: Asked): ServedAnswer {
    if (asked.path.endsWith("/oauth2/v2.0/token")) {
      if (this.signInError !== null)
        return { status: 401, body: { error: "invalid_client", error_description: this.signInError } };
      return { body: { token_type: "Bearer", expires_in: 3599, access_token: this.token } };
    }
    if (asked.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { error: { code: "InvalidAuthenticationToken" } } };
    return this.answers.get(asked.path) ?? { body: { value: [] } };
  }
}
