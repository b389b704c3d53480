import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { withLogIds } from "@/lib/log-ids";
import { type Outcome, readOutcome } from "./answer";
import { callApp } from "./call-app";
import { type Claim, claimJob } from "./claim";
import { poolTransaction } from "./database";
import type { Backoff } from "./delays";
import { returnJob } from "./jobs";
import type { Log } from "./log";
import { type CallState, loadCallState, requestBody } from "./request-body";
import { settle, settleSleep } from "./settle";
import { signBody } from "./signature";

/** What a worker needs to know. */
export interface WorkerSettings {
  runnerId: string;
  appUrl: URL;
  signingKey: string;
  backoff: Backoff;
  /** Whether this process can be seen to be alive. If not, another may hold its jobs for left behind: it takes no new ones. */
  isAlive(): boolean;
}

const databaseRetryMs = 250;

/** Works on one job after the other, as the queue delivers them. */
export class Worker {
  /** Ids of the jobs being worked on, for the rescue. */
  readonly jobs = new Set<string>();
  private readonly cutOff = new AbortController();

  constructor(
    private readonly pool: pg.Pool,
    private readonly settings: WorkerSettings,
    private readonly log: Log,
  ) {}

  /** Ends the calls in progress; their jobs are given back and begin anew elsewhere. */
  abort(): void {
    this.cutOff.abort();
  }

  /** Does a job if it is still to be done; what is not is sent again by the rescue. Throws only when the database fails before the app was called. */
  async work(jobId: string): Promise<void> {
    if (this.jobs.has(jobId) || !this.settings.isAlive()) return;
    this.jobs.add(jobId);
    try {
      const claim = await claimJob(this.pool, jobId, this.settings.runnerId);
      if (claim) await withLogIds({ runId: claim.runId }, () => this.workOn(claim));
    } finally {
      this.jobs.delete(jobId);
    }
  }

  private workOn(claim: Claim): Promise<void> {
    return claim.kind === "sleep" ? this.apply(claim, (client) => settleSleep(client, claim)) : this.call(claim);
  }

  private async call(claim: Claim): Promise<void> {
    const state = await loadCallState(this.pool, claim.runId);
    if (!state) return;
    const outcome = await this.ask(claim, state);
    if (this.cutOff.signal.aborted && (outcome.kind === "attempt_failed" || outcome.kind === "unreachable")) {
      return returnJob(this.pool, claim.jobId, this.settings.runnerId);
    }
    const rules = { backoff: this.settings.backoff, maxAttempts: state.retries + 1, now: new Date() };
    await this.apply(
      claim,
      (client) => settle(client, claim, outcome, rules),
      (client, error) =>
        settle(
          client,
          claim,
          { kind: "run_failed", error: { name: "Error", message: `The answer cannot be stored: ${error.message}` } },
          rules,
        ),
    );
  }

  private async ask(claim: Claim, state: CallState): Promise<Outcome> {
    const url = new URL(this.settings.appUrl);
    url.searchParams.set("fnId", state.functionId);
    url.searchParams.set("stepId", claim.stepId);
    const body = requestBody(claim, state);
    const headers = {
      "x-inngest-signature": signBody(body, this.settings.signingKey, new Date()),
      "x-inngest-req-version": String(state.requestVersion),
      "x-inngest-server-kind": "cloud",
      "x-run-id": claim.runId,
    };
    return readOutcome(await callApp({ method: "POST", url, headers, body }, this.cutOff.signal), new Date());
  }

  /** Applies in one transaction. The step has been done, so an answer is kept while the database is away. */
  private async apply(
    claim: Claim,
    settleIn: (client: pg.PoolClient) => Promise<boolean>,
    onRefused?: (client: pg.PoolClient, error: Error) => Promise<boolean>,
  ): Promise<void> {
    let attempt = settleIn;
    for (let tries = 0; ; tries += 1) {
      try {
        const isApplied = await poolTransaction(this.pool, attempt);
        if (!isApplied) this.log.info({ jobId: claim.jobId }, "this position was passed before; its answer is dropped");
        return;
      } catch (error) {
        if (this.cutOff.signal.aborted) throw error;
        if (onRefused && attempt === settleIn && isRefused(error))
          attempt = (client) => onRefused(client, error as Error);
        else await sleep(databaseRetryMs);
        if (tries > 0) continue;
        this.log.warn({ err: error, jobId: claim.jobId }, "an answer cannot be applied; trying until it can");
      }
    }
  }
}

/** Whether PostgreSQL will not take this, however often (classes 22, 23, 42, 54: data, constraints, rules, limits). */
function isRefused(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^(2[23]|42|54)/.test(code);
}
