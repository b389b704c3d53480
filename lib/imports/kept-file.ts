import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { Actor } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, inWorkspace, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { log } from "@/lib/log";
import { exportsStorage } from "@/lib/storage/exports";
import { StorageError, type StoredFile } from "@/lib/storage/storage";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";
import type { Import } from "@/prisma/client/client";

// Raw input is kept where the workspace wants it, in days (imports.md, Rules). How long is a question of the setting as it is now, asked
// at each use; the sweep only frees the disk.

const dayMs = 86_400_000;
const downloadsPerMinute = 10;

/** Whether the workspace wants imported files kept. */
export async function keepsFiles(tx: Tx, workspaceId: bigint): Promise<boolean> {
  const { keptInputDays } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { keptInputDays: true },
  });
  return keptInputDays > 0;
}

/** Until when the file of an import is kept, with the workspace's days; null when it is not kept. */
export function keptUntil({ keptPath, status, completedAt }: KeptRow, days: number): Date | null {
  if (keptPath === null || status !== "completed" || completedAt === null || days === 0) return null;
  return new Date(completedAt.getTime() + days * dayMs);
}

type KeptRow = Pick<Import, "keptPath" | "status" | "completedAt">;

/** The file of an import, open, and what it is called. Whoever reads `file` closes it. */
export interface KeptFile {
  fileName: string;
  file: StoredFile;
}

/**
 * Opens the file of an import as it was imported. It is in the audit before anybody gets a byte of it.
 * @throws {AppError} not_found, forbidden (import.manage), gone when it is not kept, rate_limited, unavailable.
 */
export async function openKeptFile(
  actor: Actor,
  slug: string,
  importId: string,
  origin: RequestOrigin,
  now: Date,
): Promise<KeptFile> {
  const { tenant, row, path } = await inSystem((tx) => findKept(tx, actor, { slug, importId }, now));
  const file = await openStored(path, row);
  try {
    await inWorkspace(tenant.workspaceId, (tx) =>
      recordAudit(tx, {
        workspaceId: tenant.workspaceId,
        tenantId: tenant.id,
        action: "import.file_downloaded",
        subject: { type: "import", id: row.id },
        actor,
        ...origin,
        details: { sha256: row.fileSha256, bytes: file.bytes },
      }),
    );
  } catch (error) {
    await file.close();
    throw error;
  }
  return { fileName: row.fileName, file };
}

interface Found {
  tenant: TenantRef;
  row: Import;
  path: string;
}

async function findKept(tx: Tx, actor: Actor, asked: { slug: string; importId: string }, now: Date): Promise<Found> {
  const tenant = await getTenantWithin(tx, actor, asked.slug, "import.manage");
  const what = `Import #${asked.importId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(asked.importId)) throw notFound(what);
  const row = await tx.import.findFirst({ where: { id: BigInt(asked.importId), tenantId: tenant.id } });
  if (!row) throw notFound(what);
  if (actor.kind === "user") {
    const key = `import-file:${actor.userId}`;
    await takeTicket(tx, { key, limit: downloadsPerMinute, windowSeconds: 60 }, now);
  }
  const { keptInputDays } = await tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } });
  const until = keptUntil(row, keptInputDays);
  if (row.keptPath === null || until === null || until <= now) throw notKept(what);
  return { tenant, row, path: row.keptPath };
}

function notKept(what: string): AppError {
  return new AppError("gone", `The file of ${what} is not kept.`, {
    next: "Settings, Retention says for how long files are kept. Ask whoever imported it.",
  });
}

async function openStored(path: string, { id, fileBytes }: Import): Promise<StoredFile> {
  try {
    const file = await exportsStorage().open(path);
    if (BigInt(file.bytes) === fileBytes) return file;
    await file.close();
    throw new StorageError("failed", `${path} has ${file.bytes} bytes, not ${fileBytes}.`);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log("imports").error({ err: error, importId: String(id) }, "a kept file cannot be read");
    throw new AppError("unavailable", `The file of Import #${id} cannot be read.`, {
      next: "Tell whoever runs this TenantPilot: the server's log has the details.",
      cause: error,
    });
  }
}
