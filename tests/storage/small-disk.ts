import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Mounts a small file system on a folder, so that a disk is really full.
 * @returns how to take it away; null where mounting is not permitted (not root), which a test has to say, or with
 * CI=true fails.
 */
export async function mountSmallDisk(folder: string, size: string): Promise<(() => Promise<void>) | null> {
  await mkdir(folder, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  } catch (error) {
    if (process.env.CI === "true") throw new Error(`A full disk could not be made: ${error}`);
    return null;
  }
  return async () => {
    await run("umount", [folder]);
  };
}

/** What a test says that could not have its full disk. */
export const notTried = "NOT TRIED: a full disk needs a small tmpfs, and mounting one needs root.";
