import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logConsole } from "@/lib/embedded/console-log";
import { plainRefusals } from "@/lib/embedded/plain-refusals";
import { withRequestId } from "@/lib/embedded/request-id";
import { log } from "@/lib/log";
import { withoutLogIds } from "@/lib/log-ids";
import { searchLogs } from "../logs/search-logs";
import { hearLog } from "../support/log-lines";

const heard = hearLog();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) =>
    withRequestId(request, response, async () => {
      plainRefusals(request, response);
      const words = `asked for ${request.url}`;
      log("test").info(words);
      await pause(20);
      log("test").info(words);
      if (request.url === "/nowhere") response.statusCode = 404;
      if (request.url === "/broken") {
        response.statusCode = 500;
        response.setHeader("content-type", "text/html");
        response.end("broken");
        return;
      }
      response.end();
      // Work that goes on after the answer is still this request's, what is begun for everybody is not.
      setTimeout(() => {
        log("test").info(words);
        withoutLogIds(() => log("test").info("for everybody"));
      }, 20);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function ask(path: string, given?: string) {
  const answer = await fetch(`${origin}${path}`, given === undefined ? {} : { headers: { "X-Request-Id": given } });
  return { id: answer.headers.get("x-request-id") ?? "", text: await answer.text() };
}

it("requests that are served at once each have an id of their own in all of their lines, and in their answer", async () => {
  const asked = await Promise.all(["/a", "/b", "/c"].map(async (path) => ({ path, ...(await ask(path)) })));
  await pause(60);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(3);
  for (const { path, id } of asked) {
    expect(id).toMatch(uuid);
    const lines = heard.filter(({ msg }) => msg === `asked for ${path}`);
    expect(lines.map(({ requestId }) => requestId)).toEqual([id, id, id]);
  }
  const ofAll = heard.filter(({ msg }) => msg === "for everybody");
  expect(ofAll.map(({ requestId }) => requestId)).toEqual([undefined, undefined, undefined]);
});

it("what does not exist is answered the same each time, without an id", async () => {
  const answers = await Promise.all([fetch(`${origin}/nowhere`), fetch(`${origin}/nowhere`)]);
  expect(answers.map(({ status, headers }) => [status, headers.get("x-request-id")])).toEqual([
    [404, null],
    [404, null],
  ]);
});

it.each(["0f3c8a1e-55aa-4b6d-9d0c-7f1f0f6b2c11", "01KABCDEFGHJKMNPQRSTVWXYZ0", "7b8e2f0c9a1d4e5f8a7b6c5d4e3f2a1b"])(
  "an id that a proxy gave is kept: %s",
  async (given) => {
    expect((await ask("/given", given)).id).toBe(given);
  },
);

it.each([
  ["too short", "abc"],
  ["a signature of a download link", "0".repeat(64)],
  ["a token", "A".repeat(43)],
  ["an address", "alex@example.com"],
  ["two ids", "11111111-aaaa, 22222222-bbbb"],
  ["a line of its own", "aaaaaaaa%0Abbbb"],
])("what is no id is replaced: %s", async (_what, given) => {
  expect((await ask("/replaced", given)).id).toMatch(uuid);
});

it("a page that failed says the number of its request, for people to quote", async () => {
  const { id, text } = await ask("/broken");
  expect(text).toContain(`Request ${id}`);
});

it("what Next prints of an error is one line of the log, with the page's number and without what hangs on the error", async () => {
  const { error, warn, info, log: print } = console;
  const warnings = process.listeners("warning");
  logConsole();
  const fault = Object.assign(new Error("duplicate key for alex@example.com"), {
    digest: "3049501234@E394",
    detail: "Key (email)=(alex@example.com) already exists.",
  });
  console.error(" \u001b[31m⨯\u001b[39m ", fault);
  console.warn("");
  Object.assign(console, { error, warn, info, log: print });
  process.removeAllListeners("warning");
  for (const listener of warnings) process.on("warning", listener);
  const [line, ...others] = heard.filter(({ part }) => part === "web");
  expect(others).toEqual([]);
  expect(line).toMatchObject({ level: 50, err: { digest: "3049501234@E394", message: "duplicate key for [e-mail]" } });
  expect(line?.msg.trim()).toBe("⨯");
  expect(searchLogs({ file: "log", lines: [JSON.stringify(line)], known: [] })).toEqual([]);
});
