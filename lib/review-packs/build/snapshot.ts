import type pg from "pg";
import { begin } from "@/lib/db";
import type { RawRow } from "@/lib/review-packs/build/copy-rows";
import type { Redactor } from "@/lib/review-packs/build/redact/redactor";
import type { PackClaim } from "@/lib/review-packs/claim";
import type { PackInputs, Query } from "@/lib/review-packs/fingerprint";

/** The open transaction that a section collects from. All sections see the database at the same moment. */
export interface Snapshot {
  claim: PackClaim;
  asOf: Date;
  /** What the fingerprint is made from, read first. */
  inputs: PackInputs;
  /** Folder on the exports disk for this reading's files. */
  folder: string;
  query: Query;
  /** Rows in bulk, as copyRows gives them. Read them to their end before anything else is asked. */
  rows(sql: string, values: readonly (bigint | string | Date)[]): AsyncIterable<RawRow[]>;
  /** What every row is handed to before it is written; null in a pack with people's data. */
  redactor: Redactor | null;
  /** Says how many findings are written, now and then. */
  progress(rowsDone: number): Promise<void>;
}

/**
 * Opens the one transaction of a pack: it cannot write, and it sees one moment. Times are printed in UTC whatever the
 * server's zone is. `work` gets as_of, the transaction's own now().
 */
export async function inSnapshot<T>(
  client: pg.PoolClient,
  workspaceId: bigint,
  work: (asOf: Date, query: Query) => Promise<T>,
): Promise<T> {
  const query: Query = async <Row>(sql: string, values: unknown[]) => (await client.query(sql, values)).rows as Row[];
  await begin(client, { workspaceId }, "ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await client.query("SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO'");
  const [row] = await query<{ now: Date }>("SELECT now() AS now", []);
  if (!row) throw new Error("The database did not say what time it is.");
  const result = await work(row.now, query);
  await client.query("COMMIT");
  return result;
}
