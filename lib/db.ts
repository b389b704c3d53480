import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "@/lib/env";
import { type Prisma, PrismaClient } from "@/prisma/client/client";

/** A Prisma client inside a transaction. Domain functions that take part in a caller's transaction take one of these. */
export type Tx = Prisma.TransactionClient;

interface Connections {
  /** Of Prisma: what pages and verbs ask. A query that is not answered is given up. */
  short: pg.Pool;
  /** For work that takes as long as it takes, and watches its own progress. */
  bulk: pg.Pool;
  prisma: PrismaClient;
}

// Kept on globalThis: Next may load this module once per bundle, and each copy would open a pool of its own.
const holder = globalThis as typeof globalThis & { tenantpilotDb?: Connections };

function connections(): Connections {
  if (!holder.tenantpilotDb) {
    const short = newPool({ query_timeout: env().DATABASE_QUERY_SECONDS * 1000 });
    holder.tenantpilotDb = { short, bulk: newPool({}), prisma: new PrismaClient({ adapter: new PrismaPg(short) }) };
  }
  return holder.tenantpilotDb;
}

function newPool(limits: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: env().DATABASE_POOL_SIZE,
    // adapter-pg writes timestamps without an offset: the session has to be in UTC.
    options: "-c timezone=UTC",
    application_name: "tenantpilot",
    connectionTimeoutMillis: 60_000,
    keepAlive: true,
    ...limits,
  });
  // A connection that the server closes is replaced at the next use; without listeners it would end the process. The second is for one
  // that is closed in the moment when it is handed out: then nobody else listens.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Every query of a page or verb of one workspace: one transaction that sees this workspace only (access.md, second wall). */
export async function inWorkspace<T>(workspaceId: bigint, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.workspace_id', ${String(workspaceId)}, true)`;
    return work(tx);
  });
}

/** For what belongs to no single workspace: sign-in, sweeps, the outbox. One transaction, which says so and sees all of them. */
export async function inSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.scope', 'system', true)`;
    return work(tx);
  });
}

/**
 * From here on the transaction sees this workspace only. A verb begins as the system, because only then can it find out where somebody
 * may act; once that is settled (lib/auth/policy.ts) the second wall stands around the rest of it.
 */
export async function narrowTo(tx: Tx, workspaceId: bigint): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config('app.workspace_id', ${String(workspaceId)}, true), set_config('app.scope', '', true)`;
}

// Milliseconds: under a rush people wait in line rather than be turned away.
const transactionLimits = { maxWait: 60_000, timeout: 60_000 };

async function transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const current = connections();
  try {
    return await current.prisma.$transaction(work, transactionLimits);
  } catch (error) {
    if (isUnanswered(error)) leave(current);
    throw error;
  }
}

const unanswered = "Query read timeout";

/** Whether a query was given up because no answer came: node-postgres' words, wherever Prisma has put them. */
function isUnanswered(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause.message.includes(unanswered)) return true;
  return false;
}

/**
 * A server that does not answer one connection answers none of the others either: the next query opens new ones. Work that is still on the old
 * ones ends there.
 */
function leave(lost: Connections): void {
  if (holder.tenantpilotDb === lost) holder.tenantpilotDb = undefined;
  void Promise.allSettled([lost.short.end(), lost.bulk.end()]);
}

/** What a transaction on a plain connection sees: one workspace, or as the system all of them. */
export type Scope = { workspaceId: bigint } | "system";

/** Begins a transaction that sees its scope. A transaction that says nothing about it sees no row of any workspace. */
export async function begin(client: pg.ClientBase, scope: Scope, mode = ""): Promise<void> {
  await client.query(`BEGIN ${mode}`);
  await client.query("SELECT set_config('app.workspace_id', $1, true), set_config('app.scope', $2, true)", [
    scope === "system" ? "" : String(scope.workspaceId),
    scope === "system" ? "system" : "",
  ]);
}

/** A plain connection for bulk work (COPY, cursors); returned to the pool afterwards, destroyed if the work threw. */
export async function withConnection<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await connections().bulk.connect();
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    client.release(failed);
  }
}

/** Closes all connections; for commands and tests. A later query opens new ones. */
export async function closeDatabase(): Promise<void> {
  const open = holder.tenantpilotDb;
  holder.tenantpilotDb = undefined;
  if (!open) return;
  await open.prisma.$disconnect();
  await open.short.end();
  await open.bulk.end();
}
