import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { log } from "@/lib/log";
import type { Problem } from "@/lib/review-packs/reconcile";
import { exportsStorage } from "@/lib/storage/exports";

/** What a sweep did, and which files it could not delete. */
export interface KeptFilesSweep {
  /** Files of imports whose days were over, or that the workspace does not want kept any more. */
  filesDeleted: number;
  /** Files of imports that were deleted with their tenant or workspace. */
  orphansDeleted: number;
  problems: Problem[];
}

const system: Actor = { kind: "system", name: "TenantPilot" };
const batchRows = 200;

/**
 * Deletes kept files whose time is over, those of workspaces that keep none any more, and those whose import was deleted. A row is
 * changed after its file is gone, so a sweep that is cut off is done again by the next one; two at once do each thing once. That a
 * file of an import went is in the audit, as done by the actor.
 */
export async function sweepKeptFiles(now: Date, actor: Actor = system): Promise<KeptFilesSweep> {
  const problems: Problem[] = [];
  const filesDeleted = await deleteOverdue(now, actor, problems);
  return { filesDeleted, orphansDeleted: await deleteOrphans(problems), problems };
}

interface Overdue {
  id: bigint;
  workspaceId: bigint;
  tenantId: bigint;
  path: string;
  sha256: string;
}

async function deleteOverdue(now: Date, actor: Actor, problems: Problem[]): Promise<number> {
  let deleted = 0;
  for (let after = 0n; ; ) {
    // What failed and was cut off before its file went is overdue too.
    const batch = await inSystem(
      (tx) => tx.$queryRaw<Overdue[]>`
        SELECT i.id, i.workspace_id AS "workspaceId", i.tenant_id AS "tenantId", i.kept_path AS path, i.file_sha256 AS sha256
        FROM imports i JOIN workspaces w ON w.id = i.workspace_id
        WHERE i.kept_path IS NOT NULL AND i.id > ${after} AND (i.status = 'failed' OR (i.status = 'completed'
          AND (w.kept_input_days = 0 OR i.completed_at + make_interval(days => w.kept_input_days) <= ${now})))
        ORDER BY i.id LIMIT ${batchRows}`,
    );
    for (const file of batch) {
      after = file.id;
      if ((await isRemoved(file.path, problems)) && (await forget(file, actor))) deleted += 1;
    }
    if (batch.length < batchRows) return deleted;
  }
}

async function forget({ id, path, sha256, ...place }: Overdue, actor: Actor): Promise<boolean> {
  return inSystem(async (tx) => {
    const { count } = await tx.import.updateMany({ where: { id, keptPath: path }, data: { keptPath: null } });
    if (count === 0) return false;
    const subject = { type: "import", id };
    await recordAudit(tx, { ...place, action: "import.file_deleted", subject, actor, details: { sha256 } });
    return true;
  });
}

async function deleteOrphans(problems: Problem[]): Promise<number> {
  let deleted = 0;
  for (let after = ""; ; ) {
    const batch = await inSystem((tx) =>
      tx.orphanedFile.findMany({ where: { path: { gt: after } }, orderBy: { path: "asc" }, take: batchRows }),
    );
    for (const { path } of batch) {
      after = path;
      if (!(await isRemoved(path, problems))) continue;
      const { count } = await inSystem((tx) => tx.orphanedFile.deleteMany({ where: { path } }));
      deleted += count;
    }
    if (batch.length < batchRows) return deleted;
  }
}

/** One that cannot be removed now is told of, and passed over until the next sweep. */
async function isRemoved(path: string, problems: Problem[]): Promise<boolean> {
  try {
    await exportsStorage().remove(path);
    return true;
  } catch (err) {
    log("imports").error({ err, path }, "a kept file could not be deleted; the next sweep tries again");
    const detail = `${path} could not be deleted: the server's log has the details. The next sweep tries again.`;
    problems.push({ kind: "undeleted_file", id: path, detail });
    return false;
  }
}
