import { EventEmitter, once } from "node:events";
import { get, type IncomingMessage, request, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { contentLengthHeader } from "@/lib/download-links/http";
import { findFreePort } from "@/lib/embedded/ports";
import { createWebServer, hostsFor, type WebServer } from "@/lib/embedded/web-server";

let server: WebServer | undefined;
let port: number;

afterEach(async () => {
  await server?.stop(0);
  server = undefined;
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<void> {
  port = await findFreePort();
  server = await createWebServer(["127.0.0.1", "::1"], port).listen(handler);
}

async function ask(method = "GET"): Promise<{ response: IncomingMessage; bytes: number }> {
  const call = request({ port, host: "127.0.0.1", method }).end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  return { response, bytes };
}

const body = (response: ServerResponse, promised: number, sent: number) => {
  response.setHeader(contentLengthHeader, String(promised));
  response.write(Buffer.alloc(sent / 2));
  response.end(Buffer.alloc(sent / 2));
};

test("a length in the private header becomes Content-Length, and the header is gone", async () => {
  await serve(async (_request, response) => body(response, 1000, 1000));
  const { response, bytes } = await ask();
  expect(bytes).toBe(1000);
  expect(response.headers["content-length"]).toBe("1000");
  expect(response.headers["transfer-encoding"]).toBeUndefined();
  expect(response.headers[contentLengthHeader]).toBeUndefined();
});

test("HEAD says the length and sends nothing", async () => {
  await serve(async (_request, response) => {
    response.setHeader(contentLengthHeader, "1000");
    response.end();
  });
  const { response, bytes } = await ask("HEAD");
  expect([response.headers["content-length"], bytes]).toEqual(["1000", 0]);
});

test("a body that is shorter than promised breaks the connection instead of leaving the client waiting", async () => {
  await serve(async (_request, response) => body(response, 1000, 500));
  await expect(ask()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("a length is not claimed for a body that is compressed on the way", async () => {
  await serve(async (_request, response) => {
    response.setHeader("content-encoding", "gzip");
    body(response, 1000, 10);
  });
  const { response, bytes } = await ask();
  expect([response.headers["content-length"], bytes]).toEqual([undefined, 10]);
});

test("a handler that throws is answered with 500, and the server goes on", async () => {
  const errors: unknown[] = [];
  const { error } = console;
  console.error = (thrown: unknown) => void errors.push(thrown);
  await serve(async () => {
    throw new Error("broken");
  });
  expect((await ask()).response.statusCode).toBe(500);
  expect((await ask()).response.statusCode).toBe(500);
  console.error = error;
  expect(errors).toHaveLength(2);
});

test("a stop lets the request under way finish and takes no new one", async () => {
  const [begun, finish] = [new EventEmitter(), new EventEmitter()];
  await serve(async (_request, response) => {
    begun.emit("now");
    await once(finish, "now");
    response.end("whole");
  });
  const isBegun = once(begun, "now");
  const answer = ask();
  await isBegun;
  const stopped = server?.stop(5000);
  await expect(ask()).rejects.toThrow(/ECONNREFUSED/);
  finish.emit("now");
  await stopped;
  expect((await answer).bytes).toBe(5);
});

test("a stop ends live streams at once, because they never end by themselves", async () => {
  await serve(async (_request, response) => {
    response.setHeader("content-type", "text/event-stream");
    response.write("data: 1\n\n");
  });
  const call = get({ port, host: "127.0.0.1" });
  const [response] = (await once(call, "response")) as [IncomingMessage];
  response.on("error", () => {});
  response.resume();
  const start = performance.now();
  await server?.stop(5000);
  expect(performance.now() - start).toBeLessThan(2500);
});

test("what is for this machine only listens on this machine only", () => {
  expect(hostsFor("http://localhost:3000")).toEqual(["127.0.0.1", "::1"]);
  expect(hostsFor("https://packs.example.com")).toEqual(["0.0.0.0", "::"]);
});

test("sockets of hot reload are taken on every address, though Next listens at the first server only, and do not hold up a stop", async () => {
  const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  port = await findFreePort();
  const web = createWebServer(["127.0.0.1", "::1"], port);
  web.servers[0]?.on("upgrade", (_request, socket) => socket.write(switching));
  server = await web.listen(async (_request, response) => void response.end());
  for (const host of ["127.0.0.1", "::1"]) {
    const call = request({ port, host, headers: { connection: "Upgrade", upgrade: "websocket" } }).end();
    const [answer] = (await once(call, "upgrade", { signal: AbortSignal.timeout(3000) })) as [IncomingMessage];
    expect([host, answer.statusCode]).toEqual([host, 101]);
  }
});
