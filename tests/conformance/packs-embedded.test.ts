import type { ChildProcess } from "node:child_process";
import pg from "pg";
import { describe } from "vitest";
import { rerun } from "@/lib/embedded/runner/runs";
import { endChild, startRunnerChild } from "../embedded/runner/child-runner";
import { registered, runnerOptions } from "../embedded/runner/setup-runner";
import { freePort } from "../setup/cluster";
import { ownerUrl } from "../support/owner";
import { type PackQueue, packsOn } from "./pack-queue";

async function embedded(): Promise<PackQueue> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const pool = new pg.Pool({ connectionString: ownerUrl(), max: 2 });
  let child: ChildProcess | undefined;
  return {
    url,
    async start(appUrl) {
      child = await startRunnerChild(runnerOptions(appUrl, port));
      await registered(url);
    },
    async kill() {
      if (child) await endChild(child);
    },
    async close() {
      if (child) await endChild(child);
      await pool.end();
    },
    async rerun(runId) {
      const client = await pool.connect();
      await rerun(client, runId).finally(() => client.release());
    },
  };
}

describe("review packs on the embedded runner", () => packsOn(embedded));
