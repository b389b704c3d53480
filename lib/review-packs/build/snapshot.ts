import type pg from "pg";
import Cursor from "pg-cursor";
import type { PackClaim } from "@/lib/review-packs/claim";
import type { Query } from "@/lib/review-packs/fingerprint";

/** The open transaction that a section collects from. All sections see the database at the same moment. */
export interface Snapshot {
  claim: PackClaim;
  asOf: Date;
  /** Folder on the exports disk for this reading's files. */
  folder: string;
  query: Query;
  /** Rows as arrays of the server's own text, in batches that keep memory flat whatever the rows' size. */
  rows(sql: string, values: unknown[]): AsyncIterable<RawRow[]>;
  /** Says how many findings are written, now and then. */
  progress(rowsDone: number): Promise<void>;
}

/** A row as the server printed it: one text per column, null for NULL. Nothing is parsed, so nothing is rounded. */
export type RawRow = (string | null)[];

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
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await client.query("SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO'");
  const [row] = await query<{ now: Date }>("SELECT set_config('app.workspace_id', $1, true), now() AS now", [
    String(workspaceId),
  ]);
  if (!row) throw new Error("The database did not say what time it is.");
  const result = await work(row.now, query);
  await client.query("COMMIT");
  return result;
}

// Rows per batch follow the rows' size: about this much text at once, but never more rows than pay off (performance-notes.md).
const batchChars = 256 * 1024;
const batchRowsMax = 1000;
const batchRowsFirst = 50;

const identity = { getTypeParser: () => (text: string) => text };

/** Reads a query through a cursor. The next batch is on its way while the last one is used. */
export async function* readBatches(client: pg.PoolClient, sql: string, values: unknown[]): AsyncGenerator<RawRow[]> {
  const cursor = client.query(
    new Cursor<RawRow>(sql, values, { rowMode: "array", types: identity as unknown as pg.CustomTypesConfig }),
  );
  let size = batchRowsFirst;
  let coming = ahead(cursor, size);
  try {
    for (;;) {
      const batch = await coming;
      if (batch.length === 0) return;
      size = nextSize(batch);
      coming = ahead(cursor, size);
      yield batch;
    }
  } finally {
    await coming.catch(() => {});
    // Not waited for: on a connection that broke the answer never comes. What is asked next waits in the client's line.
    void cursor.close().catch(() => {});
  }
}

function ahead(cursor: Cursor<RawRow>, size: number): Promise<RawRow[]> {
  const batch = cursor.read(size);
  // Its failure is thrown when it is awaited, which may be later than Node would call it unhandled.
  batch.catch(() => {});
  return batch;
}

/** As many rows as the largest of the last batch would fit, at most twice as many as it had. */
function nextSize(batch: RawRow[]): number {
  let largest = 1;
  for (const row of batch) {
    let chars = 0;
    for (const cell of row) chars += cell?.length ?? 0;
    if (chars > largest) largest = chars;
  }
  return Math.max(1, Math.min(batchRowsMax, batch.length * 2, Math.floor(batchChars / largest) || 1));
}
