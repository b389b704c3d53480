import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { keepLogs, keepOutput, keepValues } from "./kept-logs";

const root = path.resolve(import.meta.dirname, "../../..");
const program = path.join(root, "bin/tenantpilot.mjs");
const startLimitMs = 180_000;
const stopLimitMs = 40_000;

/** Tests press faster than people. That the limits hold is tested where time can be set (tests/review-packs, tests/download-links). */
const limits = {
  TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: "600",
  TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: "600",
  TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: "600",
};

/** The real product, started for the tests on a temporary data folder and a free port. */
export interface Product {
  url: string;
  dataDir: string;
  demoPassword: string;
  /** What it printed so far. */
  printed(): string;
  /** Ends it in order and removes the data folder, unless that is to be kept. */
  stop(options?: { keepData: boolean }): Promise<void>;
}

/** What a command gave. */
export interface CommandOutput {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line against the product on this data folder. */
export function runTenantpilot(dataDir: string, args: string[]): Promise<CommandOutput> {
  const env = { ...withoutOurs(), TENANTPILOT_DATA_DIR: dataDir };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env, timeout: 120_000, maxBuffer: 64 * 1024 ** 2 },
      (error, stdout, stderr) => {
        const exitCode = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}

/** Starts the product as `npm start` does, on a new data folder unless one is given. Its words and logs are kept in tests/.output/logs. */
export async function startProduct(givenDataDir?: string, settings: Record<string, string> = {}): Promise<Product> {
  const dataDir = givenDataDir ?? (await mkdtemp(path.join(tmpdir(), "tenantpilot-e2e-")));
  const env = { ...withoutOurs(), ...limits, TENANTPILOT_DATA_DIR: dataDir, PORT: "0", ...settings };
  const child = spawn(process.execPath, [program, "start"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = keepOutput(dataDir);
  child.stdout.pipe(output.stdout);
  child.stderr.pipe(output.stderr);
  let words = "";
  const printed = () => words;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      words += chunk.toString("utf8");
    });
  }
  let databaseUrl: string | null = null;
  const stop = async ({ keepData } = { keepData: false }) => {
    try {
      if (databaseUrl !== null) await keepValues(dataDir, settings, databaseUrl);
    } finally {
      await end(child);
      await endDatabase(dataDir);
    }
    await keepLogs(dataDir);
    if (!keepData) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await untilRunning(child, printed);
    const status = JSON.parse((await runTenantpilot(dataDir, ["status", "--json"])).stdout);
    const { url, demo } = status;
    databaseUrl = status.databaseUrl;
    return { url, dataDir, demoPassword: demo?.password ?? "", printed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a product whose data folder begins as a copy of another, with settings of its own. */
export async function startCopy(ofDataDir: string, settings: Record<string, string> = {}): Promise<Product> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "tenantpilot-e2e-"));
  // Node's own copying keeps no owner, and the database insists on its own.
  await promisify(execFile)("cp", ["-a", `${ofDataDir}/.`, dataDir]);
  // Two copies that start at once would both find the ports of the first free.
  await rm(path.join(dataDir, "ports.json"));
  return startProduct(dataDir, settings);
}

/** Our own settings, those of the tests that start us, stay out of the product. */
function withoutOurs(): NodeJS.ProcessEnv {
  const own =
    /^(DATABASE_|AZURE_AD_|SMTP_|AUTH_SECRET|APP_URL|PORT|STORAGE|NODE_ENV|TENANTPILOT_|INNGEST_|NEXT|VITEST|PLAYWRIGHT_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name))) as NodeJS.ProcessEnv;
}

function untilRunning(child: ChildProcess, printed: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The product did not start in time:\n${printed()}`)), startLimitMs);
    const done = (settle: () => void) => {
      clearTimeout(late);
      clearInterval(look);
      settle();
    };
    const look = setInterval(() => {
      if (printed().includes("Ctrl-C")) done(resolve);
    }, 50);
    child.on("exit", (code) => done(() => reject(new Error(`The product ended with ${code}:\n${printed()}`))));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await gone;
  clearTimeout(insist);
}

/** After a stop in order there is nothing to do; after a SIGKILL the database would stay. */
async function endDatabase(dataDir: string): Promise<void> {
  const { stopCluster } = await import("@/lib/embedded/postgres");
  await stopCluster({ dir: path.join(dataDir, "postgres"), port: 0, password: "" }, "immediate").catch(() => {});
}
