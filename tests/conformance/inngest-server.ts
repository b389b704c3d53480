import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "vitest";
import { keys, until } from "../embedded/runner/setup-runner";
import { freePort } from "../setup/cluster";

/** The binary of a real Inngest server, if one is given (inngest-wire.md, section 9). */
const binary = process.env.INNGEST_TEST_SERVER;

/** Tests against a real Inngest server. Without one they do not run, under a name that says why. */
export function describeInngest(name: string, tests: () => void): void {
  if (binary) {
    // biome-ignore lint/correctness/usePlaywrightValidDescribeCallback: this is Vitest, and the callback is handed through.
    describe(name, tests);
    return;
  }
  it(`${name}: not run against a real Inngest server, because INNGEST_TEST_SERVER names none; the recorded runs are the contract`, () => {});
}

/** A run as the server lists it. */
export interface ListedRun {
  id: string;
  status: string;
  function: { slug: string };
}

const registration = { query: "{apps{name functionCount connected error}}" };

/**
 * A real self-hosted Inngest server with its queue in a Redis of its own, which survives a kill: without Redis it keeps
 * queue and run state in memory only (inngest-wire.md, section 8).
 */
export class InngestServer {
  #server: ChildProcess | undefined;
  #redis: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly ports: { api: number; redis: number; others: number[] },
  ) {}

  /** Reserves its ports, so that the app can be told its address before it runs. */
  static async prepare(): Promise<InngestServer> {
    const [api, redis, ...others] = await Promise.all([0, 1, 2, 3, 4].map(() => freePort()));
    if (api === undefined || redis === undefined) throw new Error("no port");
    return new InngestServer(await mkdtemp(path.join(tmpdir(), "tenantpilot-inngest-")), { api, redis, others });
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.api}`;
  }

  /** Starts Redis, if it does not run, and the server; waits until the app has registered. */
  async start(appUrl: string): Promise<void> {
    this.#redis ??= launch("redis-server", [
      ...["--port", String(this.ports.redis), "--bind", "127.0.0.1", "--dir", this.folder],
      ...["--appendonly", "yes", "--appendfsync", "always"],
    ]);
    const [gateway, grpc, executor] = this.ports.others.map(String);
    this.#server = launch(binary ?? "", [
      ...["start", "--host", "127.0.0.1", "--port", String(this.ports.api)],
      ...["--event-key", keys().event, "--signing-key", keys().signing.replace(/^signkey-[a-z]+-/, "")],
      ...["--sqlite-dir", path.join(this.folder, "db"), "--redis-uri", `redis://127.0.0.1:${this.ports.redis}`],
      ...["--connect-gateway-port", gateway ?? "", "--connect-gateway-grpc-port", grpc ?? ""],
      ...["--connect-executor-grpc-port", executor ?? "", "--retry-interval", "1", "--tick", "50"],
      ...["--sdk-url", `${appUrl}/api/inngest`],
    ]);
    await until(() => this.#isRegistered(), 60_000);
  }

  /** SIGKILL; Redis lives on. */
  async kill(): Promise<void> {
    await end(this.#server, "SIGKILL");
  }

  async close(): Promise<void> {
    await end(this.#server, "SIGKILL");
    await end(this.#redis, "SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }

  /** All runs, newest first. */
  async listRuns(): Promise<ListedRun[]> {
    const answer = await this.#ask<{ runs: { edges: { node: ListedRun }[] } }>({
      query:
        "query($f:RunsFilterV2!,$o:[RunsV2OrderBy!]!){runs(first:100,filter:$f,orderBy:$o){edges{node{id status function{slug}}}}}",
      variables: {
        f: { from: "2026-01-01T00:00:00Z" },
        o: [{ field: "QUEUED_AT", direction: "DESC" }],
      },
    });
    return answer.runs.edges.map(({ node }) => node);
  }

  /** What the dashboard's Rerun does. @returns the new run's id. */
  async rerun(runId: string): Promise<string> {
    const answer = await this.#ask<{ rerun: string }>({
      query: "mutation($r:ULID!){rerun(runID:$r)}",
      variables: { r: runId },
    });
    return answer.rerun;
  }

  async #isRegistered(): Promise<boolean> {
    type Apps = { apps: { functionCount: number; connected: boolean }[] };
    const { apps } = await this.#ask<Apps>(registration).catch((): Apps => ({ apps: [] }));
    return apps.some((app) => app.connected && app.functionCount > 0);
  }

  async #ask<T>(body: object): Promise<T> {
    const answer = await fetch(`${this.url}/v0/gql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}

function launch(file: string, args: string[]): ChildProcess {
  const child = spawn(file, args, { stdio: "ignore", env: { ...process.env, DO_NOT_TRACK: "1" } });
  child.on("error", (error) => {
    throw new Error(`${file} cannot be started: ${error.message}`);
  });
  return child;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
