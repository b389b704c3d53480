import { recordAudits } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";

/** A pack that has expired, and where it is. */
export interface ExpiredPack {
  id: bigint;
  workspaceId: bigint;
  tenantId: bigint;
}

const system: Actor = { kind: "system", name: "TenantPilot" };

/** Writes into the audit that packs have expired, in the transaction in which they did. */
export async function recordExpired(tx: Tx, packs: readonly ExpiredPack[], actor: Actor = system): Promise<void> {
  const entries = packs.map(({ id, workspaceId, tenantId }) => ({
    workspaceId,
    tenantId,
    action: "review_pack.expired",
    subject: { type: "review_pack", id },
    actor,
  }));
  await recordAudits(tx, entries);
}
