import type { Tx } from "@/lib/db";
import type { FindingFilter, Lane } from "@/lib/findings/filter";
import { severities } from "@/lib/findings/severity";
import { carries, carrying, searchText } from "@/lib/findings/text";
import { nullWhenTooSlow } from "@/lib/too-slow";
import { Prisma } from "@/prisma/client/client";

const textTimeoutMs = 2000;
/** So many rows are looked at in the order of the list before the index of texts is asked. */
const walkRows = 2000;

/** A row of the table as lists need it. */
export interface FindingRow {
  id: bigint;
  source: string;
  check_id: string;
  title: string;
  severity: string;
  status: string;
  resource_type: string;
  resource_id: string;
  resource_name: string;
  first_seen_at: Date;
  last_seen_at: Date;
}

/** What one page is read from: the lanes of its order, and in which direction. */
interface Reading {
  tenantId: bigint;
  filter: FindingFilter;
  lanes: Lane[];
  limit: number;
  falls: boolean;
  isByRank: boolean;
  isBack: boolean;
}

/** The rows of one page, in order; null when looking for a text took too long and was given up. */
export async function readFindingRows(tx: Tx, reading: Reading): Promise<FindingRow[] | null> {
  const { lanes, limit, filter } = reading;
  if (lanes.length === 0) return [];
  const text = filter.text ? searchText(filter.text) : "";
  if (filter.resolvedSince) return readWhole(tx, reading, resolvedSql(reading.tenantId, filter.resolvedSince), text);
  if (text) return (await walk(tx, reading, text)) ?? readWhole(tx, reading, carrying(text, [reading.tenantId]));
  return tx.$queryRaw<FindingRow[]>`${mergedSql(lanes, reading, limit)}`;
}

/** The first rows of some lanes, in the order of the list. */
function mergedSql(lanes: Lane[], reading: Reading, limit: number): Prisma.Sql {
  const { byId, order } = orderOf(reading);
  const branches = lanes.map((lane) => Prisma.sql`(${laneSql(lane, reading)} ORDER BY ${byId} LIMIT ${limit})`);
  return Prisma.sql`SELECT * FROM (${Prisma.join(branches, " UNION ALL ")}) lanes ORDER BY ${order} LIMIT ${limit}`;
}

function orderOf({ falls, isByRank, isBack }: Reading): { byId: Prisma.Sql; order: Prisma.Sql } {
  const byId = falls ? Prisma.sql`id DESC` : Prisma.sql`id ASC`;
  return { byId, order: isByRank ? Prisma.sql`rank ${isBack ? Prisma.sql`DESC` : Prisma.sql`ASC`}, ${byId}` : byId };
}

/**
 * A text that many findings have fills a page soon: their first rows are looked at, in the order of the list.
 * @returns null when that does not fill the page, and there is more to look at than that.
 */
async function walk(tx: Tx, reading: Reading, text: string): Promise<FindingRow[] | null> {
  const { lanes, limit, isByRank, isBack } = reading;
  const ranks = isByRank
    ? [...new Set(lanes.map(({ rank }) => rank))].sort((a, b) => (isBack ? b - a : a - b))
    : [null];
  const found: FindingRow[] = [];
  let left = walkRows;
  for (const rank of ranks) {
    const among = lanes.filter((lane) => rank === null || lane.rank === rank);
    const rows = await tx.$queryRaw<(FindingRow & { walked: number })[]>`
      WITH first AS MATERIALIZED (${mergedSql(among, reading, left)})
      SELECT walked, fitting.* FROM (SELECT count(*)::int AS walked FROM first) counted
      LEFT JOIN (SELECT * FROM first WHERE ${carries(text)}) fitting ON true
      ORDER BY ${orderOf(reading).byId} LIMIT ${limit - found.length}`;
    const walked = rows[0]?.walked ?? 0;
    found.push(...rows.filter((row) => row.id !== null));
    if (found.length === limit) return found;
    left -= walked;
    if (left <= 0) return null;
  }
  return found;
}

/**
 * For what is found by an index of another order: all that fit, sorted, because a lane that holds nothing of it would be read
 * to its end.
 */
async function readWhole(tx: Tx, reading: Reading, among: Prisma.Sql, text = ""): Promise<FindingRow[] | null> {
  const { lanes, limit, filter, tenantId } = reading;
  const ends = [...new Map(lanes.map((lane) => [lane.severity, lane])).values()];
  const conditions = [
    Prisma.sql`tenant_id = ${tenantId}`,
    Prisma.sql`(${Prisma.join(
      ends.map((lane) => Prisma.sql`(severity = ${lane.severity}${boundSql(lane)})`),
      " OR ",
    )})`,
    ...(filter.status ? [Prisma.sql`status = ${filter.status}`] : []),
    ...(filter.source ? [Prisma.sql`source = ${filter.source}`] : []),
    ...(text ? [carries(text)] : []),
  ];
  // A text that half a million findings have, all of them far down the list: that ends in time, and the page says so.
  if (filter.text) await tx.$executeRaw(Prisma.raw(`SET LOCAL statement_timeout = ${textTimeoutMs}`));
  // Materialized, or the list's order would lead to reading all of a tenant in the hope that a page is full soon.
  return tx.$queryRaw<FindingRow[]>`
    WITH fitting AS MATERIALIZED (
      SELECT id, array_position(${[...severities]}::text[], severity) AS rank
      FROM ${among} AS found WHERE ${Prisma.join(conditions, " AND ")}),
    page AS (SELECT id, rank FROM fitting ORDER BY ${orderOf(reading).order} LIMIT ${limit})
    SELECT ${listedSql}, rank FROM page JOIN findings USING (id)
    ORDER BY ${orderOf(reading).order}`.catch(nullWhenTooSlow);
}

/** The findings of a tenant that were resolved after a moment. */
function resolvedSql(tenantId: bigint, since: Date): Prisma.Sql {
  return Prisma.sql`(SELECT * FROM findings WHERE tenant_id = ${tenantId} AND id IN (SELECT finding_id FROM finding_events
    WHERE tenant_id = ${tenantId} AND kind = 'resolved' AND occurred_at > ${since}))`;
}

// A file may hold texts of megabytes: a list shows their beginning.
const listedSql = Prisma.sql`id, source, left(check_id, 300) AS check_id, left(title, 500) AS title, severity, status,
  left(resource_type, 300) AS resource_type, left(resource_id, 500) AS resource_id, left(resource_name, 300) AS resource_name,
  first_seen_at, last_seen_at`;

function laneSql(lane: Lane, { tenantId, filter }: Reading): Prisma.Sql {
  const source = filter.source ? Prisma.sql` AND source = ${filter.source}` : Prisma.empty;
  return Prisma.sql`SELECT ${listedSql}, ${lane.rank}::int AS rank FROM findings
    WHERE tenant_id = ${tenantId} AND status = ${lane.status} AND severity = ${lane.severity}${source}${boundSql(lane)}`;
}

function boundSql({ bound }: Lane): Prisma.Sql {
  if (!bound) return Prisma.empty;
  return bound.side === "below" ? Prisma.sql` AND id < ${bound.id}` : Prisma.sql` AND id > ${bound.id}`;
}
