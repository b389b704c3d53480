import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closeDatabase } from "@/lib/db";
import { migrateDatabase, openCluster } from "@/lib/embedded/database";
import { findFreePort } from "@/lib/embedded/ports";
import { appUrl, type Cluster, clusterUrl, findServer, startCluster, stopCluster } from "@/lib/embedded/postgres";
import { isAlive, type ProcessIdentity } from "@/lib/embedded/process-identity";
import { keepSecrets } from "@/lib/embedded/secrets";
import { setEnvironment } from "@/lib/env";
import { mountSmallDisk } from "../storage/small-disk";
import { buildProcesses } from "./build-processes";
import type { Suffering } from "./inside-child";
import { environmentWithoutOurs, fill, type Product, processesIn, signal, unfill } from "./product";

const root = path.resolve(import.meta.dirname, "../..");
const startLimitMs = 120_000;
const lookMs = 150;
const diskSize = "128m";
// What a power cut would lose and a SIGKILL does not.
const databaseFlags = ["-c fsync=off", "-c max_connections=200"];

interface Part {
  name: "server" | "runner";
  environment: NodeJS.ProcessEnv;
  child: ChildProcess | null;
  isReady: boolean;
}

/**
 * Three application processes without pages, each with a runner, on one database and one disk, kept running by us: quick to
 * start, so that a round takes seconds. They know nothing of each other. Steps are tried again after one second and a
 * lease lasts ten; a process can be made to suffer from within (inside-child.ts).
 */
export class Processes implements Product {
  readonly copies = 3;
  readonly pace = 0.2;
  starts = 0;
  readonly gaveUp = 0;
  #parts: Part[] = [];
  #server: ProcessIdentity | null = null;
  #isWatched = false;
  #watching: NodeJS.Timeout | undefined;
  #isLooking = false;
  #unmount: (() => Promise<void>) | null = null;

  private constructor(
    private readonly dataDir: string,
    private readonly cluster: Cluster,
    private readonly files: Awaited<ReturnType<typeof buildProcesses>>,
    private readonly log: WriteStream,
  ) {}

