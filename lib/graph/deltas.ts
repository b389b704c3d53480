import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { Tx } from "@/lib/db";
import type { GraphSource } from "@/lib/graph/sources";
import { objectAt, textAt } from "@/lib/imports/record";

/** By source: where its changes are read from, and of which answer they are changes. */
export const deltasSchema = z.record(z.string(), z.object({ link: z.string(), hash: z.string() })).catch({});

export type Deltas = z.infer<typeof deltasSchema>;

/** The place from which changes of a list are read; null where there is none. */
export async function deltaLinkOf(tx: Tx, tenantId: bigint, source: GraphSource): Promise<string | null> {
  const row = await tx.graphConnection.findUnique({ where: { tenantId }, select: { deltas: true } });
  return deltasSchema.parse(row?.deltas)[source.name]?.link ?? null;
}

/** By this an answer is known again: changes count from exactly the answer that they are changes of. */
export function hashOfRows(rows: readonly unknown[]): string {
  return createHash("sha256").update(canonicalJson(rows)).digest("hex");
}

/**
 * Rows after changes (learn.microsoft.com/graph/delta-query-overview): what is @removed goes, what is new comes at the end, and what
 * changed keeps what the change does not name. Of several changes of one row the last counts.
 */
export function withChanges(rows: readonly unknown[], changes: readonly unknown[]): unknown[] {
  const byId = new Map(rows.map((row) => [textAt(objectAt(row).id), row]));
  for (const change of changes) {
    const { "@removed": removed, ...fields } = objectAt(change);
    const id = textAt(fields.id);
    if (removed !== undefined) byId.delete(id);
    else byId.set(id, { ...objectAt(byId.get(id)), ...fields });
  }
  return [...byId.values()];
}
