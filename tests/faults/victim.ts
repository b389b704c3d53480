import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, readdirSync, readlinkSync, realpathSync, type WriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, statfs, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closeDatabase } from "@/lib/db";
import { loadEnvironment } from "@/lib/embedded/environment";
import { findFreePort } from "@/lib/embedded/ports";
import { stopCluster } from "@/lib/embedded/postgres";
import { isAlive } from "@/lib/embedded/process-identity";
import { findRuntime } from "@/lib/embedded/runtime";
import { env, setEnvironment } from "@/lib/env";
import { mountSmallDisk } from "../storage/small-disk";

const root = path.resolve(import.meta.dirname, "../..");
const startLimitMs = 180_000;
const diskSize = "256m";

/**
 * The real product, started as `npm start` does on a data folder and a port of its own, and everything that can be done to
 * it: its processes killed or held, its database stopped, its disk filled. Steps are tried again after one second and a
 * lease lasts twenty, so that a round takes seconds; everything else is as it is for people.
 */
export class Victim {
  #supervisor: ChildProcess | undefined;
  #words = "";
  #unmount: (() => Promise<void>) | null = null;
  #isMeantToRun = true;
  /** How often it was started, and how often it had ended by itself (killed parts more than three times in a minute). */
  starts = 0;
  gaveUp = 0;

  private constructor(
    readonly dataDir: string,
    private readonly port: number,
    private readonly log: WriteStream,
  ) {}

  /** Makes the data folder, with its exports on a small disk where mounting is permitted, and starts the product without demo data. */
  static async start(logFile: string): Promise<Victim> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "tenantpilot-faults-"));
    await mkdir(path.dirname(logFile), { recursive: true });
    const victim = new Victim(dataDir, await findFreePort(), createWriteStream(logFile, { flags: "a" }));
    try {
      victim.#unmount = await mountSmallDisk(victim.#storage, diskSize);
      await victim.up();
      return victim;
    } catch (error) {
      await victim.end();
      throw error;
    }
  }

  /** Whether its disk can be filled. */
  get hasSmallDisk(): boolean {
    return this.#unmount !== null;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts it again if it is down, and points this process at its database. */
  async up(): Promise<void> {
    if (this.#isRunning()) return;
    this.#isMeantToRun = true;
    this.starts += 1;
    this.#words = "";
    const child = spawn(process.execPath, [path.join(root, "bin/tenantpilot.mjs"), "start", "--no-demo"], {
      cwd: root,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#supervisor = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(this.log, { end: false });
      stream.on("data", (chunk: Buffer) => {
        this.#words = (this.#words + chunk.toString("utf8")).slice(-20_000);
      });
    }
    await this.#untilRunning();
    process.env.TENANTPILOT_DATA_DIR = this.dataDir;
    const before = this.starts > 1 ? env().DATABASE_URL : null;
    await loadEnvironment({ root, cwd: root });
    if (before !== null && before !== env().DATABASE_URL) await closeDatabase().catch(() => {});
    setEnvironment({ LOG_LEVEL: "silent", TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "1000000" });
  }

  /** Starts it again when it has ended by itself, as whoever runs it would, and counts that. */
  async upAgain(): Promise<void> {
    if (!this.#isMeantToRun || this.#isRunning()) return;
    this.gaveUp += 1;
    await this.up();
  }

  async signalPart(part: "server" | "runner", signal: NodeJS.Signals): Promise<void> {
    const runtime = await findRuntime(this.dataDir);
    const identity = runtime?.children[part];
    if (identity && isAlive(identity)) send(identity.pid, signal);
  }

  /** For this long nothing that ends is started again. */
  async unwatched(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const pid = this.#supervisor?.pid;
    if (pid === undefined || !this.#isRunning()) return;
    send(pid, "SIGSTOP");
    await work();
    await pause(milliseconds);
    send(pid, "SIGCONT");
  }

  /** The postmaster and every process of it. */
  signalDatabase(signal: NodeJS.Signals): void {
    for (const pid of this.#databasePids()) send(pid, signal);
  }

  /** pg_ctl stop; the product is to start it again. */
  async stopDatabase(mode: "fast" | "immediate"): Promise<void> {
    await stopCluster({ dir: this.#cluster, port: 0, password: "" }, mode).catch(() => {});
  }

  /** SIGKILL of the supervisor and of every process below it, the database included. */
  async killEverything(): Promise<void> {
    this.#isMeantToRun = false;
    const runtime = await findRuntime(this.dataDir);
    this.#supervisor?.kill("SIGKILL");
    for (const identity of Object.values(runtime?.children ?? {})) if (isAlive(identity)) send(identity.pid, "SIGKILL");
    this.signalDatabase("SIGKILL");
    await this.#untilGone();
  }

  /** SIGTERM, as a system that shuts down sends it, and the wait for the end. */
  async stopInOrder(): Promise<void> {
    this.#isMeantToRun = false;
    this.#supervisor?.kill("SIGTERM");
    await this.#untilGone();
  }

  async fillDisk(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#storage);
    const piece = Buffer.alloc(1024 * 1024);
    for (let index = 0; index <= (bavail * bsize) / piece.length + 1; index++) {
      const isFull = await writeFile(this.#filler, piece, { flag: "a" }).then(
        () => false,
        () => true,
      );
      if (isFull) return;
    }
  }

  async emptyDisk(): Promise<void> {
    await unlink(this.#filler).catch(() => {});
  }

  /** Ends everything and removes the data folder. */
  async end(): Promise<void> {
    await closeDatabase().catch(() => {});
    await this.signalPart("runner", "SIGCONT");
    await this.signalPart("server", "SIGCONT");
    this.signalDatabase("SIGCONT");
    await this.stopInOrder();
    await this.stopDatabase("immediate");
    await this.#unmount?.();
    this.log.end();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  get #storage(): string {
    return path.join(this.dataDir, "storage");
  }

  get #filler(): string {
    return path.join(this.#storage, "filler");
  }

  get #cluster(): string {
    return path.join(this.dataDir, "postgres");
  }

  #isRunning(): boolean {
    const child = this.#supervisor;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Our own settings stay out of the product. */
  #environment(): NodeJS.ProcessEnv {
    const own =
      /^(DATABASE_URL|AUTH_SECRET|APP_URL|NEXTAUTH_URL|PORT|STORAGE|LOG_LEVEL|NODE_ENV|TENANTPILOT_|INNGEST_|NEXT|VITEST|PLAYWRIGHT_)/;
    const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
    return {
      ...(given as NodeJS.ProcessEnv),
      TENANTPILOT_DATA_DIR: this.dataDir,
      PORT: String(this.port),
      TENANTPILOT_LEASE_SECONDS: "20",
      TENANTPILOT_RETRY_SECONDS: "1",
    };
  }

  #databasePids(): number[] {
    const folder = realpathSync(this.#cluster);
    return readdirSync("/proc")
      .filter((name) => /^[0-9]+$/.test(name))
      .filter((pid) => workingFolderOf(pid) === folder)
      .map(Number);
  }

  async #untilRunning(): Promise<void> {
    const until = performance.now() + startLimitMs;
    while (!this.#words.includes("Ctrl-C")) {
      if (!this.#isRunning() || performance.now() > until)
        throw new Error(`The product did not start:\n${this.#words}`);
      await pause(25);
    }
  }

  async #untilGone(): Promise<void> {
    const until = performance.now() + 60_000;
    while (this.#isRunning()) {
      if (performance.now() > until) this.#supervisor?.kill("SIGKILL");
      await pause(25);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function workingFolderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
