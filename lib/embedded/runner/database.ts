import pg from "pg";

/** A connection of node-postgres, pooled or not. */
export type Client = Pick<pg.ClientBase, "query">;

/** Runs `work` in a transaction on this connection; rolled back when it throws. */
export async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** The same on a connection of a pool; the connection is thrown away when the work failed. */
export async function poolTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    const result = await inTransaction(client, () => work(client));
    failed = false;
    return result;
  } finally {
    client.release(failed);
  }
}

/** Text that PostgreSQL can keep: it has no NUL in text. */
export function storable(text: string): string {
  return text.replaceAll("\0", "");
}

const queryTimeoutMs = 30_000;

/**
 * A pool of connections of the runner.
 * @param synchronousCommit "off": what was committed last may be lost when the database crashes (never torn).
 */
export function newPool(databaseUrl: string, max: number, synchronousCommit: "on" | "off"): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: "tenantpilot runner",
    options: `-c timezone=UTC -c default_transaction_isolation=read\\ committed -c synchronous_commit=${synchronousCommit}`,
    connectionTimeoutMillis: 10_000,
    // All that the runner asks is short. An answer that never comes must not keep a worker waiting for ever.
    query_timeout: queryTimeoutMs,
  });
  // A connection that the server closes is replaced at the next use; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** @throws {Error} when the database does not have the runner's tables. */
export async function checkSchema(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>("SELECT to_regclass('durable.jobs') IS NOT NULL AS found");
  if (rows[0]?.found !== true)
    throw new Error("The database has no schema for the embedded runner. Apply the migrations first.");
}
