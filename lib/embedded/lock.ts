import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { identifyProcess, isAlive, type ProcessIdentity, processIdentitySchema } from "@/lib/embedded/process-identity";
import { writeFileWhole } from "@/lib/embedded/write-file";

const claimSchema = z.object({ holder: processIdentitySchema, at: z.number(), name: z.string() });
type Claim = z.infer<typeof claimSchema>;

/** Thrown when a live process holds the lock. */
export class LockHeldError extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}.`);
    this.name = "LockHeldError";
    this.pid = pid;
  }
}

/** A lock that is held. `tookOverFrom` is the dead process that had left it behind, if there was one. */
export interface Lock {
  tookOverFrom: ProcessIdentity | null;
  release(): Promise<void>;
}

/**
 * Locks a folder for this process, without the operating system's file locks (Node has none). Everybody who wants the lock
 * first leaves a claim of their own in `<folder>/lock` and then reads all claims: of two, whoever reads last sees the other,
 * so two can never both hold it. Claims of processes that are gone are cleared away.
 * @throws {LockHeldError} when a live process holds it.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const claims = path.join(folder, "lock");
  await mkdir(claims, { recursive: true, mode: 0o700 });
  const holder = identifyProcess(process.pid);
  if (!holder) throw new Error("This process cannot find itself in the list of processes.");
  const own: Claim = {
    holder,
    at: performance.timeOrigin + performance.now(),
    name: `${randomBytes(8).toString("hex")}.json`,
  };
  const file = path.join(claims, own.name);
  await writeFileWhole(file, JSON.stringify(own));
  const release = () => rm(file, { force: true });
  try {
    const tookOverFrom = await waitForOthers(claims, own, folder);
    return { tookOverFrom, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Of two that start at the same moment the later gives way at once, and the earlier waits a little for that. */
async function waitForOthers(claims: string, own: Claim, folder: string): Promise<ProcessIdentity | null> {
  let dead: ProcessIdentity | null = null;
  for (let round = 0; ; round++) {
    const others = (await readClaims(claims)).filter((claim) => claim.name !== own.name);
    for (const claim of others.filter((other) => !isAlive(other.holder))) {
      dead = claim.holder;
      await rm(path.join(claims, claim.name), { force: true });
    }
    const alive = others.filter((other) => isAlive(other.holder));
    const [first] = alive;
    if (!first) return dead;
    const isEarliest = alive.every((other) => own.at < other.at || (own.at === other.at && own.name < other.name));
    if (!isEarliest || round >= 20) throw new LockHeldError(folder, first.holder.pid);
    await pause(100);
  }
}

async function readClaims(claims: string): Promise<Claim[]> {
  const names = (await readdir(claims)).filter((name) => name.endsWith(".json"));
  const read = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(claims, name), "utf8").catch(() => "");
      const claim = claimSchema.safeParse(parse(text));
      return claim.success ? [{ ...claim.data, name }] : [];
    }),
  );
  return read.flat();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
