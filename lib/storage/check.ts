import { randomBytes } from "node:crypto";
import type { Environment } from "@/lib/env";
import { openExports } from "@/lib/storage/exports";
import { usualPatience } from "@/lib/storage/object-store";
import { type Storage, StorageError } from "@/lib/storage/storage";

const probe = Buffer.from("a probe of the start, which can be deleted");
// In staging, where reconcile looks: a process that is killed here leaves a file behind.
const probePath = () => `staging/.ready-${randomBytes(6).toString("hex")}`;

async function* once(): AsyncGenerator<Uint8Array> {
  yield probe;
}

/** Whether something can be stored and deleted. @throws {StorageError} */
export async function tryStorage(storage: Storage): Promise<void> {
  const path = probePath();
  await storage.write(path, once());
  await storage.remove(path);
}

/**
 * What is wrong with the object store of an environment, in words, or null: it is asked for everything that the product needs of it
 * (decision 026), small files and files in parts. A store that does not keep the rule "only if there is nothing there" would let two
 * runs of a step overwrite each other, so the product does not start on it.
 */
export async function storageProblem(environment: Environment): Promise<string | null> {
  const whole = openExports(environment);
  const inParts = openExports(environment, { patience: usualPatience, partBytes: probe.byteLength });
  try {
    return (await probeStorage(whole, "")) ?? (await probeStorage(inParts, " that is sent in parts"));
  } catch (error) {
    if (error instanceof StorageError) return error.message;
    throw error;
  }
}

async function probeStorage(storage: Storage, kind: string): Promise<string | null> {
  const path = probePath();
  try {
    const tryNew = () => storage.write(path, once(), { isNew: true }).catch((error: unknown) => error);
    const first = await tryNew();
    if (first instanceof StorageError) {
      // Without the condition it has the same trouble, or the condition is the trouble.
      await storage.write(path, once());
      return `It refuses conditional writes (If-None-Match: *) of a file${kind}: ${first.message}`;
    }
    const second = await tryNew();
    if (!(second instanceof StorageError))
      return `It does not honour conditional writes (If-None-Match: *) of a file${kind}, so two runs could overwrite each other's work.`;
    if (second.code !== "exists") return second.message;
    const file = await storage.open(path);
    const pieces: Uint8Array[] = [];
    for await (const piece of file.chunks({ start: 2, end: probe.byteLength - 1 })) pieces.push(piece);
    if (!Buffer.concat(pieces).equals(probe.subarray(2)))
      return "It does not give the range of a file that was asked for.";
    for await (const found of storage.list("staging")) if (found.path === path) return null;
    return "It does not list a file that was just stored.";
  } finally {
    await storage.remove(path).catch(() => {});
  }
}
