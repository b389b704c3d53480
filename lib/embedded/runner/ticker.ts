import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log";

/** Something to do again and again. */
export interface Chore {
  name: string;
  everyMs: number;
  work(): Promise<unknown>;
}

/** Does each chore in a loop of its own until stopped. A chore that fails is logged and done again at its next time. */
export class Ticker {
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly chores: Chore[],
    private readonly log: Log,
  ) {}

  start(): void {
    this.loops = this.chores.map((chore) => this.run(chore));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async run(chore: Chore): Promise<void> {
    const { signal } = this.stopping;
    let isFailing = false;
    while (!signal.aborted) {
      try {
        await chore.work();
        isFailing = false;
      } catch (error) {
        // Once for each outage, not four times a second.
        if (!isFailing)
          this.log.warn({ err: error, chore: chore.name }, "a chore of the runner failed; it is tried again");
        isFailing = true;
      }
      await sleep(chore.everyMs, undefined, { signal }).catch(() => {});
    }
  }
}
