import pg from "pg";
import { env } from "@/lib/env";

/** Connection string of the owner of the tables, whom the second wall does not hold: for what tests prepare and look at. */
export function ownerUrl(): string {
  return env().DATABASE_OWNER_URL ?? env().DATABASE_URL;
}

/** A connection as the owner, as an operator at the database has it. */
export async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl(), options: "-c timezone=UTC" });
  // A database that goes away fails the query; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
