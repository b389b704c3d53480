import { begin, withConnection } from "@/lib/db";

/** What is wrong with the first bad row of a chain. */
export type ChainFault = "changed" | "missing" | "reordered" | "head_mismatch";

/** The first place where a workspace's audit does not agree with itself. Later rows are not judged. */
export interface ChainProblem {
  fault: ChainFault;
  /** Place in the workspace's chain, counted from 1. */
  seq: string;
  /** Id of the row, or null when it is the one that is missing. */
  eventId: string | null;
  detail: string;
}

/** The audit of one workspace ("0": events of no workspace), checked from its first row to its head. */
export interface ChainReport {
  workspaceId: string;
  events: number;
  headSeq: string;
  /** SHA-256 of the newest event, 64 hexadecimal digits; empty without events. */
  headHash: string;
  problem: ChainProblem | null;
}

type Query = <T>(sql: string, values?: unknown[]) => Promise<T[]>;

/**
 * Recomputes the hash chain of one workspace or of all (downloads.md, Chain of custody) with the function that the
 * database itself chains with, in one snapshot: writers go on meanwhile. The rows stay in the database; what comes back
 * is the first bad one. A chain that somebody has rewritten whole, head included, agrees with itself: compare its head
 * with one that was written down elsewhere, such as in a pack's manifest.
 */
export async function verifyAuditChain(workspaceId?: bigint): Promise<ChainReport[]> {
  return withConnection(async (client) => {
    const query: Query = async (sql, values = []) => (await client.query(sql, values)).rows;
    const scope = workspaceId === undefined ? "system" : { workspaceId };
    await begin(client, scope, "ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const ids = workspaceId === undefined ? await workspaceIds(query) : [String(workspaceId)];
    const reports: ChainReport[] = [];
    for (const id of ids) reports.push(await verifyOne(query, id));
    await client.query("COMMIT");
    return reports;
  });
}

async function workspaceIds(query: Query): Promise<string[]> {
  const rows = await query<{ workspace_id: string }>(
    "SELECT workspace_id FROM audit_heads UNION SELECT workspace_id FROM audit_events ORDER BY workspace_id",
  );
  return rows.map((row) => row.workspace_id);
}

interface Totals {
  events: string;
  last_seq: string;
  last_hash: string;
  head_seq: string;
  head_hash: string;
}

async function verifyOne(query: Query, workspaceId: string): Promise<ChainReport> {
  const totals = await query<Totals>(
    `SELECT (SELECT count(*) FROM audit_events WHERE workspace_id = $1) AS events,
       coalesce(last.seq, 0) AS last_seq, coalesce(last.hash, '') AS last_hash,
       coalesce(head.seq, 0) AS head_seq, coalesce(head.hash, '') AS head_hash
     FROM (SELECT 1) one
     LEFT JOIN audit_heads head ON head.workspace_id = $1
     LEFT JOIN LATERAL (SELECT seq, hash FROM audit_events WHERE workspace_id = $1 ORDER BY seq DESC LIMIT 1) last ON true`,
    [workspaceId],
  );
  const [total] = totals;
  if (!total) throw new Error("A query without a condition gave no row.");
  const bad = await findFirstBad(query, workspaceId);
  return {
    workspaceId,
    events: Number(total.events),
    headSeq: total.head_seq,
    headHash: total.head_hash,
    problem: bad ? await describeRow(query, workspaceId, bad) : describeHead(total),
  };
}

interface BadRow {
  id: string;
  seq: string;
  prev_hash: string;
  before_seq: string;
  before_hash: string;
  before_id: string | null;
  is_intact: boolean;
}

/** The first row whose place, predecessor or own hash is wrong; the rows are walked in the order of the index. */
async function findFirstBad(query: Query, workspaceId: string): Promise<BadRow | null> {
  const rows = await query<BadRow>(
    `SELECT id, seq, prev_hash, before_seq, before_hash, before_id, hash = expected AS is_intact FROM (
       SELECT e.id, e.seq, e.prev_hash, e.hash, audit_event_hash(e) AS expected,
         coalesce(lag(e.seq) OVER chain, 0) AS before_seq, coalesce(lag(e.hash) OVER chain, '') AS before_hash,
         lag(e.id) OVER chain AS before_id
       FROM audit_events e WHERE e.workspace_id = $1 WINDOW chain AS (ORDER BY e.seq)
     ) rows
     WHERE seq <> before_seq + 1 OR prev_hash <> before_hash OR hash <> expected
     ORDER BY seq LIMIT 1`,
    [workspaceId],
  );
  return rows[0] ?? null;
}

async function describeRow(query: Query, workspaceId: string, row: BadRow): Promise<ChainProblem> {
  const expectedSeq = String(BigInt(row.before_seq) + 1n);
  if (row.seq !== expectedSeq) {
    return {
      fault: "missing",
      seq: expectedSeq,
      eventId: null,
      detail: `Event ${expectedSeq} is missing: ${row.seq} comes next.`,
    };
  }
  const here = { seq: row.seq, eventId: row.id };
  if (row.prev_hash === row.before_hash) {
    return { fault: "changed", ...here, detail: `Event ${row.seq} was changed after it had been written.` };
  }
  const followed = await findByHash(query, workspaceId, row.prev_hash);
  if (followed !== null) {
    return {
      fault: "reordered",
      ...here,
      detail: `Event ${row.seq} was moved: it was written after what is now event ${followed}.`,
    };
  }
  // An intact row that follows a hash which is nowhere: the row before it was given another content and another hash.
  if (row.is_intact && row.before_id !== null) {
    const detail = `Event ${row.before_seq} was replaced: event ${row.seq} was written after another one.`;
    return { fault: "changed", seq: row.before_seq, eventId: row.before_id, detail };
  }
  return {
    fault: "missing",
    ...here,
    detail: `What was written before event ${row.seq} is missing, or the event was changed.`,
  };
}

async function findByHash(query: Query, workspaceId: string, hash: string): Promise<string | null> {
  // The first event follows nothing.
  if (hash === "") return "none";
  const rows = await query<{ seq: string }>(
    "SELECT seq FROM audit_events WHERE workspace_id = $1 AND hash = $2 LIMIT 1",
    [workspaceId, hash],
  );
  return rows[0]?.seq ?? null;
}

function describeHead(total: Totals): ChainProblem | null {
  if (total.last_seq === total.head_seq && total.last_hash === total.head_hash) return null;
  if (BigInt(total.head_seq) > BigInt(total.last_seq)) {
    const seq = String(BigInt(total.last_seq) + 1n);
    const detail = `Event ${seq} is missing: there were ${total.head_seq} events, and ${total.events} are left.`;
    return { fault: "missing", seq, eventId: null, detail };
  }
  const detail = `The head says event ${total.head_seq} is the newest, with another hash than event ${total.last_seq}, which is.`;
  return { fault: "head_mismatch", seq: total.last_seq, eventId: null, detail };
}
