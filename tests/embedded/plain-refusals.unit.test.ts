import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { plainRefusals } from "@/lib/embedded/plain-refusals";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

async function ask(handler: RequestListener, path = "/tenants/x", init: RequestInit = {}) {
  server = createServer((request: IncomingMessage, response) => {
    plainRefusals(request, response);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const page =
  (status: number, ...chunks: string[]): RequestListener =>
  (_, response) => {
    response.statusCode = status;
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("link", "</font.woff2>; rel=preload");
    response.flushHeaders();
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };

describe("a page that is refused", () => {
  it("is the same bytes whatever the application had streamed, and says what to do without a script", async () => {
    const first = await ask(page(404, "<html>", "a stranger's shell", "</html>"));
    const second = await ask(page(404, "another order"), "/tenants/other?x=1");
    expect(first.text).toBe(second.text);
    expect(first.status).toBe(404);
    expect(first.text).toContain("There is nothing here.");
    expect(first.text).not.toContain("<script");
    expect(Number(first.headers.get("content-length"))).toBe(Buffer.byteLength(first.text));
    expect(first.headers.has("link")).toBe(false);
  });

  it("says 403 in other words than 404", async () => {
    const answer = await ask(page(403, "x"));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("Your role does not include this.");
  });

  it("says in words that it failed, without what the application had said of it, and tries again by itself", async () => {
    const answer = await ask(page(500, "Error: connect ECONNREFUSED at client.js:1"));
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("the database does not answer");
    expect(answer.text).toContain('http-equiv="refresh"');
    expect(answer.text).not.toContain("ECONNREFUSED");
  });

  it("is in the theme that the reader has chosen, and in nothing else that a cookie says", async () => {
    const dark = await ask(page(404), "/", { headers: { cookie: "a=b; theme=dark" } });
    expect(dark.text).toContain("color-scheme: dark;");
    const odd = await ask(page(404), "/", { headers: { cookie: "theme=</style><script>" } });
    expect(odd.text).toContain("color-scheme: light dark;");
  });

  it("has no body for HEAD, and its length", async () => {
    const answer = await ask(page(404, "x"), "/", { method: "HEAD" });
    expect([answer.text, Number(answer.headers.get("content-length")) > 0]).toEqual(["", true]);
  });
});

describe("everything else passes through", () => {
  it("pages that are not refused, as they are streamed", async () => {
    expect((await ask(page(200, "one ", "two"))).text).toBe("one two");
  });

  it("what is no page: moves inside the application, routes, links", async () => {
    const flight: RequestListener = (_, response) => {
      response.writeHead(404, { "content-type": "text/x-component" });
      response.end("flight");
    };
    expect((await ask(flight)).text).toBe("flight");
    expect((await ask(page(404, "own"), "/d/abc?sig=1")).text).toBe("own");
    expect((await ask(page(404, "own"), "/api/live/x")).text).toBe("own");
  });
});
