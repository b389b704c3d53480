import { createHash } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { exportsStorage } from "@/lib/storage/exports";
import { type Storage, StorageError, type StoredStat } from "@/lib/storage/storage";

/** One difference between the disk and the table, or anything else that doctor found. */
export interface Problem {
  kind: string;
  /** A pack's id, or a path. */
  id: string;
  detail: string;
}

/** What was compared, what differs, and what was done about it (running.md: shape of reconcile, doctor and prune). */
export interface ReconcileReport {
  checked: number;
  problems: Problem[];
  done: string[];
}

const system: Actor = { kind: "system", name: "TenantPilot" };
const ofNoWorkspace = 0n;

// Longer than the longest generation, so that a file that is being written is never taken for a stray one.
const graceMs = 24 * 3_600_000;
const batchRows = 500;

/** How to reconcile. */
export interface ReconcileRule {
  /** Deletes files without an owner, once they are a day old. */
  fix?: boolean | undefined;
  /**
   * For a database and a store that were restored from different moments: every ready pack's file is read to its end, and
   * files without an owner are named whatever their age.
   */
  isAfterRestore?: boolean | undefined;
}

/**
 * Compares the exports disk and the table both ways (generation.md, reconcile): ready packs without their file, imports
 * without the upload that they wait to read or the file that they keep, and files, staging folders included, that no row owns.
 * What is missing is only reported, because nothing here can bring it back. What is deleted is in the audit, as done by the actor.
 */
export async function reconcile(now: Date, rule: ReconcileRule = {}, actor: Actor = system): Promise<ReconcileReport> {
  const report: ReconcileReport = { checked: 0, problems: [], done: [] };
  await findMissingFiles(report, rule);
  await findMissingUploads(report);
  await findMissingInputs(report, rule);
  await findStrayFiles(report, now, rule, actor);
  return report;
}

async function findMissingFiles(report: ReconcileReport, { isAfterRestore }: ReconcileRule): Promise<void> {
  let after = 0n;
  for (;;) {
    const packs = await inSystem((tx) =>
      tx.reviewPack.findMany({
        where: { status: "ready", id: { gt: after } },
        orderBy: { id: "asc" },
        take: batchRows,
        select: { id: true, filePath: true, fileSize: true, sha256: true },
      }),
    );
    for (const pack of packs) {
      after = pack.id;
      report.checked += 1;
      const stat = pack.filePath ? await exportsStorage().stat(pack.filePath) : null;
      if (!stat) {
        report.problems.push({
          kind: "missing_file",
          id: String(pack.id),
          detail: `Review pack #${pack.id} is ready, but ${pack.filePath} is not there. Restore it from a backup, or expire the pack and generate again.`,
        });
      } else if (BigInt(stat.bytes) !== pack.fileSize) {
        report.problems.push({
          kind: "wrong_size",
          id: String(pack.id),
          detail: `${pack.filePath} has ${stat.bytes} bytes, not ${pack.fileSize}. Restore it from a backup.`,
        });
      } else if (isAfterRestore && pack.filePath && (await hashOf(pack.filePath)) !== pack.sha256) {
        report.problems.push({
          kind: "altered_file",
          id: String(pack.id),
          detail: `${pack.filePath} is not what was published as review pack #${pack.id}. Restore it from another backup, or expire the pack.`,
        });
      }
    }
    if (packs.length < batchRows) return;
  }
}

