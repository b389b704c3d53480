import type { Actor } from "@/lib/auth/actor";
import type { Capability } from "@/lib/auth/capabilities";
import { findRights } from "@/lib/auth/policy";
import { inWorkspace, type Tx } from "@/lib/db";
import { getOperation, type OperationView } from "@/lib/operations/queries";
import { listSteps, type StepView } from "@/lib/operations/steps";
import { isLeased } from "@/lib/review-packs/claim";
import type { PackStatus } from "@/lib/review-packs/status";
import { getTenant } from "@/lib/tenants/tenants";

/** What Replay would do now: see replayPack. */
export type ReplayKind = "send_again" | "resume" | "read_again" | "make_again";

/** A run with its steps, how far it is, and what the actor may do about it. */
export interface OperationDetail extends OperationView {
  steps: StepView[];
  /** The step that reports rows, and how many it has done; null when none does. */
  progress: { step: string; rowsDone: number; rowsExpected: number } | null;
  /** "review pack #209", "the import of scan.json"; null when that was deleted. */
  subject: string | null;
  /** The pack that this one was made in place of, and the newest that was made in place of this one. */
  replayOfPackId: string | null;
  replayedByPackId: string | null;
  /** Null: not now, or not by this actor. */
  replay: ReplayKind | null;
  canCancel: boolean;
}

/** One run of a tenant, with all that its page shows. @throws {AppError} not_found, forbidden. */
export async function getOperationDetail(
  actor: Actor,
  slug: string,
  operationId: string,
  now: Date,
): Promise<OperationDetail> {
  const [operation, tenant] = await Promise.all([
    getOperation(actor, slug, operationId),
    getTenant(actor, slug, "operation.view"),
  ]);
  const id = BigInt(operation.id);
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const rights = await findRights(tx, actor, { workspaceId: tenant.workspaceId, tenantId: tenant.id });
    const may = (capability: Capability) => rights?.(capability) ?? false;
    const about = (await aboutPack(tx, id, now)) ?? (await aboutImport(tx, id)) ?? aboutFetch(operation) ?? nothing;
    const isOpen = operation.outcome === "pending";
    const { capability, replay, ...facts } = about;
    const isAllowed = capability !== null && may(capability);
    return {
      ...operation,
      ...facts,
      steps: await listSteps(tx, id),
      replay: isAllowed ? replay : null,
      canCancel: isAllowed && isOpen,
    };
  });
}

type About = Pick<OperationDetail, "progress" | "subject" | "replayOfPackId" | "replayedByPackId" | "replay"> & {
  capability: Capability | null;
};

const nothing: About = {
  progress: null,
  subject: null,
  replayOfPackId: null,
  replayedByPackId: null,
  replay: null,
  capability: null,
};

async function aboutPack(tx: Tx, operationRunId: bigint, now: Date): Promise<About | null> {
  const pack = await tx.reviewPack.findFirst({
    where: { operationRunId },
    select: { id: true, status: true, progress: true, leaseExpiresAt: true, replayOfId: true },
  });
  if (!pack) return null;
  const replayedBy = await tx.reviewPack.findFirst({
    where: { replayOfId: pack.id },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  const isHeld = isLeased(pack, now);
  return {
    progress: progressFrom(pack.progress),
    subject: `review pack #${pack.id}`,
    replayOfPackId: pack.replayOfId === null ? null : String(pack.replayOfId),
    replayedByPackId: replayedBy ? String(replayedBy.id) : null,
    replay: replayKinds(isHeld)[pack.status as PackStatus] ?? null,
    capability: "review_pack.manage",
  };
}

function replayKinds(isHeld: boolean): Record<PackStatus, ReplayKind | null> {
  return {
    queued: "send_again",
    generating: isHeld ? null : "resume",
    ready: "read_again",
    failed: "make_again",
    expired: "make_again",
  };
}

function progressFrom(json: unknown): OperationDetail["progress"] {
  const { step, rowsDone, rowsExpected } = json as { step?: unknown; rowsDone?: unknown; rowsExpected?: unknown };
  if (typeof step !== "string" || typeof rowsDone !== "number" || typeof rowsExpected !== "number") return null;
  return rowsExpected > 0 ? { step, rowsDone, rowsExpected } : null;
}

async function aboutImport(tx: Tx, operationRunId: bigint): Promise<About | null> {
  const found = await tx.import.findFirst({
    where: { operationRunId },
    select: { fileName: true, status: true, stagedPath: true },
  });
  if (!found) return null;
  const canBeSent = found.status === "queued" && found.stagedPath !== null;
  return {
    ...nothing,
    subject: `the import of ${found.fileName}`,
    replay: canBeSent ? "send_again" : null,
    capability: "import.manage",
  };
}

/** A fetch that is open can be sent again: whichever run comes first reads on. */
function aboutFetch({ type, outcome }: OperationView): About | null {
  if (type !== "tenant.graph_fetch") return null;
  return {
    ...nothing,
    subject: "the fetch from Microsoft Graph",
    replay: outcome === "pending" ? "send_again" : null,
    capability: "import.manage",
  };
}
