import { z } from "zod";
import type { PackInputs, Query } from "@/lib/review-packs/fingerprint";

/** The pack that a new one is compared with. */
export interface PreviousPack {
  id: bigint;
  status: string;
  fingerprint: string;
  /** When it was read; of packs that do not say, when it was made. */
  asOf: Date | null;
  generatedAt: Date | null;
  /** What it was made from; null when it was made by a version that did not record that. */
  inputs: RecordedInputs | null;
  /** Per source of its coverage, when that last looked, ISO 8601 UTC. */
  freshness: Record<string, string | null>;
}

/** A pack's inputs as its row has them. Packs of earlier versions lack the newer ones. */
export type RecordedInputs = Omit<PackInputs, Newer> & Partial<Pick<PackInputs, Newer>>;

type Newer = "hardeningFields" | "expectations" | "notRead" | "cover" | "pseudonyms";

const digits = z.string().regex(/^\d{1,18}$/);

const recorded = z.looseObject({
  findings: z.looseObject({ count: z.number(), digest: z.string(), lastEventId: digits }),
  reports: z.array(z.looseObject({ type: z.string(), id: digits, contentHash: z.string() })),
  hardening: z.string(),
  hardeningFields: z.record(z.string(), z.json()).optional(),
});

const freshness = z.record(z.string(), z.string().nullable()).catch({});

interface Row {
  id: string;
  status: string;
  fingerprint: string;
  asOf: Date | null;
  generatedAt: Date | null;
  inputs: unknown;
  freshness: unknown;
}

const columns = `id::text AS id, status, fingerprint, coalesce(as_of, generated_at) AS "asOf", generated_at AS "generatedAt", inputs,
  summary->'data_freshness' AS freshness`;

/** The tenant's newest ready or expired pack (generation.md, Request 3), or null. */
export async function findPreviousPack(query: Query, tenantId: bigint): Promise<PreviousPack | null> {
  // In the order of the index, workspace first: among 100,000 packs the newest is found as quickly as among ten.
  const [row] = await query<Row>(
    `SELECT ${columns} FROM review_packs WHERE workspace_id = (SELECT workspace_id FROM tenants WHERE id = $1) AND tenant_id = $1
       AND status IN ('ready', 'expired') AND generated_at IS NOT NULL
     ORDER BY generated_at DESC, id DESC LIMIT 1`,
    [tenantId],
  );
  return row ? toPreviousPack(row) : null;
}

/** The pack that another one was compared with, or null when its row has been deleted since. */
export async function findComparedPack(query: Query, tenantId: bigint, packId: string): Promise<PreviousPack | null> {
  const [row] = await query<Row>(
    `SELECT ${columns} FROM review_packs WHERE tenant_id = $1 AND id = $2::bigint AND fingerprint IS NOT NULL`,
    [tenantId, packId],
  );
  return row ? toPreviousPack(row) : null;
}

function toPreviousPack(row: Row): PreviousPack {
  const inputs = recorded.safeParse(row.inputs);
  return {
    ...row,
    id: BigInt(row.id),
    inputs: inputs.success ? (inputs.data as unknown as RecordedInputs) : null,
    freshness: freshness.parse(row.freshness ?? {}),
  };
}
