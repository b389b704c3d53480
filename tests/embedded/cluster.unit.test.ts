import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "@/lib/embedded/ports";
import { type Cluster, clusterUrl, findServer, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { isGoneWithin } from "@/lib/embedded/process-identity";

let folder: string;
let cluster: Cluster;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-cluster-"));
  // As a data folder is: closed to everybody else, while PostgreSQL may run as another user.
  await chmod(folder, 0o700);
  cluster = {
    dir: path.join(folder, "postgres"),
    port: await findFreePort(),
    password: randomBytes(12).toString("hex"),
  };
});

afterAll(async () => {
  await stopCluster(cluster, "immediate");
  await rm(folder, { recursive: true, force: true });
});

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: clusterUrl(cluster, "postgres") });
  // The server is killed on purpose.
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function killServer(): Promise<void> {
  const server = await findServer(cluster);
  if (!server) throw new Error("no server");
  process.kill(server.pid, "SIGKILL");
  await isGoneWithin(server, 5000);
}

test("what was committed survives a SIGKILL of the database, and the next start says so", {
  timeout: 60_000,
}, async () => {
  // What an initdb that was cut off leaves behind is no cluster.
  await mkdir(`${cluster.dir}.unfinished-1`);
  expect(await startCluster(cluster)).toBe("new");
  await query("CREATE TABLE kept AS SELECT 1 AS id");
  expect(await startCluster(cluster)).toBe("running");
  await killServer();
  expect(await startCluster(cluster)).toBe("crashed");
  expect(await query("SELECT id FROM kept")).toEqual([{ id: 1 }]);
});

test("a stop in order is no crash", { timeout: 60_000 }, async () => {
  await stopCluster(cluster);
  expect(await findServer(cluster)).toBeNull();
  expect(await startCluster(cluster)).toBe("stopped");
});

test("an old process id that belongs to somebody else now does not keep the database from starting", {
  timeout: 60_000,
}, async () => {
  await stopCluster(cluster);
  await writeFile(path.join(cluster.dir, "postmaster.pid"), `${process.pid}\n${cluster.dir}\n`);
  expect(await findServer(cluster)).toBeNull();
  expect(await startCluster(cluster)).toBe("crashed");
  expect(await query("SELECT id FROM kept")).toEqual([{ id: 1 }]);
});
