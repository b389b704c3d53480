import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { cancelFetch } from "@/lib/graph/end-fetch";
import { sendFetchAgain } from "@/lib/graph/request-fetch";
import { cancelImport } from "@/lib/imports/cancel-import";
import { sendImportAgain } from "@/lib/imports/send-again";
import { discardAttempt } from "@/lib/review-packs/discard-attempt";
import { cancelPack } from "@/lib/review-packs/lifecycle";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { type ReplayOutcome, replayPack } from "@/lib/review-packs/replay";
import { getTenant } from "@/lib/tenants/tenants";

// What a person can do about an operation run, whatever it is about. Each kind of operation decides for itself who may.

/**
 * Ends a run that is queued or running: what it works on fails with "Cancelled by …", the run's outcome is cancelled,
 * whoever asked for it is told once, and a worker that is late changes nothing.
 * @throws {AppError} not_found, forbidden, or conflict when it has ended.
 */
export async function cancelOperation(actor: Actor, slug: string, operationId: string, now: Date): Promise<void> {
  const { packId, importId, fetchId } = await getSubject(actor, slug, operationId);
  if (packId !== null) {
    await cancelPack(actor, slug, packId, now);
    await notifyEnd(packId, now);
    await discardAttempt(packId);
  } else if (importId !== null) {
    await cancelImport(actor, slug, importId, now);
  } else if (fetchId !== null) {
    await cancelFetch(actor, slug, fetchId, now);
  } else throw nothingLeft(operationId);
}

/** What a replay did, and the run to look at afterwards. */
export interface OperationReplay {
  outcome: ReplayOutcome;
  operationId: string;
}

/**
 * Replays a run (generation.md, Replays): see replayPack; a queued import or an open fetch is sent again. The same key replays once. The
 * caller sends the events with relayOutbox.
 * @throws {AppError} not_found, forbidden, rate_limited, or conflict with the reason why nothing was done.
 */
export async function replayOperation(
  actor: Actor,
  slug: string,
  { operationId, key }: { operationId: string; key: string },
  now: Date,
): Promise<OperationReplay> {
  const { packId, importId, fetchId } = await getSubject(actor, slug, operationId);
  if (packId !== null) {
    const answer = await replayPack(actor, slug, packId, key, now);
    return { outcome: answer.outcome, operationId: answer.operationRunId ?? operationId };
  }
  if (importId !== null) await sendImportAgain(actor, slug, importId, key);
  else if (fetchId !== null) await sendFetchAgain(actor, slug, fetchId, key);
  else throw nothingLeft(operationId);
  return { outcome: "sent_again", operationId };
}

/** What a run is about. @throws {AppError} not_found, forbidden. */
async function getSubject(actor: Actor, slug: string, operationId: string) {
  const tenant = await getTenant(actor, slug, "operation.view");
  const what = `Operation #${operationId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(operationId)) throw notFound(what);
  const run = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.operationRun.findFirst({
      where: { id: BigInt(operationId), tenantId: tenant.id },
      select: {
        id: true,
        type: true,
        reviewPacks: { select: { id: true }, take: 1 },
        imports: { select: { id: true }, take: 1 },
      },
    }),
  );
  if (!run) throw notFound(what);
  return {
    packId: run.reviewPacks[0]?.id ?? null,
    importId: run.imports[0]?.id ?? null,
    fetchId: run.type === "tenant.graph_fetch" ? run.id : null,
  };
}

function nothingLeft(operationId: string): AppError {
  return new AppError("conflict", `What operation #${operationId} worked on has been deleted since.`, {
    next: "Nothing can be done about it any more.",
  });
}
