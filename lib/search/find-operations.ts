import type { Tx } from "@/lib/db";
import { type OperationOutcome, operationLabel, outcomeFrom } from "@/lib/operations/queries";
import type { Place } from "@/lib/search/places";
import { hasWords } from "@/lib/search/words";

/** An operation run as the search knows it. */
export interface FoundOperation {
  id: string;
  tenantId: bigint;
  label: string;
  outcome: OperationOutcome;
  initiatedByName: string;
  /** ISO 8601 UTC. */
  createdAt: string;
}

interface Row {
  id: bigint;
  tenant_id: bigint;
  type: string;
  outcome: string;
  initiated_by_name: string;
  created_at: Date;
}

/** So many runs are looked at in all, the newest of each tenant: an older one is found by its number. */
const walkRows = 5000;

/** The runs of these tenants with this number, or of this kind, tenant or person; newest first. */
export async function findOperations(
  tx: Tx,
  places: readonly Place[],
  text: string,
  limit: number,
): Promise<FoundOperation[]> {
  if (places.length === 0) return [];
  const ids = places.map(({ id }) => id);
  const number = /^#?([1-9]\d{0,17})$/.exec(text)?.[1];
  const rows = number
    ? await tx.$queryRaw<Row[]>`
        SELECT id, tenant_id, type, outcome, initiated_by_name, created_at FROM operation_runs
        WHERE id = ${BigInt(number)} AND tenant_id = ANY(${ids})`
    : await tx.$queryRaw<Row[]>`
        SELECT o.* FROM unnest(${ids}::bigint[]) AS place(id) CROSS JOIN LATERAL (
          SELECT id, tenant_id, type, outcome, initiated_by_name, created_at FROM operation_runs
          WHERE tenant_id = place.id ORDER BY id DESC LIMIT ${Math.max(10, Math.ceil(walkRows / ids.length))}) o
        ORDER BY o.id DESC`;
  const names = new Map(places.map(({ id, name }) => [id, name]));
  return rows
    .map((row) => ({
      id: String(row.id),
      tenantId: row.tenant_id,
      label: operationLabel(row.type),
      outcome: outcomeFrom(row.outcome),
      initiatedByName: row.initiated_by_name,
      createdAt: row.created_at.toISOString(),
    }))
    .filter((run) => number || hasWords(text, [run.label, run.initiatedByName], names.get(run.tenantId) ?? ""))
    .slice(0, limit);
}
