import { inSystem, type Tx } from "@/lib/db";
import { notify } from "@/lib/notifications/notify";

const batchRuns = 200;

/**
 * Closes the runs whose tenants have all been asked for and whose packs have all ended, and tells whoever asked, once per
 * run (docs/decisions/011). Any number of processes may call it at once.
 * @returns how many were closed now.
 */
export async function endFleets(now: Date): Promise<number> {
  const ended = await inSystem(
    (tx) => tx.$queryRaw<{ id: bigint }[]>`
      SELECT r.id FROM fleet_runs r WHERE r.completed_at IS NULL AND NOT EXISTS (
        SELECT FROM fleet_run_items i LEFT JOIN review_packs p ON p.id = i.pack_id
        WHERE i.fleet_run_id = r.id AND (i.outcome = 'pending' OR p.status IN ('queued', 'generating')))
      ORDER BY r.id LIMIT ${batchRuns}`,
  );
  let closed = 0;
  for (const { id } of ended) if (await inSystem((tx) => endFleet(tx, id, now))) closed += 1;
  return closed;
}

async function endFleet(tx: Tx, fleetRunId: bigint, now: Date): Promise<boolean> {
  const { count } = await tx.fleetRun.updateMany({
    where: { id: fleetRunId, completedAt: null },
    data: { completedAt: now },
  });
  if (count !== 1) return false;
  const run = await tx.fleetRun.findUniqueOrThrow({ where: { id: fleetRunId } });
  const [sums] = await tx.$queryRaw<{ all: number; made: number; there: number; failed: number; refused: number }[]>`
    SELECT count(*)::int AS all,
      count(*) FILTER (WHERE i.outcome = 'queued' AND p.status IS DISTINCT FROM 'failed')::int AS made,
      count(*) FILTER (WHERE i.outcome LIKE 'already%' AND p.status IS DISTINCT FROM 'failed')::int AS there,
      count(*) FILTER (WHERE p.status = 'failed')::int AS failed, count(*) FILTER (WHERE i.outcome = 'refused')::int AS refused
    FROM fleet_run_items i LEFT JOIN review_packs p ON p.id = i.pack_id WHERE i.fleet_run_id = ${fleetRunId}`;
  if (!sums) return true;
  const failed = sums.failed + sums.refused;
  const tenants = sums.all === 1 ? "1 tenant" : `${sums.all} tenants`;
  await notify(tx, run.requestedByUserId, {
    workspaceId: run.workspaceId,
    kind: failed > 0 ? "operation.failed" : "operation.completed",
    title: failed > 0 ? `${failed} of the review packs for ${tenants} failed` : `Review packs for ${tenants} are ready`,
    body: sentence(sums),
    href: `/fleet/${fleetRunId}`,
    dedupeKey: `fleet:${fleetRunId}:ended`,
  });
  return true;
}

function sentence({ made, there, failed, refused }: Record<"made" | "there" | "failed" | "refused", number>): string {
  const parts = [
    made > 0 && `${made} made`,
    there > 0 && `${there} there already`,
    failed > 0 && `${failed} failed`,
    refused > 0 && `${refused} refused`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}
