import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { statfs, unlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** The running product and what can be done to it: its processes killed or held, its database stopped, its disk filled. */
export interface Product {
  /** How many application processes, each with a runner, work on its one database. */
  readonly copies: number;
  /** Factor on how long something stays away. */
  readonly pace: number;
  /** Whether its disk can be filled. */
  readonly hasSmallDisk: boolean;
  /** How often it was started, and how often it had ended by itself. */
  readonly starts: number;
  readonly gaveUp: number;
  /** Starts it again if it is down. */
  up(): Promise<void>;
  /** Starts it again when it has ended by itself, as whoever runs it would, and counts that. */
  upAgain(): Promise<void>;
  signalPart(part: "server" | "runner", copy: number, signal: NodeJS.Signals): Promise<void>;
  /** For this long nothing that ends is started again. */
  unwatched(milliseconds: number, work: () => Promise<void>): Promise<void>;
  /** The postmaster and every process of it. */
  signalDatabase(signal: NodeJS.Signals): void;
  /** pg_ctl stop; the product is to start it again. */
  stopDatabase(mode: "fast" | "immediate"): Promise<void>;
  /** SIGKILL of every process, the database included. */
  killEverything(): Promise<void>;
  /** SIGTERM, as a system that shuts down sends it, and the wait for the end. */
  stopInOrder(): Promise<void>;
  fillDisk(): Promise<void>;
  emptyDisk(): Promise<void>;
  /** Ends everything and removes the data folder. */
  end(): Promise<void>;
}

/** Our own settings stay out of the product. */
export function environmentWithoutOurs(): NodeJS.ProcessEnv {
  const own =
    /^(DATABASE_|AZURE_AD_|SMTP_|AUTH_SECRET|APP_URL|NEXTAUTH_URL|PORT|STORAGE|LOG_LEVEL|NODE_ENV|TENANTPILOT_|INNGEST_|NEXT|VITEST|PLAYWRIGHT_)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !own.test(name)),
  ) as unknown as NodeJS.ProcessEnv;
}

/** Sends a signal to a process that may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/** Every process that works in a folder: of a database cluster the postmaster and its sessions. */
export function processesIn(folder: string): number[] {
  const real = realpathSync(folder);
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((pid) => workingFolderOf(pid) === real)
    .map(Number);
}

function workingFolderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

const filler = (storage: string) => path.join(storage, "filler");

/** Fills a small disk to its last byte. */
export async function fill(storage: string): Promise<void> {
  const { bavail, bsize } = await statfs(storage);
  const piece = Buffer.alloc(1024 * 1024);
  for (let index = 0; index <= (bavail * bsize) / piece.length + 1; index++) {
    const isFull = await writeFile(filler(storage), piece, { flag: "a" }).then(
      () => false,
      () => true,
    );
    if (isFull) return;
  }
}

/** Gives the room back. */
export async function unfill(storage: string): Promise<void> {
  await unlink(filler(storage)).catch(() => {});
}
