import path from "node:path";
import { ensureBuild } from "@/lib/embedded/build";
import { openDataFolder } from "@/lib/embedded/data-folder";
import {
  checkGivenDatabase,
  closeCluster,
  type DatabaseAddresses,
  type FoundAs,
  migrateDatabase,
  openCluster,
  watchCluster,
} from "@/lib/embedded/database";
import { checkGiven, completeEnvironment, type Setting, type Variables } from "@/lib/embedded/environment";
import { describeRecovery, endLeftovers } from "@/lib/embedded/leftovers";
import { findFreePort, keepPorts } from "@/lib/embedded/ports";
import { type Cluster, findServer } from "@/lib/embedded/postgres";
import { startProcesses, stopProcesses } from "@/lib/embedded/product-processes";
import type { Progress } from "@/lib/embedded/progress";
import { findRuntime, removeRuntime } from "@/lib/embedded/runtime";
import { noteRuntime, type RuntimeNote } from "@/lib/embedded/runtime-note";
import { keepSecrets } from "@/lib/embedded/secrets";
import {
  refuseTakenPort,
  refuseUnfitStorage,
  registerFunctions,
  waitForFunctions,
  waitForHealth,
} from "@/lib/embedded/startup-checks";

/** What a start is asked to do. */
export interface StartPlan {
  setting: Setting;
  given: Variables;
  progress: Progress;
  /** Adds the demo data when the database is new; see start.ts. Runs after the migrations, before the web server. */
  prepare(environment: Record<string, string>): Promise<void>;
  /** Everything answers. */
  ready(facts: StartFacts): Promise<void>;
}

/** What the final block says. */
export interface StartFacts {
  url: string;
  dataDir: string;
  version: string;
  recovered: string[];
}

/** When to stop, and when to stop at once because somebody asked a second time. */
export interface StopSignals {
  stop: AbortSignal;
  hurry: AbortSignal;
}

/**
 * Runs the product until it is told to stop: data folder, database, build, web server and runner, in this order, and in
 * the opposite order down again, whatever happened.
 * @throws {AppError | EnvironmentError | Error} when a part cannot be started, or cannot be kept running.
 */
export async function superviseProduct(plan: StartPlan, signals: StopSignals): Promise<void> {
  checkGiven(plan.given, plan.setting);
  const closing: (() => Promise<void>)[] = [];
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  try {
    await run({ plan, signals, closing, fail, failure });
  } catch (error) {
    if (!signals.stop.aborted) throw error;
  } finally {
    await closeAll(closing, plan.progress);
  }
}

/** A part that cannot be stopped in order does not keep the others from it. */
async function closeAll(closing: (() => Promise<void>)[], progress: Progress): Promise<void> {
  for (const close of closing.reverse()) {
    await close().catch((error: unknown) => progress.say(error instanceof Error ? error.message : String(error)));
  }
}

interface Launch {
  plan: StartPlan;
  signals: StopSignals;
  /** What is to be undone, in the opposite order. */
  closing: (() => Promise<void>)[];
  /** Reports that a part cannot be kept running; `failure` rejects then. */
  fail(error: Error): void;
  failure: Promise<never>;
}

async function run(launch: Launch): Promise<void> {
  const { plan, closing, failure } = launch;
  const { stop } = launch.signals;
  const lock = await openDataFolder(plan.setting.dataDir);
  closing.push(() => lock.release());
  const previous = await findRuntime(plan.setting.dataDir);
  const ended = await endLeftovers(previous);
  const address = await chooseAddress(plan);
  const runtime = await noteRuntime(plan.setting, address.url);
  closing.push(() => removeRuntime(plan.setting.dataDir));
  const { environment, cluster } = await keepParts(plan, address.port);
  const addresses = { DATABASE_URL: "", ...environment };
  await refuseUnfitStorage(environment);
  const found = await openDatabase(launch, cluster, addresses);
  const recovered = await describeRecovery(
    lock.tookOverFrom ?? previous?.supervisor ?? null,
    found,
    addresses.DATABASE_URL,
  );
  await build(plan, stop);
  stop.throwIfAborted();
  const stopped = new Promise<never>((_, reject) => stop.addEventListener("abort", () => reject(stop.reason)));
  await Promise.race([plan.prepare(environment), failure, stopped]);
  await Promise.race([bringUp(launch, environment, runtime), failure, stopped]);
  await runtime.change({ isReady: true });
  await plan.ready({
    ...address,
    dataDir: plan.setting.dataDir,
    version: runtime.current.version,
    recovered: [...recovered, ...ended],
  });
  await Promise.race([failure, stopped]);
}

async function chooseAddress({ given }: StartPlan): Promise<{ port: number; url: string }> {
  const port = given.PORT === "0" ? await findFreePort() : Number(given.PORT || 3000);
  const url = given.APP_URL || `http://localhost:${port}`;
  await refuseTakenPort(url, port);
  return { port, url };
}

async function keepParts(
  plan: StartPlan,
  port: number,
): Promise<{ environment: Record<string, string>; cluster: Cluster }> {
  const { given, setting } = plan;
  const secrets = await keepSecrets(setting.dataDir, { demoPassword: given.TENANTPILOT_DEMO_PASSWORD });
  const dir = path.join(setting.dataDir, "postgres");
  const ports = await keepPorts(setting.dataDir, { postgres: (await findServer({ dir })) !== null });
  const environment = completeEnvironment(given, setting, { secrets, ports, port });
  return { environment, cluster: { dir, port: ports.postgres, password: secrets.POSTGRES_PASSWORD } };
}

async function openDatabase(launch: Launch, cluster: Cluster, addresses: DatabaseAddresses): Promise<FoundAs> {
  const { plan, closing, fail, signals } = launch;
  const { isDatabaseEmbedded, mode, root } = plan.setting;
  let found: FoundAs = "given";
  if (isDatabaseEmbedded) {
    closing.push(() => closeCluster(cluster));
    found = await plan.progress.during("Starting PostgreSQL", () => openCluster(cluster));
    const restarted = () => plan.progress.say("PostgreSQL had ended and was started again.");
    const unwatch = await watchCluster(cluster, { restarted, failed: fail });
    closing.push(async () => unwatch());
  } else await checkGivenDatabase(addresses.DATABASE_URL, { refuseSuperuser: mode === "production" });
  signals.stop.throwIfAborted();
  await plan.progress.during("Bringing the database up to date", () => migrateDatabase(addresses, root));
  return found;
}

async function build({ setting, progress }: StartPlan, stop: AbortSignal): Promise<void> {
  stop.throwIfAborted();
  if (setting.mode === "development") return;
  const log = path.join(setting.dataDir, "logs/build.log");
  await progress.during("Building the pages (once per version, a minute or two)", () =>
    ensureBuild(setting.root, log, stop),
  );
}

async function bringUp(launch: Launch, environment: Record<string, string>, runtime: RuntimeNote): Promise<void> {
  const { plan, closing, signals } = launch;
  await plan.progress.during("Starting the web server", async () => {
    const { setting, progress } = plan;
    const children = startProcesses({ setting, environment, runtime, progress, fail: launch.fail });
    closing.push(() => stopProcesses(children, signals.hurry));
    await Promise.all(children.map((child) => child.ready));
    await waitForHealth(Number(environment.PORT), signals.stop);
    if (plan.setting.isRunnerEmbedded) await waitForFunctions(environment.INNGEST_BASE_URL ?? "", signals.stop);
    else if (!(await registerFunctions(Number(environment.PORT)))) {
      plan.progress.say(
        "Inngest could not be told of our functions now. Sync the app there: its address is /api/inngest.",
      );
    }
  });
}