  /** Makes the data folder, with its exports on a small disk where mounting is permitted, and starts everything. */
  static async start(logFile: string): Promise<Processes> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "tenantpilot-faults-"));
    await mkdir(path.dirname(logFile), { recursive: true });
    const secrets = await keepSecrets(dataDir);
    const cluster = {
      dir: path.join(dataDir, "postgres"),
      port: await findFreePort(),
      password: secrets.POSTGRES_PASSWORD,
    };
    const log = createWriteStream(logFile, { flags: "a" });
    const product = new Processes(dataDir, cluster, await buildProcesses(), log);
    try {
      product.#unmount = await mountSmallDisk(product.#storage, diskSize);
      await openCluster(cluster);
      await stopCluster(cluster);
      await startCluster(cluster, databaseFlags);
      await migrateDatabase({ DATABASE_URL: appUrl(cluster), DATABASE_OWNER_URL: clusterUrl(cluster) }, root);
      await product.#prepare(secrets);
      await product.up();
      return product;
    } catch (error) {
      await product.end();
      throw error;
    }
  }

  get hasSmallDisk(): boolean {
    return this.#unmount !== null;
  }

  /** Tells every process what goes wrong in it from now on. */
  suffer(what: Suffering): void {
    for (const { child } of this.#parts) if (child?.connected) child.send(what, () => {});
  }

  async up(): Promise<void> {
    this.starts += 1;
    this.#isWatched = true;
    clearInterval(this.#watching);
    this.#watching = setInterval(() => void this.#look(), lookMs);
    const until = performance.now() + startLimitMs;
    while (!this.#parts.every((part) => part.isReady)) {
      if (performance.now() > until) throw new Error("The processes did not start; see the log.");
      await pause(25);
    }
  }

  async upAgain(): Promise<void> {}

  async signalPart(name: "server" | "runner", copy: number, how: NodeJS.Signals): Promise<void> {
    const child = this.#parts.filter((part) => part.name === name)[copy]?.child;
    if (child?.pid !== undefined && child.exitCode === null) signal(child.pid, how);
  }

  async unwatched(milliseconds: number, work: () => Promise<void>): Promise<void> {
    this.#isWatched = false;
    await work();
    await pause(milliseconds);
    this.#isWatched = true;
  }

  signalDatabase(how: NodeJS.Signals): void {
    for (const pid of processesIn(this.cluster.dir)) signal(pid, how);
  }

  async stopDatabase(mode: "fast" | "immediate"): Promise<void> {
    await stopCluster(this.cluster, mode).catch(() => {});
  }

  async killEverything(): Promise<void> {
    await this.#down("SIGKILL");
    this.signalDatabase("SIGKILL");
  }

  async stopInOrder(): Promise<void> {
    await this.#down("SIGTERM");
    await this.stopDatabase("fast");
  }

  fillDisk(): Promise<void> {
    return fill(this.#storage);
  }

  emptyDisk(): Promise<void> {
    return unfill(this.#storage);
  }

  async end(): Promise<void> {
    await closeDatabase().catch(() => {});
    this.signalDatabase("SIGCONT");
    await this.#down("SIGKILL");
    await this.stopDatabase("immediate");
    await this.#unmount?.();
    this.log.end();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  get #storage(): string {
    return path.join(this.dataDir, "storage");
  }

  /** The environment of each process, and of this one, which asks for packs as a page would. */
  async #prepare(secrets: Awaited<ReturnType<typeof keepSecrets>>): Promise<void> {
    const common = {
      DATABASE_URL: appUrl(this.cluster),
      DATABASE_OWNER_URL: clusterUrl(this.cluster),
      DATABASE_POOL_SIZE: "6",
      TENANTPILOT_DATA_DIR: this.dataDir,
      AUTH_SECRET: secrets.AUTH_SECRET,
      TENANTPILOT_DOWNLOAD_LINK_KEYS: secrets.TENANTPILOT_DOWNLOAD_LINK_KEYS,
      TENANTPILOT_SIGNING_KEYS: secrets.TENANTPILOT_SIGNING_KEYS,
      INNGEST_EVENT_KEY: secrets.INNGEST_EVENT_KEY,
      INNGEST_SIGNING_KEY: secrets.INNGEST_SIGNING_KEY,
      TENANTPILOT_RUNNER: "embedded",
      TENANTPILOT_LEASE_SECONDS: "10",
      TENANTPILOT_RETRY_SECONDS: "1",
      TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "1000000",
      TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "1000000",
    };
    const addresses: string[] = [];
    for (let copy = 0; copy < this.copies; copy++) {
      const [port, runnerPort] = [await findFreePort(), await findFreePort()];
      addresses.push(`http://127.0.0.1:${runnerPort}`);
      const environment = {
        ...environmentWithoutOurs(),
        ...common,
        NODE_ENV: "production" as const,
        LOG_LEVEL: "warn",
        PORT: String(port),
        INNGEST_BASE_URL: addresses[copy],
      };
      for (const name of ["server", "runner"] as const)
        this.#parts.push({ name, environment, child: null, isReady: false });
    }
    setEnvironment({ ...common, DATABASE_POOL_SIZE: "10", LOG_LEVEL: "silent", INNGEST_BASE_URL: addresses[0] ?? "" });
  }

  /** Starts what is not there: the database first, without which nothing else would. */
  async #look(): Promise<void> {
    if (this.#isLooking || !this.#isWatched) return;
    this.#isLooking = true;
    try {
      if (!this.#server || !isAlive(this.#server)) {
        await startCluster(this.cluster, databaseFlags);
        this.#server = await findServer(this.cluster);
      }
      for (const part of this.#parts) if (!part.child) this.#launch(part);
    } catch (error) {
      this.log.write(`the database did not start, again in a moment: ${error}\n`);
    } finally {
      this.#isLooking = false;
    }
  }

  #launch(part: Part): void {
    const child = spawn(process.execPath, ["--import", this.files.inside, this.files[part.name]], {
      cwd: root,
      env: part.environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    part.child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => this.log.write(chunk));
    child.on("message", (message) => {
      if (message === "ready") part.isReady = true;
    });
    child.on("exit", () => {
      if (part.child !== child) return;
      part.child = null;
      part.isReady = false;
    });
  }

  async #down(how: "SIGKILL" | "SIGTERM"): Promise<void> {
    clearInterval(this.#watching);
    while (this.#isLooking) await pause(20);
    const children = this.#parts.flatMap(({ child }) => child ?? []);
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, "exit");
        child.kill("SIGCONT");
        child.kill(how);
        const insist = setTimeout(() => child.kill("SIGKILL"), 20_000);
        await gone;
        clearTimeout(insist);
      }),
    );
  }
}
