import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** First key of this product's advisory locks that say "I am alive". */
export const livenessClass = 72_707_370;

/**
 * The connection that proves that this runner is alive: it holds one advisory lock for each of the runner's names. When
 * the process dies PostgreSQL ends the session and the locks are gone, at once on one machine, within half a minute
 * across machines (TCP keep-alive).
 */
export class Session {
  private client: pg.Client | null = null;
  private isClosed = false;
  private readonly names = new Set<string>();

  constructor(private readonly databaseUrl: string) {}

  /** Whether the locks are held now. Without them no new job may be taken. */
  get isAlive(): boolean {
    return this.client !== null;
  }

  /** Connects. @throws {Error} when the database cannot be reached. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: "tenantpilot runner",
      options: "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    client.on("error", () => {});
    client.once("end", () => {
      if (this.client === client) void this.reopen();
    });
    try {
      await client.connect();
      for (const name of this.names) await lock(client, name);
    } catch (error) {
      void client.end().catch(() => {}); // not awaited: it may not end when the connection was refused half-way
      throw error;
    }
    this.client = client;
    if (this.isClosed) await this.close();
  }

  /** Is alive under this name too, from now on and after each reconnect. */
  async hold(name: string): Promise<void> {
    this.names.add(name);
    // A session that breaks just now takes all its names again when it is back.
    if (this.client) await lock(this.client, name).catch(() => {});
  }

  /** Is alive under this name no longer. */
  async release(name: string): Promise<void> {
    this.names.delete(name);
    await this.client
      ?.query("SELECT pg_advisory_unlock_shared($1, hashtext($2))", [livenessClass, name])
      .catch(() => {});
  }

  /** Ends the session; its locks are gone. */
  async close(): Promise<void> {
    this.isClosed = true;
    const client = this.client;
    this.client = null;
    await client?.end();
  }

  private async reopen(): Promise<void> {
    this.client = null;
    while (!this.isClosed && this.client === null) {
      await this.open().catch(() => sleep(100));
    }
  }
}

async function lock(client: pg.Client, name: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock_shared($1, hashtext($2))", [livenessClass, name]);
}
