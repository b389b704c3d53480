import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { countsFromJson, countsInWords, importHref } from "@/lib/imports/import-record";
import { keepsFiles } from "@/lib/imports/kept-file";
import { notify } from "@/lib/notifications/notify";
import { completeRun } from "@/lib/operations/runs";
import { exportsStorage } from "@/lib/storage/exports";
import type { Import } from "@/prisma/client/client";

/** queued or running → failed, with the reason in words. One that has ended stays as it is. Nothing of the file was imported. */
export async function failImport(importId: bigint, reason: string, now: Date): Promise<void> {
  await inSystem((tx) =>
    tx.import.updateMany({
      where: { id: importId, status: { in: ["queued", "running"] } },
      data: { status: "failed", problem: reason, completedAt: now },
    }),
  );
  await closeImport(importId, now);
}

/**
 * What follows the end of an import: its operation run ends, the audit says so, its person is notified once, its file is removed, or
 * kept where the workspace wants that. Apart from the import's own transaction, and safe to repeat.
 */
export async function closeImport(importId: bigint, now: Date): Promise<void> {
  const left = await inSystem(async (tx) => {
    const row = await tx.import.findUnique({ where: { id: importId } });
    if (!row || (row.status !== "completed" && row.status !== "failed")) return [];
    if (await endRun(tx, row, now)) await recordEnd(tx, row);
    await notifyEnd(tx, row);
    if (row.status === "completed" && (await keepsFiles(tx, row.workspaceId))) {
      await keepStaged(tx, row);
      return [];
    }
    return [row.stagedPath, row.keptPath].filter((path) => path !== null);
  });
  if (left.length === 0) return;
  for (const path of left) await exportsStorage().remove(path);
  await inSystem((tx) => tx.import.updateMany({ where: { id: importId }, data: { stagedPath: null, keptPath: null } }));
}

/** What was uploaded is on the disk already: it only gets another owner. */
async function keepStaged(tx: Tx, { id, stagedPath }: Import): Promise<void> {
  if (stagedPath === null) return;
  await tx.import.updateMany({ where: { id, stagedPath }, data: { keptPath: stagedPath, stagedPath: null } });
}

const reasonOf = (row: Import) => row.problem ?? "The import failed.";

async function endRun(tx: Tx, row: Import, now: Date): Promise<boolean> {
  const end =
    row.status === "completed"
      ? ({ outcome: "succeeded", summaryCounts: { ...countsFromJson(row.counts) } } as const)
      : ({ outcome: "failed", failureReason: reasonOf(row) } as const);
  return completeRun(tx, row.operationRunId, end, now);
}

async function recordEnd(tx: Tx, row: Import): Promise<void> {
  const isDone = row.status === "completed";
  await recordAudit(tx, {
    workspaceId: row.workspaceId,
    tenantId: row.tenantId,
    action: isDone ? "import.completed" : "import.failed",
    subject: { type: "import", id: row.id },
    actor: await findInitiator(tx, row),
    outcome: isDone ? "ok" : "failed",
    details: { sha256: row.fileSha256, ...(isDone ? { format: row.format, ...countsFromJson(row.counts) } : {}) },
  });
}

/** Who asked for it: a user, or the operator at the command line. */
async function findInitiator(tx: Tx, row: Import): Promise<Actor> {
  const user =
    row.initiatedByUserId === null ? null : await tx.user.findUnique({ where: { id: row.initiatedByUserId } });
  if (user) return { kind: "user", userId: user.id, name: user.name, email: user.email };
  const run =
    row.operationRunId === null ? null : await tx.operationRun.findUnique({ where: { id: row.operationRunId } });
  return { kind: "operator", name: run?.initiatedByName || "unknown" };
}

async function notifyEnd(tx: Tx, row: Import): Promise<void> {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: row.tenantId }, select: { slug: true, name: true } });
  const isDone = row.status === "completed";
  const isCancelled =
    row.operationRunId !== null &&
    (await tx.operationRun.count({ where: { id: row.operationRunId, outcome: "cancelled" } })) === 1;
  await notify(tx, row.initiatedByUserId, {
    workspaceId: row.workspaceId,
    tenantId: row.tenantId,
    operationRunId: row.operationRunId,
    kind: isDone ? "operation.completed" : "operation.failed",
    title: isDone
      ? `${row.fileName} was imported into ${tenant.name}`
      : `Import of ${row.fileName} into ${tenant.name} ${isCancelled ? "was cancelled" : "failed"}`,
    body: isDone ? countsInWords(countsFromJson(row.counts)) : reasonOf(row),
    href: importHref(tenant.slug, row.id),
    dedupeKey: `import:${row.id}:ended`,
  });
}
