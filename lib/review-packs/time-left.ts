import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { packIdFrom } from "@/lib/review-packs/queries";
import type { PackProgress } from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";

/** How long a pack has been worked on, and how long the tenant's last one took. */
export interface PackPace {
  /** When the work began, ISO 8601 UTC; null while it waits. */
  startedAt: string | null;
  last: { ms: number; findings: number } | null;
}

/** What the time left is estimated from. @throws {AppError} not_found, forbidden (review_pack.view). */
export async function getPace(actor: Actor, slug: string, packId: string): Promise<PackPace> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const pack = await tx.reviewPack.findFirst({
      where: { id: packIdFrom(packId), tenantId: tenant.id },
      select: { operationRun: { select: { startedAt: true } } },
    });
    const [last] = await tx.$queryRaw<{ ms: number; findings: number }[]>`
      SELECT extract(epoch FROM r.completed_at - r.started_at)::float8 * 1000 AS ms, coalesce((p.summary->>'findings_total')::float8, 0) AS findings
      FROM review_packs p JOIN operation_runs r ON r.id = p.operation_run_id
      WHERE p.workspace_id = ${tenant.workspaceId} AND p.tenant_id = ${tenant.id} AND p.status IN ('ready', 'expired') AND p.generated_at IS NOT NULL
        AND r.outcome = 'succeeded' AND r.started_at IS NOT NULL
      ORDER BY p.generated_at DESC LIMIT 1`;
    return { startedAt: pack?.operationRun?.startedAt?.toISOString() ?? null, last: last ?? null };
  });
}

/** `whole`: of the pack; `reading`: of the findings only, because nothing says how long the rest takes; `over`: longer than expected. */
export type TimeLeft = { of: "whole" | "reading"; ms: number } | { of: "over" };

// What a pack takes apart from its findings, as so many findings.
const fixedFindings = 2_000;
const worthSayingMs = 3_000;

/**
 * How long it still takes: by what the tenant's last pack took, scaled by the findings; without one, by the rows that have
 * been read so far. Null while it is too early, or nothing is known, to say anything.
 */
export function timeLeft({ startedAt, last }: PackPace, progress: PackProgress | null, now: Date): TimeLeft | null {
  if (!progress || startedAt === null || progress.rowsExpected <= 0) return null;
  const spentMs = now.getTime() - Date.parse(startedAt);
  if (last) {
    const wholeMs = (last.ms * (progress.rowsExpected + fixedFindings)) / (last.findings + fixedFindings);
    if (wholeMs < worthSayingMs) return null;
    return spentMs > wholeMs ? { of: "over" } : { of: "whole", ms: wholeMs - spentMs };
  }
  const { step, rowsDone, rowsExpected } = progress;
  if (step !== "collect" || spentMs < worthSayingMs || rowsDone <= 0 || rowsDone >= rowsExpected) return null;
  return { of: "reading", ms: (spentMs / rowsDone) * (rowsExpected - rowsDone) };
}
