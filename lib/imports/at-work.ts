import type { ClientBase } from "pg";
import type { Tx } from "@/lib/db";

/** What is worked on for as long as its files are large: an import, or the reading of a preview. */
type Work = "import" | "import preview";

const lockOf = (work: Work) => `tenantpilot.${work}.at work`;

/**
 * From here to the end of the client's transaction this is at work; while somebody else is, waits for them. The lock is the
 * transaction's: it ends with it, whatever ends it, holds behind a pooler that hands connections out by transaction, and asks no clock.
 */
export async function takeUp(client: ClientBase, work: Work, id: bigint): Promise<void> {
  // Of a machine that was lost without a word the server would hear after two hours; so after two minutes.
  await client.query(
    "SET LOCAL tcp_keepalives_idle = 60; SET LOCAL tcp_keepalives_interval = 15; SET LOCAL tcp_keepalives_count = 4",
  );
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [lockOf(work), id]);
}

/** Those of the ids that nobody is at work on; until the end of the transaction nobody begins with one. */
export async function idleAmong(tx: Tx, work: Work, ids: readonly bigint[]): Promise<Set<bigint>> {
  const idle = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM unnest(${[...ids]}::bigint[]) AS asked (id)
    WHERE pg_try_advisory_xact_lock_shared(hashtextextended(${lockOf(work)}, id))`;
  return new Set(idle.map(({ id }) => id));
}
