import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { keepAppRole } from "@/lib/embedded/app-role";
import { migrateDatabase } from "@/lib/embedded/database";
import { appPassword, appUrl, type Cluster, clusterUrl, startCluster, stopCluster } from "@/lib/embedded/postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the cluster's maintenance database. */
    clusterUrl: string;
    /** The same, as the role that the product connects as. */
    appUrl: string;
  }
}

/** A real PostgreSQL for one run of the tests, with a migrated template that each test file clones. Ended with the run. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-tests-"));
  const cluster: Cluster = {
    dir: path.join(folder, "postgres"),
    port: await freePort(),
    password: randomBytes(12).toString("hex"),
  };
  await startCluster(cluster, [
    "-c fsync=off",
    "-c synchronous_commit=off",
    "-c full_page_writes=off",
    "-c max_connections=300",
  ]);
  const admin = new pg.Client({ connectionString: clusterUrl(cluster, "postgres") });
  await admin.connect();
  await admin.query("CREATE DATABASE template_tenantpilot");
  await keepAppRole(admin, appPassword(cluster));
  const addresses = {
    DATABASE_URL: appUrl(cluster, "template_tenantpilot"),
    DATABASE_OWNER_URL: clusterUrl(cluster, "template_tenantpilot"),
  };
  await migrateDatabase(addresses, ".");
  await admin.end();
  project.provide("clusterUrl", clusterUrl(cluster, "postgres"));
  project.provide("appUrl", appUrl(cluster, "postgres"));
  return async () => {
    await stopCluster(cluster, "immediate");
    await rm(folder, { recursive: true, force: true });
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
