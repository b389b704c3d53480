import { recordAudit } from "@/lib/audit/record";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { notify } from "@/lib/notifications/notify";
import { recordStep } from "@/lib/operations/steps";
import { PackDamagedError, verifyStoredPack } from "@/lib/review-packs/build/verify";
import { StorageError } from "@/lib/storage/storage";
import type { Prisma } from "@/prisma/client/client";

/**
 * Reads the file of a ready pack to its end and compares it with what was published. The pack itself stays as it is; the
 * audit has the result, and when it is not the same, whoever asked for the pack is told, once.
 * @throws {PackDamagedError | StorageError} when the file is not what was published.
 * @throws {AppError} conflict when the pack is not ready any more.
 */
export async function readAgain(packId: bigint, runId: string): Promise<void> {
  const pack = await inSystem((tx) =>
    tx.reviewPack.findFirst({ where: { id: packId, status: "ready" }, include: withTenant }),
  );
  const { filePath, sha256, fileSize } = pack ?? {};
  if (!pack || !filePath || !sha256) throw new AppError("conflict", `Review pack #${packId} is not ready any more.`);
  const step = { operationRunId: pack.operationRunId, runId, name: "read_again" };
  try {
    await recordStep(step, () => verifyStoredPack(filePath, { bytes: Number(fileSize), sha256 }));
  } catch (error) {
    if (isAboutTheFile(error)) await recordResult(pack, error.message);
    throw error;
  }
  await recordResult(pack, null);
}

const withTenant = { tenant: { select: { slug: true, name: true } } } as const;

type ReadPack = Prisma.ReviewPackGetPayload<{ include: typeof withTenant }>;

/** Whether it says something about the file; anything else, as a disk that does not respond, is tried again. */
export function isAboutTheFile(error: unknown): error is PackDamagedError | StorageError {
  return error instanceof PackDamagedError || (error instanceof StorageError && error.code === "missing");
}

async function recordResult(pack: ReadPack, damage: string | null): Promise<void> {
  const { id, workspaceId, tenantId, operationRunId, sha256 } = pack;
  await inSystem(async (tx) => {
    await recordAudit(tx, {
      workspaceId,
      tenantId,
      action: "review_pack.read_again",
      subject: { type: "review_pack", id },
      actor: { kind: "system", name: "TenantPilot" },
      outcome: damage === null ? "ok" : "failed",
      details: { sha256 },
    });
    if (damage === null) return;
    await notify(tx, pack.initiatedByUserId, {
      workspaceId,
      tenantId,
      operationRunId,
      kind: "operation.failed",
      title: `The file of review pack #${id} of ${pack.tenant.name} is not what was published`,
      body: `${damage} Do not hand it on; generate a new pack.`,
      href: `/tenants/${pack.tenant.slug}/review-packs/${id}`,
      dedupeKey: `review_pack:${id}:damaged`,
    });
  });
}
