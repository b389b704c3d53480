import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { databaseTrouble } from "@/lib/database-away";
import { admitRole, keepAppRole } from "@/lib/embedded/app-role";
import { migrate } from "@/lib/embedded/migrate";
import { appPassword, type Cluster, clusterUrl, findServer, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { isAlive } from "@/lib/embedded/process-identity";
import { roleProblem } from "@/lib/embedded/production";
import { AppError } from "@/lib/errors";

const databaseName = "tenantpilot";

/** How the embedded PostgreSQL was found; "given" is a database of somebody else's. */
export type FoundAs = "new" | "stopped" | "crashed" | "running" | "given";

/** Starts the embedded PostgreSQL, and makes its database and the product's role when there are none yet. */
export async function openCluster(cluster: Cluster): Promise<FoundAs> {
  const found = await startCluster(cluster);
  try {
    await createDatabase(cluster);
    return found;
  } catch (error) {
    // It was killed in the moment in which it was found running.
    if (found !== "running" || (await findServer(cluster))) throw error;
    await startCluster(cluster);
    await createDatabase(cluster);
    return "crashed";
  }
}

/** The two ways in: as the role that reads and writes, and, where that is another one, as the owner of the tables. */
export interface DatabaseAddresses {
  DATABASE_URL: string;
  DATABASE_OWNER_URL?: string | undefined;
}

/** Applies what is missing of prisma/migrations (migrate.ts) as the owner, and lets the product's role read and write. */
export async function migrateDatabase(addresses: DatabaseAddresses, root: string): Promise<string[]> {
  const { DATABASE_URL, DATABASE_OWNER_URL = DATABASE_URL } = addresses;
  const applied = await migrate(DATABASE_OWNER_URL, path.join(root, "prisma/migrations"));
  await withPlainClient(DATABASE_OWNER_URL, (client) => admitRole(client, roleOf(DATABASE_URL)));
  return applied;
}

/** The role that a connection string names, or null when it leaves that to the environment. */
function roleOf(databaseUrl: string): string | null {
  return decodeURIComponent(new URL(databaseUrl).username) || null;
}

/**
 * Connects to the database that DATABASE_URL names.
 * @throws {AppError} unavailable, when it cannot be used, in words.
 */
export async function checkGivenDatabase(databaseUrl: string, rules: { refuseSuperuser: boolean }): Promise<void> {
  const problem = await roleProblem(databaseUrl).catch((cause: unknown) => {
    throw databaseGone(databaseUrl, cause);
  });
  if (problem && rules.refuseSuperuser)
    throw new AppError("forbidden", `The product does not start like this:\n  ${problem}`);
}

/** The error for a database that does not answer; names the server, never the password. */
export function databaseGone(databaseUrl: string, cause: unknown): AppError {
  const { host, pathname } = new URL(databaseUrl);
  const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(cause);
  return new AppError("unavailable", `The database ${pathname.slice(1)} at ${host} does not answer: ${reason}.`, {
    next: "Check DATABASE_URL and that the server runs.",
    cause,
  });
}

/** A connection of the start's or a command's own for one piece of work, outside the pool; it sees every workspace. */
export async function withPlainClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectPatiently(databaseUrl);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A server that is still recovering refuses connections for a moment. */
async function createDatabase(cluster: Cluster): Promise<void> {
  await withPlainClient(clusterUrl(cluster, "postgres"), async (client) => {
    await keepAppRole(client, appPassword(cluster));
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  });
}

async function connectPatiently(url: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url, options: "-c app.scope=system" });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (attempt >= patienceWith(error)) throw error;
      await pause(500);
    }
  }
}

/** Attempts, half a second apart: a server that recovers from its log says so (57P03), one that is not there refuses. */
function patienceWith(error: unknown): number {
  const code = String((error as { code?: unknown }).code);
  if (code === "57P03") return 240;
  return ["ECONNREFUSED", "ECONNRESET"].includes(code) ? 4 : 1;
}

/**
 * Waits while the database is away, or recovers after it was killed: that takes as long as there is to recover, and whoever needs it
 * dies meanwhile. Any other answer ends the waiting too: then somebody else says what is wrong. Never throws.
 * @param stop ends the waiting.
 */
export async function untilDatabaseAnswers(databaseUrl: string, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      return await withPlainClient(databaseUrl, async () => {});
    } catch (error) {
      if (databaseTrouble(error) === null) return;
    }
    await pause(500, undefined, { signal: stop }).catch(() => {});
  }
}

const startTriesMax = 10;

/**
 * Looks every second whether the embedded PostgreSQL is still there and starts it again when it is not. A start that fails
 * (somebody stopped it in the middle, the machine is busy) is tried again; after ten in a row it is given up.
 * @returns a function that ends the watching.
 */
export async function watchCluster(
  cluster: Cluster,
  on: { restarted(): void; failed(error: Error): void },
): Promise<() => void> {
  let server = await findServer(cluster);
  let isChecking = false;
  let failures = 0;
  const check = async () => {
    if (isChecking || (server && isAlive(server))) return;
    isChecking = true;
    try {
      await startCluster(cluster);
      server = await findServer(cluster);
      failures = 0;
      on.restarted();
      isChecking = false;
    } catch (error) {
      failures += 1;
      isChecking = failures >= startTriesMax;
      if (!isChecking) return;
      clearInterval(timer);
      on.failed(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const timer = setInterval(() => void check(), 1000);
  return () => clearInterval(timer);
}

/** Stops the embedded PostgreSQL in order. */
export async function closeCluster(cluster: Cluster): Promise<void> {
  await stopCluster(cluster, "fast");
}