/** SHA-256 of a stored file; null when it cannot be read to its end. */
async function hashOf(filePath: string): Promise<string | null> {
  try {
    const file = await exportsStorage().open(filePath);
    const hash = createHash("sha256");
    try {
      for await (const chunk of file.chunks()) hash.update(chunk);
    } finally {
      await file.close();
    }
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}

/** They fail by themselves, in words; whoever restores wants to know which. */
async function findMissingUploads(report: ReconcileReport): Promise<void> {
  const waiting = await inSystem((tx) =>
    tx.import.findMany({
      where: { status: { in: ["queued", "running"] }, stagedPath: { not: null } },
      select: { id: true, stagedPath: true },
    }),
  );
  for (const { id, stagedPath } of waiting) {
    report.checked += 1;
    if (!stagedPath || (await exportsStorage().stat(stagedPath))) continue;
    report.problems.push({
      kind: "missing_upload",
      id: String(id),
      detail: `Import #${id} waits to read ${stagedPath}, which is not there. Import the file again.`,
    });
  }
}

/** Files of imports that the workspace keeps. */
async function findMissingInputs(report: ReconcileReport, { isAfterRestore }: ReconcileRule): Promise<void> {
  for (let after = 0n; ; ) {
    const kept = await inSystem((tx) =>
      tx.import.findMany({
        where: { keptPath: { not: null }, status: "completed", id: { gt: after } },
        orderBy: { id: "asc" },
        take: batchRows,
        select: { id: true, keptPath: true, fileBytes: true, fileSha256: true },
      }),
    );
    for (const { id, keptPath, fileBytes, fileSha256 } of kept) {
      after = id;
      report.checked += 1;
      const stat = keptPath ? await exportsStorage().stat(keptPath) : null;
      const isWhole = stat !== null && BigInt(stat.bytes) === fileBytes;
      if (isWhole && !(isAfterRestore && keptPath && (await hashOf(keptPath)) !== fileSha256)) continue;
      report.problems.push({
        kind: stat ? "altered_input" : "missing_input",
        id: String(id),
        detail: `Import #${id} keeps its file as ${keptPath}, which is ${stat ? "not what was imported" : "not there"}. What was read of it is not touched by this. Restore it from a backup.`,
      });
    }
    if (kept.length < batchRows) return;
  }
}

async function findStrayFiles(
  report: ReconcileReport,
  now: Date,
  { fix, isAfterRestore }: ReconcileRule,
  actor: Actor,
): Promise<void> {
  const disk = exportsStorage();
  for await (const batch of batches(everything(disk))) {
    report.checked += batch.length;
    const owned = await ownedPaths(
      batch.map((file) => file.path),
      now,
    );
    for (const file of batch) {
      const isFresh = now.getTime() - file.modifiedAt.getTime() < graceMs;
      if (owned.has(ownerKey(file.path)) || (isFresh && !isAfterRestore)) continue;
      report.problems.push({
        kind: "stray_file",
        id: file.path,
        detail: `${file.bytes} bytes that no row owns, since ${file.modifiedAt.toISOString()}.`,
      });
      if (!fix || isFresh || !(await disk.remove(file.path))) continue;
      report.done.push(`deleted ${file.path}`);
      await inSystem((tx) =>
        recordAudit(tx, {
          workspaceId: ofNoWorkspace,
          action: "stored_file.deleted",
          subject: { type: "stored_file", id: file.path },
          actor,
          details: { bytes: file.bytes },
        }),
      );
    }
  }
}

/** What decides who owns a path: a pack's file by its path, a staging file by its claim, an upload and a kept file by its path. */
function ownerKey(path: string): string {
  const [area, name = ""] = path.split("/");
  return area === "staging" || (area === "packs" && name.endsWith(".zip"))
    ? area === "staging"
      ? name
      : name.slice(0, -4)
    : path;
}

async function ownedPaths(paths: string[], now: Date): Promise<Set<string>> {
  const claims = paths.map(ownerKey).filter((key) => /^[0-9a-f-]{36}$/.test(key));
  return inSystem(async (tx) => {
    const packs = await tx.reviewPack.findMany({
      where: {
        OR: [
          { filePath: { in: paths }, fileDeletedAt: null },
          { claimToken: { in: claims }, status: "generating" },
        ],
      },
      select: { filePath: true, claimToken: true, status: true },
    });
    const buried = await tx.reviewPackTombstone.findMany({
      where: { filePath: { in: paths }, fileDeletedAt: null },
      select: { filePath: true },
    });
    const imports = await tx.import.findMany({
      where: {
        OR: [
          { stagedPath: { in: paths }, status: { in: ["queued", "running"] } },
          { keptPath: { in: paths }, status: { not: "failed" } },
        ],
      },
      select: { stagedPath: true, keptPath: true },
    });
    const previewed = await tx.importPreviewFile.findMany({
      // Nobody can decide any more about one that waited for a day: until the sweep, its files are named here.
      where: {
        stagedPath: { in: paths },
        preview: { status: { in: ["reading", "ready"] }, touchedAt: { gte: new Date(now.getTime() - graceMs) } },
      },
      select: { stagedPath: true },
    });
    const filePaths = [...packs, ...buried].flatMap((row) => (row.filePath ? [ownerKey(row.filePath)] : []));
    const generating = packs.flatMap((row) => (row.status === "generating" && row.claimToken ? [row.claimToken] : []));
    const uploads = [...imports, ...previewed].flatMap((row) => row.stagedPath ?? []);
    return new Set([...filePaths, ...generating, ...uploads, ...imports.flatMap((row) => row.keptPath ?? [])]);
  });
}

async function* everything(disk: Storage): AsyncGenerator<StoredStat & { path: string }> {
  for (const area of ["packs", "staging", "imports"]) yield* disk.list(area);
}

async function* batches<T>(source: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
