import { setTimeout as sleep } from "node:timers/promises";
import { callApp } from "./call-app";
import { canonical } from "./canonical";
import type { Log } from "./log";
import { signBody } from "./signature";

const whileUnknownMs = 250;
const whileAwayMs = 1000;
const whileKnownMs = 5000;

/**
 * Asks the app again and again to register its functions: every quarter of a second until it has, then every 5 s (1 s when it fails), since
 * an app that was started anew may have others. `inngest dev` does the same.
 */
export class Sync {
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private wasRegistered = false;
  private lastProblem: string | null = "the app has not been asked yet";

  constructor(
    private readonly appUrl: URL,
    private readonly signingKey: string,
    private readonly log: Log,
  ) {}

  /** Why the app's functions are not known to be registered; null when they are. */
  get problem(): string | null {
    return this.lastProblem;
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const problem = await this.ask(signal);
      if (signal.aborted) return;
      if (problem !== this.lastProblem) {
        if (problem === null) this.log.info("the app has registered its functions");
        else this.log.warn({ problem }, "the app has not registered its functions; asking again");
      }
      this.lastProblem = problem;
      this.wasRegistered ||= problem === null;
      const waitMs = problem === null ? whileKnownMs : this.wasRegistered ? whileAwayMs : whileUnknownMs;
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }

  private async ask(signal: AbortSignal): Promise<string | null> {
    const body = canonical({ url: this.appUrl.href });
    const headers = {
      "x-inngest-signature": signBody(body, this.signingKey, new Date()),
      "x-inngest-server-kind": "cloud",
    };
    const result = await callApp({ method: "PUT", url: this.appUrl, headers, body }, signal, 60_000);
    if (result.kind !== "answered") return result.kind === "too_large" ? "its answer is too long" : result.reason;
    return result.status === 200 ? null : `it answered ${result.status}: ${result.body.slice(0, 500)}`;
  }
}
