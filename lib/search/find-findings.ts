import type { Tx } from "@/lib/db";
import { type FindingStatus, findingStatuses, type Severity, severities } from "@/lib/findings/severity";
import { carries, carrying } from "@/lib/findings/text";
import { nullWhenTooSlow } from "@/lib/too-slow";
import { Prisma } from "@/prisma/client/client";

/** A finding as the search knows it: ids are strings, texts are cut. */
export interface FoundFinding {
  id: string;
  tenantId: bigint;
  checkId: string;
  title: string;
  severity: Severity;
  status: FindingStatus;
  resourceName: string;
}

const timeoutMs = 1500;
/** Of a text that very many findings have, the best of so many are shown. */
const candidateRows = 1000;
/** So many open findings are looked at in all before the index of texts is asked, the worst and newest of each tenant. */
const walkRows = 4000;

interface Row {
  id: bigint;
  tenant_id: bigint;
  check_id: string;
  title: string;
  severity: string;
  status: string;
  resource_name: string;
}

/** What was found, and whether the search was given up before its end. */
export interface FoundFindings {
  findings: FoundFinding[];
  isPartial: boolean;
}

/**
 * The findings of these tenants that have the text in check, title or resource: first one of each check of each tenant, open
 * ones before the others, then the worst, then the newest. Of a text that very many have, the best of those looked at.
 */
export async function findFindings(
  tx: Tx,
  tenantIds: readonly bigint[],
  text: string,
  limit: number,
): Promise<FoundFindings> {
  if (tenantIds.length === 0) return { findings: [], isPartial: false };
  const near = await walk(tx, tenantIds, text, limit);
  if (near.length === limit) return { findings: near.map(toFound), isPartial: false };
  await tx.$executeRaw(Prisma.raw(`SET LOCAL statement_timeout = ${timeoutMs}`));
  const rows = await tx.$queryRaw<Row[]>`
    WITH found AS MATERIALIZED (
      SELECT ${listedSql} FROM findings
      WHERE id IN (SELECT id FROM ${carrying(text, tenantIds, { rowsMax: candidateRows })}))
    ${bestSql(limit)}`.catch(nullWhenTooSlow);
  return { findings: (rows ?? near).map(toFound), isPartial: rows === null };
}

/** A text that many findings have is soon found among those that come first. */
function walk(tx: Tx, tenantIds: readonly bigint[], text: string, limit: number): Promise<Row[]> {
  const each = Math.max(2, Math.ceil(walkRows / severities.length / tenantIds.length));
  return tx.$queryRaw<Row[]>`
    WITH found AS MATERIALIZED (
      SELECT near.* FROM unnest(${tenantIds}::bigint[]) AS place(id)
        CROSS JOIN unnest(${[...severities]}::text[]) AS lane(severity) CROSS JOIN LATERAL (
          SELECT ${listedSql}, resource_id FROM findings
          WHERE tenant_id = place.id AND status = 'open' AND severity = lane.severity ORDER BY id DESC LIMIT ${each}) near
      WHERE ${carries(text)})
    ${bestSql(limit)}`;
}

/** The best of `found`: a check that thousands of findings share does not hide the others. */
function bestSql(limit: number): Prisma.Sql {
  const order = Prisma.sql`status <> 'open', array_position(${[...severities]}::text[], severity), id DESC`;
  return Prisma.sql`
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY tenant_id, check_id ORDER BY ${order}) AS place FROM found) placed
    ORDER BY place > 1, ${order} LIMIT ${limit}`;
}

const listedSql = Prisma.sql`id, tenant_id, left(check_id, 300) AS check_id, left(title, 500) AS title, severity, status,
  left(resource_name, 300) AS resource_name`;

function toFound(row: Row): FoundFinding {
  return {
    id: String(row.id),
    tenantId: row.tenant_id,
    checkId: row.check_id,
    title: row.title,
    severity: severities.find((severity) => severity === row.severity) ?? "informational",
    status: findingStatuses.find((status) => status === row.status) ?? "open",
    resourceName: row.resource_name,
  };
}
