import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { identifyProcess, type ProcessIdentity } from "@/lib/embedded/process-identity";

/** How to run one of the product's processes. */
export interface ChildPlan {
  name: "server" | "runner";
  root: string;
  environment: Record<string, string>;
  /** Gets what the child prints. */
  output(chunk: Buffer): void;
  /** A new process runs now: the first time and after each restart. */
  running(identity: ProcessIdentity): void;
  /** Waits for what it cannot live without, before it is started again; `stop` says that it is not wanted any more. */
  untilStartable(stop: AbortSignal): Promise<void>;
  /** It died and is started again. */
  restarted(how: string): void;
  /** It cannot be kept running. */
  failed(error: Error): void;
}

const restartsMax = 3;
const restartWindowMs = 60_000;

/**
 * Runs bin/<name>.ts in a process group of its own, so that a Ctrl-C in the terminal reaches only us and we stop the parts
 * in order. A process that dies is started again as soon as it can live, at most three times in a minute. It ends itself when we are
 * gone.
 */
export class Child {
  /** Resolves when the process says that it is ready; rejects when it fails before. */
  readonly ready: Promise<void>;
  readonly #plan: ChildPlan;
  readonly #deaths: number[] = [];
  #process: ChildProcess | undefined;
  #isReady = false;
  readonly #stopping = new AbortController();
  /** What it said was wrong, and the end of what it printed. */
  #reason = "";
  #lastWords = "";

  constructor(plan: ChildPlan) {
    this.#plan = plan;
    this.ready = new Promise<void>((resolve, reject) => this.#start(resolve, reject));
    // Whoever waits for `ready` hears of it; nobody has to.
    this.ready.catch(() => {});
  }

  /** Asks the process to end its work and waits for it; ends it the hard way after `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.#stopping.abort();
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.connected) child.send("stop", () => {});
    else child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), limitMs);
    await gone;
    clearTimeout(insist);
  }

  #start(ready: () => void, failed: (error: Error) => void): void {
    const { environment, name, root, running } = this.#plan;
    this.#reason = "";
    this.#lastWords = "";
    const child = spawn(process.execPath, [path.join(root, "bin/child.mjs"), name], {
      cwd: root,
      env: environment as NodeJS.ProcessEnv,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#process = child;
    const identity = child.pid === undefined ? null : identifyProcess(child.pid);
    if (identity) running(identity);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => this.#print(chunk));
    child.on("message", (message) => {
      if (isFailure(message)) this.#reason = message.failed;
      if (message !== "ready") return;
      this.#isReady = true;
      ready();
    });
    child.on("error", (error) => {
      this.#reason = error.message;
    });
    child.on("exit", (code, signal) =>
      this.#ended(signal ? `was ended by ${signal}` : `ended with ${code}`, ready, failed),
    );
  }

  async #startAgain(how: string, ready: () => void, failed: (error: Error) => void): Promise<void> {
    const { signal } = this.#stopping;
    await this.#plan.untilStartable(signal);
    if (signal.aborted) return;
    this.#plan.restarted(how);
    this.#start(ready, failed);
  }

  #print(chunk: Buffer): void {
    this.#lastWords = (this.#lastWords + chunk.toString("utf8")).slice(-1500);
    this.#plan.output(chunk);
  }

  #ended(how: string, ready: () => void, failed: (error: Error) => void): void {
    if (this.#stopping.signal.aborted) return;
    this.#deaths.push(performance.now());
    const recent = this.#deaths.filter((at) => at > performance.now() - restartWindowMs).length;
    // What fails before it was ever ready fails again.
    if (this.#isReady && recent <= restartsMax) {
      void this.#startAgain(how, ready, failed);
      return;
    }
    const what = this.#isReady ? `${how}, ${recent} times within a minute` : "did not start";
    const error = new Error(`The ${this.#plan.name} ${what}: ${this.#reason || this.#lastWords.trim() || how}`);
    failed(error);
    this.#plan.failed(error);
  }
}

function isFailure(message: unknown): message is { failed: string } {
  return typeof message === "object" && message !== null && "failed" in message && typeof message.failed === "string";
}
