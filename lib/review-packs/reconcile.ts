import { inSystem } from "@/lib/db";
import { exportsDisk } from "@/lib/storage/disk";
import type { Storage, StoredStat } from "@/lib/storage/storage";

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

// Longer than the longest generation, so that a file that is being written is never taken for a stray one.
const graceMs = 24 * 3_600_000;
const batchRows = 500;

/**
 * Compares the exports disk and the table both ways (generation.md, reconcile): ready packs without their file, and files,
 * staging folders included, that no row owns. With `fix`, files without an owner are deleted after a day; a ready pack without its file is only
 * reported, because nothing here can bring it back.
 */
export async function reconcile(now: Date, fix = false): Promise<ReconcileReport> {
  const report: ReconcileReport = { checked: 0, problems: [], done: [] };
  await findMissingFiles(report);
  await findStrayFiles(report, now, fix);
  return report;
}

async function findMissingFiles(report: ReconcileReport): Promise<void> {
  let after = 0n;
  for (;;) {
    const packs = await inSystem((tx) =>
      tx.reviewPack.findMany({
        where: { status: "ready", id: { gt: after } },
        orderBy: { id: "asc" },
        take: batchRows,
        select: { id: true, filePath: true, fileSize: true },
      }),
    );
    for (const pack of packs) {
      after = pack.id;
      report.checked += 1;
      const stat = pack.filePath ? await exportsDisk().stat(pack.filePath) : null;
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
      }
    }
    if (packs.length < batchRows) return;
  }
}

async function findStrayFiles(report: ReconcileReport, now: Date, fix: boolean): Promise<void> {
  const disk = exportsDisk();
  for await (const batch of batches(everything(disk))) {
    report.checked += batch.length;
    const owned = await ownedPaths(batch.map((file) => file.path));
    for (const file of batch) {
      if (owned.has(ownerKey(file.path)) || now.getTime() - file.modifiedAt.getTime() < graceMs) continue;
      report.problems.push({
        kind: "stray_file",
        id: file.path,
        detail: `${file.bytes} bytes that no row owns, since ${file.modifiedAt.toISOString()}.`,
      });
      if (fix && (await disk.remove(file.path))) report.done.push(`deleted ${file.path}`);
    }
  }
}

/** What decides who owns a path: a pack's file by its path, a staging file by its claim, an upload by its path. */
function ownerKey(path: string): string {
  const [area, name = ""] = path.split("/");
  return area === "staging" || (area === "packs" && name.endsWith(".zip"))
    ? area === "staging"
      ? name
      : name.slice(0, -4)
    : path;
}

async function ownedPaths(paths: string[]): Promise<Set<string>> {
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
      where: { stagedPath: { in: paths }, status: { in: ["queued", "running"] } },
      select: { stagedPath: true },
    });
    const filePaths = [...packs, ...buried].flatMap((row) => (row.filePath ? [ownerKey(row.filePath)] : []));
    const generating = packs.flatMap((row) => (row.status === "generating" && row.claimToken ? [row.claimToken] : []));
    return new Set([...filePaths, ...generating, ...imports.flatMap((row) => row.stagedPath ?? [])]);
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
