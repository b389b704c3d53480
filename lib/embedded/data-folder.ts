import { chmod, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { canPassFolders } from "@/lib/embedded/cluster-owner";
import { type Lock, LockHeldError, lockFolder } from "@/lib/embedded/lock";
import { AppError } from "@/lib/errors";

/** Makes the data folder, closed to other users, and locks it. One product runs on a data folder at a time. */
export async function openDataFolder(dataDir: string): Promise<Lock> {
  await prepare(dataDir);
  try {
    return await lockFolder(dataDir);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new AppError("conflict", `TenantPilot already runs on the data folder ${dataDir} (process ${error.pid}).`, {
      next: "Use that one (npx tenantpilot status shows its address), stop it first, or set TENANTPILOT_DATA_DIR to another folder.",
      cause: error,
    });
  }
}

async function prepare(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await mkdir(path.join(dataDir, "logs"), { recursive: true, mode: 0o700 });
    const { mode, uid } = await stat(dataDir);
    // PostgreSQL runs as another user when we are root; where that user cannot be let through closed folders, it needs to
    // pass this one. What lies inside is closed by itself.
    const wanted = (await canPassFolders()) ? 0o700 : 0o711;
    if ((mode & 0o777) !== wanted && uid === (process.getuid?.() ?? uid)) await chmod(dataDir, wanted);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("unavailable", `The data folder ${dataDir} cannot be used: ${reason}.`, {
      next: "Set TENANTPILOT_DATA_DIR to a folder that you may write to.",
      cause,
    });
  }
}
