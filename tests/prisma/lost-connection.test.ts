import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, inSystem, withConnection } from "@/lib/db";
import { env, setEnvironment } from "@/lib/env";

// A server that lets everybody in and ends in the same breath, as one whose postmaster is killed in that moment.

const message = (type: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const isIn = message("R", Buffer.alloc(4));
const isReady = message("Z", Buffer.from("I"));
const isOver = message(
  "E",
  Buffer.from("SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0"),
);

let server: Server;
let real: string;
beforeAll(async () => {
  real = env().DATABASE_URL;
  server = createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.concat([isIn, isReady, isOver])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await closeDatabase();
  setEnvironment({ DATABASE_URL: `postgresql://nobody:nothing@127.0.0.1:${port}/none` });
});
afterAll(async () => {
  await closeDatabase();
  setEnvironment({ DATABASE_URL: real });
  server.close();
});

it("a connection that the server ends in the moment when it is handed out fails its work, and nothing else", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", note);
  for (let turn = 0; turn < 5; turn++) {
    await expect(inSystem((tx) => tx.workspace.count())).rejects.toThrow();
    await expect(withConnection((client) => client.query("SELECT 1"))).rejects.toThrow();
  }
  process.off("uncaughtException", note);
  for (const listener of others) process.on("uncaughtException", listener);
  expect(unhandled).toEqual([]);
});
