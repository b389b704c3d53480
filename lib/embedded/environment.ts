import path from "node:path";
import { findPorts, type Ports } from "@/lib/embedded/ports";
import { appUrl, clusterUrl } from "@/lib/embedded/postgres";
import { productionProblems } from "@/lib/embedded/production";
import { findRuntime } from "@/lib/embedded/runtime";
import { findSecrets, type Secrets } from "@/lib/embedded/secrets";
import { parseEnvironment, setEnvironment } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Variables as a process has them. */
export type Variables = Record<string, string | undefined>;

/** Thrown when the environment is wrong: its message names each variable, what is wrong and an example. Exit code 2. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/** What the variables that somebody set mean for where things run (running.md, Configuration). */
export interface Setting {
  /** Folder of the project. */
  root: string;
  /** Absolute. */
  dataDir: string;
  mode: "production" | "development";
  /** No DATABASE_URL given: embedded PostgreSQL, secrets made here. Given: production rules, every secret is given too. */
  isDatabaseEmbedded: boolean;
  /** No INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY or INNGEST_BASE_URL given. */
  isRunnerEmbedded: boolean;
}

/** Reads the setting from the given variables. A relative data folder counts from `cwd`, the default one from the project. */
export function readSetting(
  given: Variables,
  place: { root: string; cwd: string },
  mode: Setting["mode"] = "production",
): Setting {
  const dataDir = given.TENANTPILOT_DATA_DIR;
  return {
    root: place.root,
    dataDir: dataDir ? path.resolve(place.cwd, dataDir) : path.join(place.root, ".data"),
    mode,
    isDatabaseEmbedded: !given.DATABASE_URL,
    isRunnerEmbedded: !given.INNGEST_EVENT_KEY && !given.INNGEST_SIGNING_KEY && !given.INNGEST_BASE_URL,
  };
}

/**
 * Checks what was given before anything is touched; what the start makes itself counts as right.
 * @throws {EnvironmentError}
 */
export function checkGiven(given: Variables, setting: Setting): void {
  const secrets = {
    AUTH_SECRET: "0".repeat(64),
    TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${"A".repeat(43)}`,
    TENANTPILOT_SIGNING_KEYS: `s1:${"A".repeat(43)}`,
    TENANTPILOT_ENCRYPTION_KEYS: `e1:${"A".repeat(43)}`,
    INNGEST_EVENT_KEY: "placeholder",
    INNGEST_SIGNING_KEY: "signkey-prod-00",
    POSTGRES_PASSWORD: "placeholder",
    TENANTPILOT_DEMO_PASSWORD: "placeholder",
  };
  parsedOrThrow(completeEnvironment(given, setting, { secrets, ports: { postgres: 1, runner: 1 } }));
  const problems = [...ownerProblems(given, setting), ...productionProblems(given, setting)];
  if (problems.length > 0)
    throw new EnvironmentError(
      `The product does not start like this:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
}

/** With the embedded database it could only be that of another product, which a start would then migrate. */
function ownerProblems({ DATABASE_OWNER_URL }: Variables, { isDatabaseEmbedded }: Setting): string[] {
  if (!isDatabaseEmbedded || !DATABASE_OWNER_URL) return [];
  return ["DATABASE_OWNER_URL: is given without DATABASE_URL. Give both, for one database, or neither."];
}

/**
 * The whole environment of the product's processes: what was given, and for what was not given the embedded defaults.
 * @param parts secrets and ports of the data folder, and the port of the web server when it was chosen by the start.
 */
export function completeEnvironment(
  given: Variables,
  setting: Setting,
  parts: { secrets: Secrets; ports: Ports; port?: number; url?: string },
): Record<string, string> {
  const { secrets, ports } = parts;
  const port = String(parts.port ?? (given.PORT || 3000));
  const url = given.APP_URL || parts.url || `http://localhost:${isPort(port) ? port : 3000}`;
  const defaults: Variables = {
    ...(setting.isDatabaseEmbedded && {
      AUTH_SECRET: secrets.AUTH_SECRET,
      TENANTPILOT_DOWNLOAD_LINK_KEYS: secrets.TENANTPILOT_DOWNLOAD_LINK_KEYS,
      TENANTPILOT_SIGNING_KEYS: secrets.TENANTPILOT_SIGNING_KEYS,
      TENANTPILOT_ENCRYPTION_KEYS: secrets.TENANTPILOT_ENCRYPTION_KEYS,
      TENANTPILOT_DEMO_PASSWORD: secrets.TENANTPILOT_DEMO_PASSWORD,
    }),
    ...(setting.isRunnerEmbedded && {
      INNGEST_EVENT_KEY: secrets.INNGEST_EVENT_KEY,
      INNGEST_SIGNING_KEY: secrets.INNGEST_SIGNING_KEY,
      INNGEST_BASE_URL: `http://127.0.0.1:${ports.runner}`,
    }),
    APP_URL: url,
    // next-auth reads its address from the environment itself.
    NEXTAUTH_URL: url,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const chosen = {
    NODE_ENV: setting.mode,
    PORT: port,
    TENANTPILOT_DATA_DIR: setting.dataDir,
    TENANTPILOT_RUNNER: setting.isRunnerEmbedded ? "embedded" : "inngest",
  };
  const addresses = setting.isDatabaseEmbedded && embeddedAddresses(setting.dataDir, secrets, ports);
  const whole = { ...defaults, ...withoutEmpty(given), ...addresses, ...chosen };
  return Object.fromEntries(
    Object.entries(whole).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A wrong PORT is reported as such, not as a wrong APP_URL too. */
function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= 65535;
}

/** Connection strings of the embedded database of a data folder: as the product's role, and as the owner. */
function embeddedAddresses(dataDir: string, secrets: Secrets, ports: Ports) {
  const cluster = {
    dir: path.join(dataDir, "postgres"),
    port: ports.postgres,
    password: secrets.POSTGRES_PASSWORD,
  };
  return { DATABASE_URL: appUrl(cluster), DATABASE_OWNER_URL: clusterUrl(cluster) };
}

/**
 * Sets this process's environment for a command, from the data folder of the product.
 * @returns the setting.
 * @throws {EnvironmentError} when a variable is wrong.
 * @throws {AppError} unavailable, when nothing was ever started on the data folder.
 */
export async function loadEnvironment(place: { root: string; cwd: string }): Promise<Setting> {
  const given = process.env;
  const setting = readSetting(given, place);
  const [secrets, ports, runtime] = await Promise.all([
    findSecrets(setting.dataDir),
    findPorts(setting.dataDir),
    findRuntime(setting.dataDir),
  ]);
  if (secrets && ports) {
    const whole = completeEnvironment(given, setting, { secrets, ports, ...(runtime && { url: runtime.url }) });
    const { NODE_ENV, ...rest } = whole;
    parsedOrThrow(whole);
    setEnvironment(rest);
  } else if (setting.isDatabaseEmbedded) {
    throw new AppError("unavailable", `Nothing was started yet on the data folder ${setting.dataDir}.`, {
      next: "Start it with npm start.",
    });
  } else {
    setEnvironment({ TENANTPILOT_DATA_DIR: setting.dataDir });
    parsedOrThrow(given);
  }
  return setting;
}

function parsedOrThrow(variables: Variables): void {
  try {
    parseEnvironment(variables);
  } catch (error) {
    throw new EnvironmentError(error instanceof Error ? error.message : String(error));
  }
}

function withoutEmpty(given: Variables): Variables {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
}
