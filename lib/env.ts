import { z } from "zod";

const positiveNumber = (example: number) => {
  const wrong = `has to be a whole number above 0, for example ${example}`;
  return z.coerce.number(wrong).int(wrong).positive(wrong);
};
const positiveInt = (fallback: number) => positiveNumber(fallback).default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(["true", "false"], "has to be true or false")
    .default(fallback ? "true" : "false")
    .transform((value) => value === "true");
const notAPort = "has to be a port from 0 (any that is free) to 65535";
const portNumber = z.coerce.number(notAPort).int(notAPort).min(0, notAPort).max(65535, notAPort);
const optionalText = z.string().min(1).optional();

/** Every variable that the product reads (running.md, Configuration). docs/configuration.md is generated from this. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production").describe("Set by the tools."),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], "has to be fatal, error, warn, info, debug or silent")
    .default("info")
    .describe("Least level that is logged. Example: info"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "has to begin with postgres:// or postgresql://")
    .describe(
      "PostgreSQL 15 or newer. Left out: the embedded one. Example: postgresql://user:password@localhost:5432/tenantpilot",
    ),
  DATABASE_POOL_SIZE: positiveInt(10).describe("Most connections of one process."),
  PORT: portNumber.default(3000).describe("Port of the web server. Example: 3000"),
  APP_URL: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .default("http://localhost:3000")
    .describe("Address that people use. Example: https://packs.example.com"),
  AUTH_SECRET: z
    .string()
    .min(32, "has to have at least 32 characters")
    .describe("Secret of the sessions. Example: the output of openssl rand -base64 48"),
  TENANTPILOT_DOWNLOAD_LINK_KEYS: z
    .string()
    .regex(
      /^[a-z0-9]{1,16}:[A-Za-z0-9_-]{43,}(,[a-z0-9]{1,16}:[A-Za-z0-9_-]{43,})*$/,
      "has to be id:key pairs, keys of at least 32 bytes as base64url",
    )
    .describe("Keys of the download links, newest first. Example: k2:<43 characters>,k1:<43 characters>"),
  TENANTPILOT_DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .describe("Folder of the embedded database, packs and secrets."),
  STORAGE: z.enum(["disk"], "has to be disk").default("disk").describe("Where packs are kept."),
  TENANTPILOT_REVIEW_PACK_RETENTION_DAYS: positiveInt(90).describe("Days for which a pack can be downloaded."),
  TENANTPILOT_REVIEW_PACK_HARD_DELETE_GRACE_DAYS: positiveInt(30).describe(
    "Days after which the row of an expired or failed pack is deleted.",
  ),
  TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES: positiveInt(60).describe(
    "Minutes for which a download link works.",
  ),
  TENANTPILOT_REVIEW_PACK_INCLUDE_PII_DEFAULT: flag(true).describe(
    "Whether people's data is in a pack unless asked otherwise.",
  ),
  TENANTPILOT_REVIEW_PACK_INCLUDE_OPERATIONS_DEFAULT: flag(true).describe(
    "Whether operations are in a pack unless asked otherwise.",
  ),
  TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: positiveInt(6).describe("Packs that one person can start in a minute."),
  TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: positiveInt(30).describe(
    "Download links that one person can make in a minute.",
  ),
  TENANTPILOT_IMPORT_BYTES_MAX: positiveInt(4 * 1024 ** 3).describe("Largest file that can be imported, in bytes."),
  TENANTPILOT_LEASE_SECONDS: positiveInt(300).describe(
    "Seconds after which a pack that nobody has worked on is given to another run. Has to be far more than a pause of the machine.",
  ),
  TENANTPILOT_RETRY_SECONDS: positiveNumber(15)
    .optional()
    .describe(
      "Seconds between the tries of a failed step, with the embedded runner. Left out: 15 to 45, then longer each time.",
    ),
  TENANTPILOT_DEMO_PASSWORD: optionalText.describe("Password of the demo people; made on first start if left out."),
  INNGEST_EVENT_KEY: z.string().min(1).describe("Event key of Inngest. Left out: the embedded runner's."),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^signkey-[a-z]+-[0-9a-f]{2,}$/, "has to look like signkey-prod-<hex>")
    .describe("Signing key of Inngest."),
  INNGEST_BASE_URL: z
    .url("has to be an address that begins with http:// or https://")
    .optional()
    .describe("Address of a self-hosted Inngest. Left out with keys given: Inngest Cloud."),
  INNGEST_DEV: optionalText.describe("Never set in production: it turns the check of signatures off."),
  AZURE_AD_CLIENT_ID: optionalText.describe("Application (client) id for sign-in with Microsoft."),
  AZURE_AD_CLIENT_SECRET: optionalText.describe("Client secret for sign-in with Microsoft."),
  AZURE_AD_TENANT_ID: optionalText.describe("Entra tenant that signs in, or organizations."),
  AZURE_AD_ALLOWED_TENANTS: optionalText.describe("Tenant ids that may sign in, separated by commas."),
});

/** The parsed environment. */
export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/**
 * The environment, parsed once.
 * @throws {Error} naming each wrong variable, what is wrong with it and an example.
 */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Parses `source` as env() does; an empty variable counts as left out. Exported for tests and for `start`. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const about = environmentSchema.shape[name as keyof typeof environmentSchema.shape]?.description ?? "";
    const what = given[name] === undefined ? "is missing" : issue.message;
    return `  ${name}: ${what}. ${about}`;
  });
  throw new Error(`The environment is not right:\n${lines.join("\n")}`);
}

/** Forgets the parsed environment and sets variables, for commands that learn theirs from the data folder, and for tests. */
export function setEnvironment(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
  parsed = undefined;
}
