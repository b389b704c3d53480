import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Writes a small file whole or not at all, readable by its owner only: temporary file, fsync, rename, fsync of the folder. */
export async function writeFileWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(path.dirname(file), "r");
  // Some file systems cannot sync a folder; the rename itself has happened.
  await folder.sync().catch(() => {});
  await folder.close();
}
