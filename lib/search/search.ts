import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { type OperationOutcome, operationLabel, outcomeFrom } from "@/lib/operations/queries";
import { operationTypes } from "@/lib/operations/runs";
import { visible } from "@/lib/overview/tenant-summaries";
import { Prisma } from "@/prisma/client/client";

/** What a search found, each part with at most `limit` rows. Review packs are left out on purpose (data-model.md). */
export interface SearchResults {
  tenants: { slug: string; name: string; workspaceName: string }[];
  operations: {
    id: string;
    tenant: string;
    tenantName: string;
    label: string;
    outcome: OperationOutcome;
    createdAt: string;
  }[];
  findings: FindingHit[];
  /** True when looking through the findings took too long and was given up. */
  isFindingsPartial: boolean;
}

interface FindingHit {
  id: string;
  tenant: string;
  tenantName: string;
  checkId: string;
  title: string;
  severity: string;
  status: string;
  resourceName: string;
}

const findingsTimeoutMs = 1500;

/** Shorter texts find everything: nothing is looked for. */
export const searchLengthMin = 2;

/**
 * Searches what the actor is a member of: tenants by name, operations by number, kind or person, findings by check, title
 * or resource.
 */
export async function search(actor: Actor, text: string, limit = 8): Promise<SearchResults> {
  const wanted = text.trim().slice(0, 200);
  if (wanted.length < searchLengthMin && !/^\d$/.test(wanted)) {
    return { tenants: [], operations: [], findings: [], isFindingsPartial: false };
  }
  const pattern = `%${wanted.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const [tenants, operations, findings] = await Promise.all([
    inSystem((tx) => findTenants(tx, actor, pattern, limit)),
    inSystem((tx) => findOperations(tx, actor, wanted, pattern, limit)),
    inSystem((tx) => findFindings(tx, actor, pattern, limit)).catch(nullWhenTooSlow),
  ]);
  return { tenants, operations, findings: findings ?? [], isFindingsPartial: findings === null };
}

function findTenants(tx: Tx, actor: Actor, pattern: string, limit: number) {
  return tx.$queryRaw<SearchResults["tenants"]>`
    SELECT t.slug, t.name, w.name AS "workspaceName" FROM tenants t JOIN workspaces w ON w.id = t.workspace_id
    WHERE (t.name ILIKE ${pattern} OR t.slug ILIKE ${pattern} OR t.entra_tenant_id ILIKE ${pattern}) AND ${visible(actor)}
    ORDER BY lower(t.name) LIMIT ${limit}`;
}

async function findOperations(tx: Tx, actor: Actor, wanted: string, pattern: string, limit: number) {
  const id = /^#?([1-9]\d{0,17})$/.exec(wanted)?.[1];
  const types = Object.entries(operationTypes).flatMap(([type, label]) =>
    label.toLowerCase().includes(wanted.toLowerCase()) ? [type] : [],
  );
  const rows = await tx.$queryRaw<
    { id: bigint; slug: string; name: string; type: string; outcome: string; created_at: Date }[]
  >`
    SELECT o.id, t.slug, t.name, o.type, o.outcome, o.created_at FROM operation_runs o JOIN tenants t ON t.id = o.tenant_id
    WHERE (o.id = ${id === undefined ? null : BigInt(id)}::bigint OR o.type = ANY(${types}) OR o.initiated_by_name ILIKE ${pattern})
      AND ${visible(actor)}
    ORDER BY o.id DESC LIMIT ${limit}`;
  return rows.map((row) => ({
    id: String(row.id),
    tenant: row.slug,
    tenantName: row.name,
    label: operationLabel(row.type),
    outcome: outcomeFrom(row.outcome),
    createdAt: row.created_at.toISOString(),
  }));
}

async function findFindings(tx: Tx, actor: Actor, pattern: string, limit: number): Promise<FindingHit[]> {
  // A text that occurs nowhere makes this look at every finding: that ends in time, and the page says so.
  await tx.$executeRaw(Prisma.raw(`SET LOCAL statement_timeout = ${findingsTimeoutMs}`));
  const rows = await tx.$queryRaw<(Omit<FindingHit, "id"> & { id: bigint })[]>`
    SELECT f.id, t.slug AS tenant, t.name AS "tenantName", f.check_id AS "checkId", left(f.title, 300) AS title, f.severity, f.status,
      left(f.resource_name, 200) AS "resourceName"
    FROM tenants t CROSS JOIN LATERAL (
      SELECT * FROM findings WHERE tenant_id = t.id AND (check_id ILIKE ${pattern} OR title ILIKE ${pattern}
        OR resource_name ILIKE ${pattern} OR resource_id ILIKE ${pattern})
      ORDER BY id DESC LIMIT ${limit}) f
    WHERE ${visible(actor)}
    ORDER BY f.id DESC LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}

/** PostgreSQL ends a statement that ran too long with 57014 (query_canceled). */
function nullWhenTooSlow(error: unknown): null {
  if (JSON.stringify(causes(error)).includes("57014")) return null;
  throw error;
}

function causes(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return { ...error, cause: causes(error.cause) };
}
