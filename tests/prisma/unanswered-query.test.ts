import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asProblem } from "@/lib/action";
import { closeDatabase, inSystem, withConnection } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";

// The real database behind a line that can be frozen: what is sent arrives nowhere, and nobody is told.

let server: Server;
let real: string;
let isFrozen = false;
const open = new Set<Socket>();

beforeAll(async () => {
  real = env().DATABASE_URL;
  const { hostname, port } = new URL(real);
  server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pass = (to: Socket) => (chunk: Uint8Array) => void (isFrozen || to.write(chunk));
    near
      .on("data", pass(far))
      .on("error", () => {})
      .on("close", () => isFrozen || far.destroy());
    far
      .on("data", pass(near))
      .on("error", () => {})
      .on("close", () => isFrozen || near.destroy());
    for (const end of [near, far]) open.add(end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const line = new URL(real);
  line.port = String((server.address() as { port: number }).port);
  await closeDatabase();
  setEnvironment({ DATABASE_URL: line.href, DATABASE_QUERY_SECONDS: "1" });
});
afterAll(async () => {
  for (const end of open) end.destroy();
  server.close();
  await closeDatabase();
  setEnvironment({ DATABASE_URL: real, DATABASE_QUERY_SECONDS: "60" });
});

it("a query that is never answered ends in words, and the next one has a connection that works", async () => {
  expect(await inSystem((tx) => tx.workspace.count())).toBe(0);
  isFrozen = true;
  const error = await inSystem((tx) => tx.workspace.count()).catch((caught: unknown) => caught);
  expect(asProblem(error)).toMatchObject({
    code: "unavailable",
    message: "The database does not answer at the moment.",
  });
  isFrozen = false;
  expect(await inSystem((tx) => tx.workspace.count())).toBe(0);
});

it("bulk work is given the time that it needs", async () => {
  const { rows } = await withConnection((client) => client.query("SELECT 1 AS one FROM pg_sleep(2)"));
  expect(rows).toEqual([{ one: 1 }]);
});
