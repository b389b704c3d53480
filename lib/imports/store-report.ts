import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { PartTimes } from "@/lib/reports/report-age";

/** A report to be stored beside the older ones of its type. */
export interface NewReport {
  tenant: { id: bigint; workspaceId: bigint };
  importId: bigint | null;
  type: string;
  source: string;
  payload: unknown;
  /** When each of its answers is from; left out where it is one. */
  parts?: PartTimes | null;
  rows: number;
  isComplete: boolean;
  capturedAt: Date;
  isCapturedAtAssumed: boolean;
}

/** A stored report with what is needed to compose the next one of its type from it. */
export interface KnownReport {
  payload: unknown;
  parts: unknown;
  source: string;
  capturedAt: Date;
  isCapturedAtAssumed: boolean;
  isComplete: boolean;
  rows: number;
}

/** The newest stored report of a type: that one tool gave, not younger than `at`. */
export async function findStoredReport(
  client: PoolClient,
  tenantId: bigint,
  { type, tool, at }: { type: string; tool: string; at?: Date },
): Promise<KnownReport | null> {
  const { rows } = await client.query<KnownReport>(
    `SELECT payload, parts, source, captured_at AS "capturedAt",
       is_captured_at_assumed AS "isCapturedAtAssumed", is_complete AS "isComplete", row_count AS rows FROM stored_reports
     WHERE tenant_id = $1 AND type = $2 AND split_part(source, '/', 1) = $3 AND captured_at <= coalesce($4, 'infinity'::timestamptz)
     ORDER BY captured_at DESC, id DESC LIMIT 1`,
    [tenantId, type, tool, at ?? null],
  );
  return rows[0] ?? null;
}

/** Stores a report, unless the same one of the same moment is there. @returns whether it was stored. */
export async function storeReport(client: PoolClient, report: NewReport): Promise<boolean> {
  const payload = canonicalJson(report.payload);
  const contentHash = createHash("sha256").update(payload).digest("hex");
  const { rowCount } = await client.query(
    `INSERT INTO stored_reports (workspace_id, tenant_id, import_id, type, source, payload, content_hash, row_count, is_complete, captured_at, is_captured_at_assumed, parts)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
     WHERE NOT EXISTS (SELECT FROM stored_reports WHERE tenant_id = $2 AND type = $4 AND captured_at = $10 AND content_hash = $7)`,
    [
      report.tenant.workspaceId,
      report.tenant.id,
      report.importId,
      report.type,
      report.source,
      payload,
      contentHash,
      report.rows,
      report.isComplete,
      report.capturedAt,
      report.isCapturedAtAssumed,
      report.parts ?? null,
    ],
  );
  return rowCount === 1;
}
