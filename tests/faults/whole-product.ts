import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
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
import { environmentWithoutOurs, fill, type Product, processesIn, signal, unfill } from "./product";

const root = path.resolve(import.meta.dirname, "../..");
const startLimitMs = 180_000;
const diskSize = "256m";

/**
 * The real product, started as `npm start` does on a data folder and a port of its own, and everything that can be done to
 * it: its processes killed or held, its database stopped, its disk filled. Steps are tried again after one second and a
 * lease lasts twenty, so that a round takes seconds; everything else is as it is for people.
 */
export class WholeProduct implements Product {
  readonly copies = 1;
  readonly pace = 1;
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
  static async start(logFile: string): Promise<WholeProduct> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "tenantpilot-faults-"));
    await mkdir(path.dirname(logFile), { recursive: true });
    const victim = new WholeProduct(dataDir, await findFreePort(), createWriteStream(logFile, { flags: "a" }));
    try {
      victim.#unmount = await mountSmallDisk(victim.#storage, diskSize);
      await victim.up();
      return victim;
    } catch (error) {
      await victim.end();
      throw error;
    }
  }

  get hasSmallDisk(): boolean {
    return this.#unmount !== null;
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
    setEnvironment({
      LOG_LEVEL: "silent",
      TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "1000000",
      TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "1000000",
    });
  }

  async upAgain(): Promise<void> {
    if (!this.#isMeantToRun || this.#isRunning()) return;
    this.gaveUp += 1;
    await this.up();
  }

  async signalPart(part: "server" | "runner", _copy: number, name: NodeJS.Signals): Promise<void> {
    const runtime = await findRuntime(this.dataDir);
    const identity = runtime?.children[part];
    if (identity && isAlive(identity)) signal(identity.pid, name);
  }

  async unwatched(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const pid = this.#supervisor?.pid;
    if (pid === undefined || !this.#isRunning()) return;
    signal(pid, "SIGSTOP");
    await work();
    await pause(milliseconds);
    signal(pid, "SIGCONT");
  }

  signalDatabase(name: NodeJS.Signals): void {
    for (const pid of processesIn(this.#cluster)) signal(pid, name);
  }

  async stopDatabase(mode: "fast" | "immediate"): Promise<void> {
    await stopCluster({ dir: this.#cluster, port: 0, password: "" }, mode).catch(() => {});
  }

  /** SIGKILL of the supervisor and of every process below it, the database included. */
  async killEverything(): Promise<void> {
    this.#isMeantToRun = false;
    const runtime = await findRuntime(this.dataDir);
    this.#supervisor?.kill("SIGKILL");
    for (const identity of Object.values(runtime?.children ?? {}))
      if (isAlive(identity)) signal(identity.pid, "SIGKILL");
    this.signalDatabase("SIGKILL");
    await this.#untilGone();
  }

  async stopInOrder(): Promise<void> {
    this.#isMeantToRun = false;
    this.#supervisor?.kill("SIGTERM");
    await this.#untilGone();
  }

  fillDisk(): Promise<void> {
    return fill(this.#storage);
  }

  emptyDisk(): Promise<void> {
    return unfill(this.#storage);
  }

  async end(): Promise<void> {
    await closeDatabase().catch(() => {});
    await this.signalPart("runner", 0, "SIGCONT");
    await this.signalPart("server", 0, "SIGCONT");
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

  get #cluster(): string {
    return path.join(this.dataDir, "postgres");
  }

  #isRunning(): boolean {
    const child = this.#supervisor;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...environmentWithoutOurs(),
      TENANTPILOT_DATA_DIR: this.dataDir,
      PORT: String(this.port),
      TENANTPILOT_LEASE_SECONDS: "20",
      TENANTPILOT_RETRY_SECONDS: "1",
    };
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
