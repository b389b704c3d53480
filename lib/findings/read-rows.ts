import type { Tx } from "@/lib/db";
import type { FindingFilter, Lane } from "@/lib/findings/filter";
import { severities } from "@/lib/findings/severity";
import { Prisma } from "@/prisma/client/client";

const textLengthMax = 200;
const textTimeoutMs = 2000;

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
  const { lanes, falls, isByRank, isBack, limit, filter } = reading;
  if (lanes.length === 0) return [];
  const byId = falls ? Prisma.sql`id DESC` : Prisma.sql`id ASC`;
  const order = isByRank ? Prisma.sql`rank ${isBack ? Prisma.sql`DESC` : Prisma.sql`ASC`}, ${byId}` : byId;
  if (filter.text || filter.resolvedSince) return readWhole(tx, reading, order);
  const branches = lanes.map((lane) => Prisma.sql`(${laneSql(lane, reading)} ORDER BY ${byId} LIMIT ${limit})`);
  return tx.$queryRaw<FindingRow[]>`
    SELECT * FROM (${Prisma.join(branches, " UNION ALL ")}) lanes ORDER BY ${order} LIMIT ${limit}`;
}

/** For what no index orders: one pass over the rows, because a lane that holds nothing would be read to its end. */
async function readWhole(tx: Tx, reading: Reading, order: Prisma.Sql): Promise<FindingRow[] | null> {
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
    ...(filter.text ? [textSql(filter.text.slice(0, textLengthMax))] : []),
  ];
  const resolved = filter.resolvedSince
    ? Prisma.sql`JOIN (SELECT DISTINCT finding_id FROM finding_events WHERE tenant_id = ${tenantId} AND kind = 'resolved'
        AND occurred_at > ${filter.resolvedSince}) resolved ON resolved.finding_id = findings.id`
    : Prisma.empty;
  // A text that occurs nowhere makes this look at every finding: that ends in time, and the page says so.
  if (filter.text) await tx.$executeRaw(Prisma.raw(`SET LOCAL statement_timeout = ${textTimeoutMs}`));
  return tx.$queryRaw<FindingRow[]>`
    SELECT ${listedSql}, array_position(${[...severities]}::text[], severity) AS rank
    FROM findings ${resolved} WHERE ${Prisma.join(conditions, " AND ")} ORDER BY ${order} LIMIT ${limit}`.catch(
    nullWhenTooSlow,
  );
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

function textSql(text: string): Prisma.Sql {
  const pattern = `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return Prisma.sql`(title ILIKE ${pattern} OR check_id ILIKE ${pattern} OR resource_name ILIKE ${pattern} OR resource_id ILIKE ${pattern})`;
}

/** PostgreSQL ends a statement that ran too long with 57014 (query_canceled). */
function nullWhenTooSlow(error: unknown): null {
  const isTooSlow = (one: unknown): boolean =>
    one instanceof Error && (JSON.stringify(one).includes("57014") || isTooSlow(one.cause));
  if (isTooSlow(error)) return null;
  throw error;
}
