// An S3 server for tests: fauxqs from npm, and before it a gateway that adds two things which Amazon S3 does and fauxqs does not:
// "If-None-Match: *" on writes is honoured, one write of a key at a time, and unfinished multipart uploads are listed.
// Prints { gateway, plain } as its first line: the ports with and without the gateway.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startFauxqs } from "fauxqs";

const plain = await startFauxqs({ port: 0, logger: false });
plain.createBucket("packs");

const uploads = new Map<string, { key: string; begun: Date }>();
const lines = new Map<string, Promise<void>>();

const server = createServer((asked, answer) => {
  handle(asked, answer).catch(() => answer.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ gateway: port, plain: plain.port })}\n`);
});

async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const url = new URL(asked.url ?? "/", "http://localhost");
  const uploadId = url.searchParams.get("uploadId");
  if (asked.method === "GET" && url.searchParams.has("uploads")) return list(url, answer);
  if (asked.headers["if-none-match"] === "*" && asked.method !== "GET")
    return inLine(url.pathname, async () =>
      (await isThere(url.pathname)) ? refuse(asked, answer) : pass(asked, answer),
    );
  if (asked.method === "POST" && url.searchParams.has("uploads")) return begin(asked, answer, url.pathname);
  if (asked.method === "DELETE" && uploadId) uploads.delete(uploadId);
  await pass(asked, answer);
}

/** One at a time for each key: what is asked is still so when it is done. */
async function inLine(key: string, work: () => Promise<void>): Promise<void> {
  const before = lines.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  lines.set(key, mine);
  await mine;
}

function send(asked: { method?: string | undefined; url?: string | undefined; headers: IncomingMessage["headers"] }) {
  return request({ port: plain.port, method: asked.method, path: asked.url, headers: asked.headers });
}

function pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = send(asked);
    outgoing.on("response", (got) => {
      const uploadId = new URL(asked.url ?? "/", "http://localhost").searchParams.get("uploadId");
      if (asked.method === "POST" && uploadId && got.statusCode === 200) uploads.delete(uploadId);
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer).on("close", resolve);
    });
    outgoing.on("error", reject);
    asked.pipe(outgoing);
  });
}

function isThere(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    send({ method: "HEAD", url: path, headers: {} })
      .on("response", (got) => resolve(got.resume().statusCode === 200))
      .on("error", reject)
      .end();
  });
}

async function refuse(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  for await (const _ of asked);
  answer.writeHead(412, { "content-type": "application/xml" });
  answer.end("<Error><Code>PreconditionFailed</Code><Message>It is there.</Message></Error>");
}

function begin(asked: IncomingMessage, answer: ServerResponse, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = send(asked);
    outgoing.on("response", async (got) => {
      const body = await text(got);
      const id = /<UploadId>(.+?)<\/UploadId>/.exec(body)?.[1];
      if (id) uploads.set(id, { key: path.split("/").slice(2).join("/"), begun: new Date() });
      answer.writeHead(got.statusCode ?? 500, { "content-type": "application/xml" });
      answer.end(body);
      resolve();
    });
    outgoing.on("error", reject);
    asked.pipe(outgoing);
  });
}

function list(url: URL, answer: ServerResponse): void {
  const prefix = url.searchParams.get("prefix") ?? "";
  const found = [...uploads].filter(([, { key }]) => key.startsWith(prefix));
  const rows = found.map(
    ([id, { key, begun }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
  );
  answer.writeHead(200, { "content-type": "application/xml" });
  answer.end(
    `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join("")}</ListMultipartUploadsResult>`,
  );
}
